"""What the month gathers itself from, as entries: activities, changes of service points, notices.

An entry keeps the facts it was gathered with, so that it can be told what has become of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.urls import reverse
from django.utils import timezone

from yike.core.record.news import News
from yike.engines.notices import Notice, Remark
from yike.engines.notices.notice import when
from yike.rooms.almanac.models.activities import OFF, Activity
from yike.rooms.almanac.models.bulletins import WORDS, Bulletin
from yike.rooms.almanac.models.issues import Entry, EntryKind

LONGEST = 120  # characters of a title, of a place
FACTS = ("day", "until", "start", "end", "place")


def moments(activity: Activity) -> dict[str, Any]:
    """Return day and times of an activity as an entry keeps them, local."""
    begin, end = timezone.localtime(activity.starts_at), timezone.localtime(activity.ends_at)
    until = end.date() if end.date() > begin.date() else None
    return {"day": begin.date(), "until": until, "start": begin.time(), "end": end.time()}


def of_activity(row: Activity) -> dict[str, Any]:
    """Return an activity as an entry, in the words of its page."""
    return {
        "kind": EntryKind.ACTIVITY,
        "activity": row,
        "area_id": row.area_id,
        "strand": row.strand,
        "title": row.title[:LONGEST],
        "place": str(row.where)[:LONGEST],
        "audience": list(row.audience),
        "more": row.summary[:500],
        "phone": row.contact[:60],
        "link": reverse("on:activity", args=[row.code]),
        **moments(row),
    }


def of_news(row: News) -> dict[str, Any]:
    """Return a change of a service point as an entry."""
    return {
        "kind": EntryKind.POINT,
        "source": row.key,
        "area_id": row.area,
        "title": row.title[:LONGEST],
        "place": row.place[:LONGEST],
        "more": row.more[:500],
        "phone": row.phone[:60],
        "link": row.link,
        "day": row.day,
        "until": row.until,
    }


def of_bulletin(row: Bulletin) -> dict[str, Any]:
    """Return a notice as an entry."""
    told = {name: getattr(row, name) for name in WORDS}
    return {"kind": EntryKind.NOTICE, "source": row.source, "area_id": row.area_id, **told}


def kept(facts: dict[str, Any]) -> dict[str, str | None]:
    """Return the facts among some values as an entry keeps them, plain."""
    return {name: _plain(facts.get(name)) for name in FACTS}


def _plain(value: Any) -> str | None:
    if isinstance(value, date | time):
        return value.isoformat()[:10] if isinstance(value, date) else f"{value:%H:%M}"
    return value or None


@dataclass(frozen=True)
class Now:
    """What has become of an entry: ``off``, or its facts of today of which ``other`` are not as gathered."""

    off: bool
    facts: dict[str, Any]
    other: tuple[str, ...]

    @property
    def changed(self) -> bool:
        """Return whether the entry is not true any more."""
        return self.off or bool(self.other)


SAME = Now(off=False, facts={}, other=())


def now_of(entry: Entry) -> Now:
    """Return what has become of an entry's activity since it was gathered; typed ones stay as they are."""
    if entry.activity is None:
        return SAME
    return compared(entry, entry.activity, off=entry.activity.state in OFF)


def compared(entry: Entry, activity: Activity, *, off: bool = False) -> Now:
    """Return what of an entry its activity says otherwise."""
    facts = {**moments(activity), "place": str(activity.where)[:LONGEST]}
    plain = kept(facts)
    other = tuple(name for name in FACTS if plain[name] != entry.gathered[name]) if entry.gathered else ()
    return Now(off, facts, other)


def remarks(entry: Entry) -> list[Remark]:
    """Return what has to be mended because the activity is not as it was gathered."""
    found = now_of(entry)
    if found.off:
        return [Remark("called_off", "title")]
    if not found.other:
        return []
    right = f"{when(Notice(entry.title, **found.facts))} {found.facts['place']}"
    return [Remark("moved", "day", right=right)]

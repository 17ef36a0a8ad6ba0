"""What is on, from everything: activities that are approved and entries of published issues; each once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from yike.core.areas.models import Area, AreaLevel, lineage
from yike.core.record.clock import today
from yike.core.record.kept import Kept
from yike.rooms.almanac.models.activities import PUBLIC, Activity, ActivityState
from yike.rooms.almanac.models.issues import IssueVersion
from yike.rooms.almanac.nearness import Place
from yike.rooms.almanac.queries.activities import between
from yike.rooms.almanac.queries.issues import standing, standing_versions, versions_by_issue
from yike.rooms.almanac.written import Line, lines_of, struck


@dataclass(frozen=True)
class Item:
    """One thing that is on: an ``activity``, or a ``line`` of the ``version`` of an issue.

    ``sessions`` are all sessions of its series in these days, where there are several and they are shown as one.
    ``struck`` is what was in an issue and is in none any more; ``version`` is the one that says so.
    """

    day: date
    until: date
    start: time | None
    end: time | None
    title: str
    place: str
    strand: str
    audience: tuple[str, ...]
    area: int
    activity: Activity | None = None
    line: Line | None = None
    version: IssueVersion | None = None
    sessions: tuple[Item, ...] = ()
    struck: bool = False

    @property
    def off(self) -> bool:
        """Return whether it was called off."""
        if self.struck:
            return True
        states = {ActivityState.CANCELLED, ActivityState.POSTPONED}
        return self.activity is not None and self.activity.state in states

    @property
    def where(self) -> Place | None:
        """Return the service point in whose house it is, else the spot of its venue; None where nobody has said."""
        venue = self.activity.venue if self.activity else None
        return venue.where if venue else None


@dataclass(frozen=True)
class Wanted:
    """What a reader asks for. ``area`` None is everywhere, ``audience strand`` "" everybody and everything."""

    since: date
    until: date
    area: Area | None = None
    audience: str = ""
    strand: str = ""


def items(wanted: Wanted) -> list[Item]:
    """Return what is on in these days, by day and time: a fixed number of queries.

    What an issue said of an activity is left out: the activity tells itself where and when it is by now.
    """
    begin, end = _span(wanted)
    lines = list(_entries(wanted))
    known = _public({row.line.activity for row in lines if row.line and row.line.activity})
    rows = [_of_activity(row) for row in _activities(wanted, begin, end)]
    rows += [row for row in lines if row.line and row.line.activity not in known]
    fitting = [row for row in rows if _fits(row, wanted)]
    return sorted(fitting, key=lambda row: (row.day, row.start or time(), row.title))


def listed(wanted: Wanted) -> list[Item]:
    """Return what is on in these days, each series once.

    What most people ask, everything around today, is kept for some seconds until somebody writes.
    """
    around = wanted.since <= today() <= wanted.until
    if around and (wanted.area, wanted.audience, wanted.strand) == (None, "", ""):
        return _listed(wanted, get_language() or "")
    return joined(items(wanted))


@Kept
def _listed(wanted: Wanted, _language: str) -> list[Item]:
    return joined(items(wanted))


def struck_out(wanted: Wanted) -> list[Item]:
    """Return what issues said of these days and no longer say, struck out or withdrawn: a fixed number of queries.

    Left out is what an activity tells itself, and what stands in another issue of the month.
    """
    month, near = _from_month(wanted), _near(wanted.area)
    here = {one.uid for version in standing_versions(month) for one in lines_of(version.content)}
    found: list[tuple[Line, IssueVersion]] = []
    for *former, last in versions_by_issue(month):
        found += [(one, last) for one in struck(former, here)]
    known = _public({one.activity for one, _last in found if one.activity})
    rows = [
        replace(_of_line(one, last), struck=True)
        for one, last in found
        if one.notice.day is not None and one.activity not in known and (near is None or one.area in near)
    ]
    latest = {row.line.uid: row for row in rows if row.line}  # of a month withdrawn twice
    return [row for row in latest.values() if _fits(row, wanted)]


def joined(rows: Iterable[Item]) -> list[Item]:
    """Return the same with each series as one thing: the first session that takes place, with all its days."""
    found: list[Item] = []
    series: dict[int, list[Item]] = {}
    for row in rows:
        key = row.activity.series_id if row.activity else None
        if key is None:
            found.append(row)
        else:
            series.setdefault(key, []).append(row)
    for some in series.values():
        first = next((one for one in some if not one.off), some[0])
        found.append(replace(first, sessions=tuple(some)) if len(some) > 1 else first)
    return sorted(found, key=lambda row: (row.day, row.start or time(), row.title))


def _span(wanted: Wanted) -> tuple[datetime, datetime]:
    """Return the first moment of the days, and the first one after them."""
    begin = timezone.make_aware(datetime.combine(wanted.since, time()))
    return begin, timezone.make_aware(datetime.combine(wanted.until + timedelta(days=1), time()))


def _public(ids: set[int]) -> set[int]:
    """Return which of these activities residents can read."""
    if not ids:
        return set()
    return set(Activity.objects.filter(pk__in=ids, state__in=PUBLIC).values_list("pk", flat=True))


def _activities(wanted: Wanted, begin: datetime, end: datetime) -> Iterable[Activity]:
    rows = _light(between(begin, end))
    if wanted.area is not None:
        path = wanted.area.path
        rows = rows.filter(area__path__startswith=path) | rows.filter(area__path__in=lineage(path))
    if wanted.strand:
        rows = rows.filter(strand=wanted.strand)
    return rows.order_by("starts_at", "pk")


def _light(rows: QuerySet[Activity]) -> QuerySet[Activity]:
    """Return the same with the place alone: who holds it, leads it and approved it is on its own page."""
    rows = rows.prefetch_related(None).select_related(None).select_related("area", "venue", "series")
    return rows.only(*LISTED, "area__name", *(f"venue__{name}" for name in PLACE), "series__code", *NAMES)


def _of_activity(row: Activity) -> Item:
    begin, end = timezone.localtime(row.starts_at), timezone.localtime(row.ends_at)
    told: dict[str, Any] = {
        "start": begin.time(),
        "end": end.time(),
        "title": row.shown_title,
        "place": row.where,
        "strand": row.strand,
        "audience": tuple(row.audience),
    }
    return Item(begin.date(), end.date(), area=row.area_id, activity=row, **told)


def _entries(wanted: Wanted) -> Iterable[Item]:
    """Yield the entries of the issues that residents read, in or around the area one asks for."""
    near = _near(wanted.area)
    for version in standing_versions(_from_month(wanted)):
        for one in lines_of(version.content):
            if one.notice.day is not None and (near is None or one.area in near):
                yield _of_line(one, version)


def _from_month(wanted: Wanted) -> date:
    """Return the first month whose issue can tell of these days."""
    return (wanted.since - timedelta(days=100)).replace(day=1)


def _near(area: Area | None) -> set[int] | None:
    """Return the areas that an area lies in or that lie in it; None for everywhere."""
    if area is None:
        return None
    above = Area.objects.filter(path__in=lineage(area.path))
    rows = Area.objects.filter(path__startswith=area.path) | above
    return set(rows.values_list("pk", flat=True))


def _of_line(one: Line, version: IssueVersion) -> Item:
    notice: Any = one.notice
    told = {"title": notice.title, "place": notice.place, "strand": one.strand, "audience": one.audience}
    days = (notice.day, notice.until or notice.day)
    return Item(*days, notice.start, notice.end, area=one.area, line=one, version=version, **told)


def _fits(row: Item, wanted: Wanted) -> bool:
    if row.until < wanted.since or row.day > wanted.until:
        return False
    if wanted.strand and row.strand != wanted.strand:
        return False
    return not wanted.audience or not row.audience or wanted.audience in row.audience


def communities() -> list[Area]:
    """Return the communities one can ask for, in the order of the tree."""
    return list(Area.objects.open().light().filter(level=AreaLevel.COMMUNITY).order_by("path"))


def issues_out(most: int = 3) -> list[IssueVersion]:
    """Return the last issues that residents read, the newest month first, without their entries."""
    return list(standing().defer("content")[:most])


LISTED = (
    *("code", "state", "title", "title_en", "summary", "summary_en", "place", "audience", "strand"),
    *(
        "starts_at",
        "ends_at",
        "moved_from",
        "called_off",
        "approved_at",
        "made_at",
        "area",
        "venue",
        "series",
    ),
)
PLACE = ("name", "room", "address", "lon", "lat", "point")
NAMES = ("series__name", "series__name_en")
"""What of an activity stands on the page of what is on, and in a calendar."""
SHOWN = (
    *("pk", "state", "title", "title_en", "summary", "summary_en", "place", "venue__name", "venue__room"),
    *("area", "area__name", "audience", "strand", "starts_at", "ends_at", "moved_from"),
)
"""What of an activity stands in a calendar, or decides in whose."""


def edition(wanted: Wanted) -> str:
    """Return what names the present content of these days: what is shown, and the last version of an issue.

    It is asked anew after each deed; what a sweep did is seen some seconds later.
    """
    return _edition(wanted)


@Kept
def _edition(wanted: Wanted) -> str:
    told = sorted(map(repr, between(*_span(wanted)).order_by().values_list(*SHOWN)))
    version = IssueVersion.objects.order_by("-pk").values_list("pk", flat=True).first()
    return f"{hash_of(told)}-{version}"


def hash_of(rows: list[str]) -> str:
    """Return a short digest of rows."""
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()[:24]

"""Calendar files of issues and of what is on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import replace
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from yike.engines.calendarfile import Event, written
from yike.engines.recurrence import read, sessions
from yike.rooms.almanac.models.activities import Activity, ActivityState
from yike.rooms.almanac.models.issues import IssueVersion
from yike.rooms.almanac.models.series import Series
from yike.rooms.almanac.written import Line, lines_of, struck


def events_of(version: IssueVersion, former: Iterable[IssueVersion], url: str) -> Iterator[Event]:
    """Yield an event for each entry of a version, and one that is off for each that only ``former`` ones had.

    An entry keeps its name from version to version. A withdrawal has no entries: all are off.
    """
    lines = lines_of(version.content)
    gone = struck(former, {one.uid for one in lines})
    for one in (*lines, *gone):
        if one.notice.day is not None:
            yield entry_event(one, version.published_at, url, version.turn, cancelled=one in gone)


def entry_event(one: Line, changed: datetime, url: str, sequence: int, *, cancelled: bool = False) -> Event:
    """Return an entry as an event; an activity's entry has the activity's name, so that it is there once."""
    notice = one.notice
    if notice.day is None:
        raise ValueError("an entry without a day is no event")
    ask = " ".join(filter(None, (notice.contact, notice.phone)))
    text = "\n".join(filter(None, (notice.more, _("询问：%(who)s") % {"who": ask} if ask else "")))
    whom = notice.audience or _("所有居民")
    return Event(
        one.uid,
        notice.title,
        notice.day,
        changed,
        notice.until,
        notice.start,
        notice.end,
        notice.place,
        text,
        url,
        (whom,),
        cancelled,
        sequence,
    )


ALARMS = (timedelta(days=1), timedelta(hours=2))
"""How long before an activity a phone reminds who keeps it alone: whoever left no account hears it there."""


def activity_event(row: Activity, url: str, last: tuple[datetime, int] | None = None) -> Event:
    """Return an activity as an event; one that was called off is struck out.

    ``last`` is when it was last written and how often, so that a phone takes what changed for newer.
    """
    begin, end = timezone.localtime(row.starts_at), timezone.localtime(row.ends_at)
    off = row.state in {ActivityState.CANCELLED, ActivityState.POSTPONED}
    changed, sequence = last or (row.approved_at or row.made_at, 0)
    return Event(
        f"activity-{row.pk}@yike",
        row.shown_title,
        begin.date(),
        changed,
        end.date(),
        begin.time(),
        end.time(),
        row.where,
        row.shown_summary,
        url,
        tuple(map(str, row.audience_words)) or (_("所有居民"),),
        off,
        sequence,
    )


def series_events(
    series: Series, rows: Sequence[Activity], url: str, last: Mapping[int, tuple[datetime, int]]
) -> Iterator[Event]:
    """Yield a series as one event that recurs, then each session that departs from it.

    ``rows`` are the sessions that residents may read, at least one; ``last`` is as for
    ``activity_event``, by number.
    """
    first = timezone.localtime(series.first_at)
    like = _as_ruled(rows[0], first)
    there = {row.slot for row in rows}
    missing = tuple(one for one in sessions(read(series.rule), first) if one not in there)
    uid, name = f"series-{series.pk}@yike", series.shown_name
    newest = (
        max((at for at, _times in last.values()), default=series.made_at),
        sum(times for _at, times in last.values()),
    )  # a number that only grows, whichever session was written last
    yield replace(activity_event(like, url, newest), uid=uid, summary=name, rule=series.rule, without=missing)
    for row in rows:
        if row.slot is not None and _told(row) != _told(_as_ruled(like, row.slot)):
            event = activity_event(row, url, last.get(row.pk))
            yield replace(event, uid=uid, instance=timezone.localtime(row.slot))


def _as_ruled(row: Activity, slot: datetime) -> Activity:
    """Return a session as it would be on another day of its series, as nobody keeps it."""
    found = copy(row)
    found.starts_at, found.ends_at, found.state = (
        slot,
        slot + (row.ends_at - row.starts_at),
        ActivityState.OPEN,
    )
    return found


def _told(row: Activity) -> tuple[object, ...]:
    """Return what of a session a calendar shows."""
    off = row.state in {ActivityState.CANCELLED, ActivityState.POSTPONED}
    return row.starts_at, row.ends_at, row.shown_title, row.where, row.shown_summary, off


def calendar_of(events: Iterable[Event], name: str) -> bytes:
    """Return a calendar file."""
    return written(events, name=name)

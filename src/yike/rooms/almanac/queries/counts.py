"""A month in numbers, as a newspaper would print them, each with the records behind it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from yike.core.areas.models import Area
from yike.core.record.counting import totals
from yike.rooms.almanac.models.issues import VersionKind
from yike.rooms.almanac.models.packs import Pack, PackState

SUMS = (
    "almanac.issues",
    "almanac.entries",
    "almanac.households_told",
    "almanac.question.due",
    "almanac.question.met",
    "almanac.question.late",
    "almanac.visits.signed",
    "almanac.visits.counted",
    "almanac.visits.estimated",
)
APART = ("almanac.groups_reached", "almanac.activities", "almanac.visitors", "almanac.volunteers")
"""Each counts once, however often."""
MEDIAN, MOST = 50, 90


@dataclass(frozen=True)
class Month:
    """What was published and reached from ``since`` until ``until``, both days included.

    ``households`` are counted once each: a household lies in one group, so that they are the sum over the groups
    that had at least one issue, each with as many households as it had last. ``p50 p90``: within so long half and
    nine in ten of the groups had the last one they got, counted from its publishing; None where nobody had.
    ``sessions`` were held; ``signed counted estimated`` are visits by how they are known, ``people`` those who
    checked in, each once. Visits are counted where an activity took place, sessions by each area that held them.
    """

    since: date
    until: date
    issues: int
    entries: int
    groups: int
    households: int
    deliveries: int
    asked: int
    in_time: int
    answered_late: int
    p50: timedelta | None
    p90: timedelta | None
    sessions: int
    signed: int
    counted: int
    estimated: int
    people: int
    volunteers: int

    @property
    def visits(self) -> int:
        """How many visits there were, however they are known."""
        return self.signed + self.counted + self.estimated

    @property
    def percent(self) -> float | None:
        """The share of questions answered within 24 hours, None where there were fewer than ten."""
        return 100 * self.in_time / self.asked if self.asked >= 10 else None


def counted(area: Area, since: date, until: date) -> Month:
    """Return the numbers of an area and all below it: four queries, however much was sent."""
    ids = list(Area.objects.filter(path__startswith=area.path).values_list("pk", flat=True))
    found = totals(dict.fromkeys((*SUMS, *APART), since), until=until, area_ids=ids)
    issues, entries, told, asked, met, late, signed, heads, guessed = (int(found[code]) for code in SUMS)
    groups, sessions, people, volunteers = (int(found[code]) for code in APART)
    reached = groups_reached(area, since, until)
    p50, p90 = (percentile([one.took for one in reached], of) for of in (MEDIAN, MOST))
    return Month(
        since=since,
        until=until,
        issues=issues,
        entries=entries,
        groups=groups,
        households=sum(one.households for one in reached),
        deliveries=told,
        asked=asked,
        in_time=met,
        answered_late=late,
        p50=p50,
        p90=p90,
        sessions=sessions,
        signed=signed,
        counted=heads,
        estimated=guessed,
        people=people,
        volunteers=volunteers,
    )


def span_of(since: date, until: date) -> tuple[datetime, datetime]:
    """Return when the first of some days begins and when the last ends, both days included."""
    begin = timezone.make_aware(datetime.combine(since, time()))
    return begin, timezone.make_aware(datetime.combine(until + timedelta(days=1), time()))


@dataclass(frozen=True)
class Reached:
    """The last receipt of a group in a stretch of days."""

    group: int
    code: str
    stairs: str
    community: str
    households: int
    last: datetime
    published: datetime

    @property
    def took(self) -> timedelta:
        """How long it took from publishing until the neighbours had it."""
        return self.last - self.published


def groups_reached(area: Area, since: date, until: date) -> list[Reached]:
    """Return the groups that had an issue, by code, each with its last receipt: the proof of what is counted."""
    begin, end = span_of(since, until)
    rows = Pack.objects.filter(state=PackState.FORWARDED, forwarded_at__gte=begin, forwarded_at__lt=end)
    rows = rows.filter(area__path__startswith=area.path).exclude(version__kind=VersionKind.WITHDRAWAL)
    told: Any = rows.order_by("group__code", "forwarded_at", "pk").values_list(*COLUMNS)
    last = {row[0]: row for row in told}
    return [Reached(*row) for row in last.values()]


COLUMNS = (
    *("group", "group__code", "group__stairs", "relay__area__name"),
    *("households", "forwarded_at", "version__published_at"),
)


def percentile(values: Iterable[timedelta], percent: int) -> timedelta | None:
    """Return the smallest value below or at which so many percent of all lie; None where there are none."""
    rows = sorted(values)
    return rows[max(-(-len(rows) * percent // 100) - 1, 0)] if rows else None


def first_day(area: Area) -> date | None:
    """Return the day on which the first receipt or issue of an area came, None where there is none."""
    row = Pack.objects.filter(area__path__startswith=area.path).order_by("version__published_at").first()
    return timezone.localdate(row.version.published_at) if row else None

"""The numbers of the indicators in an area and days: summed from facts, for the whole and for each part of it."""

from __future__ import annotations

import operator
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, DurationField, ExpressionWrapper, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from yike.core.areas.models import Area
from yike.core.deadlines.models import Deadline
from yike.core.deadlines.queries import overdue, standing_since
from yike.core.record.clock import now
from yike.core.record.once import records
from yike.core.record.prepared import Prepared
from yike.core.record.rollup import steadily, sums
from yike.engines.worktime.moments import SHANGHAI
from yike.rooms.grid import rules
from yike.rooms.grid.indicators import CODES, EACH, INDICATORS, Indicator, Share, share
from yike.rooms.grid.models.whistles import WhistleCall

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
LONG = timedelta(days=30)
"""A clock that has stood for so long is on the stuck list."""
Numbers = dict[str, Decimal]


@dataclass(frozen=True)
class Line:
    """The shares of one area, by indicator; ``ranks`` for those with enough of them."""

    area: Any
    shares: dict[str, Share]
    ranks: dict[str, int]


@dataclass(frozen=True)
class Board:
    """The shares of an area and of the areas directly below it; minutes until units arrived, P50 and P90."""

    area: Any
    shares: dict[str, Share]
    lines: tuple[Line, ...]
    arrivals: int
    p50: float | None
    p90: float | None


def board(area: Area, since: date, until: date) -> Board:
    """Return the board of an area for some days, both included."""
    below = dict(Area.objects.order_by().filter(path__startswith=area.path).values_list("pk", "path"))
    by_area = _by_area(list(below), since, until)
    whole, p50, p90 = _percentiles(area, since, until)
    return Board(
        area,
        _shares(_put_together(by_area.values())),
        _lines(area, below, by_area),
        whole,
        p50,
        p90,
    )


def arrivals(area: Area, since: date, until: date) -> list[tuple[float, int]]:
    """Return how many minutes each unit took that had to be there on these days and came, the soonest first.

    Each with the key of its call: of so many only a page is shown.
    """
    moments = _arrived(area, since, until).values_list("arrived_at", "whistle__blown_at", "pk")
    return sorted(((arrived - blown) / MINUTE, pk) for arrived, blown, pk in moments)


def _arrived(area: Area, since: date, until: date) -> QuerySet[WhistleCall]:
    return WhistleCall.objects.order_by().filter(
        arrived_at__isnull=False,
        due_at__gte=datetime.combine(since, time(), SHANGHAI),
        due_at__lt=datetime.combine(until + DAY, time(), SHANGHAI),
        whistle__area__path__startswith=area.path,
    )


def _percentiles(area: Area, since: date, until: date) -> tuple[int, float | None, float | None]:
    """Return how many arrivals there are, and their P50 and P90 in minutes as ``percentile`` finds them.

    The database counts and looks in one statement, so that all three are of the same arrivals.
    """
    took = ExpressionWrapper(F("arrived_at") - F("whistle__blown_at"), DurationField())
    ranked = _arrived(area, since, until).annotate(
        took=took, whole=Window(Count("pk")), rank=Window(RowNumber(), order_by=took)
    )
    at = {percent: (F("whole") * percent + 99) / 100 for percent in (50, 90)}
    rows = list(ranked.filter(Q(rank=at[50]) | Q(rank=at[90])).order_by("rank").values_list("whole", "took"))
    if not rows:
        return 0, None, None
    return rows[0][0], rows[0][1] / MINUTE, rows[-1][1] / MINUTE


def _shares(numbers: Numbers) -> dict[str, Share]:
    return {one.code: share(one, numbers) for one in INDICATORS}


def _lines(area: Area, below: dict[int, str], by_area: dict[int, Numbers]) -> tuple[Line, ...]:
    children = list(Area.objects.children(area).open().light().order_by("path"))
    found = []
    for child in children:
        inside = [numbers for pk, numbers in by_area.items() if below[pk].startswith(child.path)]
        found.append((child, _shares(_put_together(inside))))
    ranks = {one.code: _ranks(one, [shares[one.code] for _, shares in found]) for one in INDICATORS}
    return tuple(
        Line(child, shares, {code: ranked[at] for code, ranked in ranks.items() if at in ranked})
        for at, (child, shares) in enumerate(found)
    )


def _ranks(indicator: Indicator, shares: list[Share]) -> dict[int, int]:
    """Return the rank of each place that has enough; equal rates rank alike, and a band ranks nobody."""
    rates = {at: one.rate for at, one in enumerate(shares) if one.enough and one.rate is not None}
    if indicator.band is not None or len(rates) < 2:
        return {}
    better = operator.lt if indicator.low else operator.gt
    return {at: 1 + sum(better(other, rate) for other in rates.values()) for at, rate in rates.items()}


def _put_together(parts: Iterable[Numbers]) -> Numbers:
    sums: defaultdict[str, Decimal] = defaultdict(Decimal)
    for numbers in parts:
        for code, n in numbers.items():
            sums[code] += n
    return dict(sums)


def _by_area(area_ids: list[int], since: date, until: date) -> dict[int, Numbers]:
    """Return what was counted in each area by measure: events summed, and records once each where so declared."""
    return steadily(lambda up_to: _counted(area_ids, since, until, up_to))


def _counted(area_ids: list[int], since: date, until: date, up_to: int) -> dict[int, Numbers]:
    found: defaultdict[int, Numbers] = defaultdict(dict)
    asked: Any = {"since": since, "until": until, "area_ids": area_ids, "up_to": up_to}
    for (area_id, code), n in sums(CODES - EACH, **asked).items():
        found[area_id][code] = n
    for one in (one for one in INDICATORS if one.each):
        whole, part = one.whole[0], one.part[0]
        for area_id, (all_of, some) in records(whole, part, **asked).items():
            found[area_id] |= {whole: Decimal(all_of), part: Decimal(some)}
    return found


def stuck(user: Any, at: datetime, kind: str = "") -> QuerySet[Deadline]:
    """Return what has outlived its limit in one's areas, the longest overdue first."""
    return _ours(user, overdue(at), kind)


STUCK = Prepared(lambda user: (stuck(user, now()).order_by(), {"stuck": Count("pk")}))
"""How much has outlived its limit at this moment."""


def standing(user: Any, at: datetime, kind: str = "") -> QuerySet[Deadline]:
    """Return what has stood still for over thirty days in one's areas, the longest first."""
    return _ours(user, standing_since(at - LONG), kind)


def _ours(user: Any, rows: QuerySet[Deadline], kind: str) -> QuerySet[Deadline]:
    rows = rules.SEE.visible(rows.filter(kind__startswith="grid."), user)
    return rows.filter(kind=kind) if kind else rows

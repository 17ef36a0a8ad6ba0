"""Facts added up by day and by month in each area: a question of a year does not read a million facts.

``FactMark`` says up to which fact they are added up. What came after it, on whatever day it counts (today's, and
a correction of an old day), is read from the facts themselves: an answer is always what a recount would give, and
the sweep only decides how fast it comes. Sums are made from the facts and can be made anew; they prove nothing,
and what stands behind a number is always looked for in the facts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import QuerySet, Sum

from yike.core.record.among import among
from yike.core.record.measures import measure
from yike.core.record.models import Fact, FactMark, FactSum

DAY, MONTH = "day", "month"
T = TypeVar("T")
Sums = dict[tuple[int, str], Decimal]


def steadily(read: Callable[[int], T]) -> T:
    """Return what ``read`` finds, told up to which fact they are added up; read anew where that moved meanwhile."""
    while True:
        up_to = added_up_to()
        found = read(up_to)
        if up_to == added_up_to():  # else the sweep moved facts from one side to the other meanwhile
            return found


def sums(
    codes: Iterable[str], *, since: date, until: date, area_ids: Iterable[int], up_to: int | None = None
) -> Sums:
    """Return the sum of each measure in each area, from ``since`` until ``until`` (both included).

    Nothing is told of an area and a measure without facts. ``up_to`` is given where several things are read
    ``steadily``. Raises ``KeyError`` for an undeclared measure.
    """
    asked, ids = sorted({measure(code).code for code in codes}), list(area_ids)
    if up_to is None:
        return steadily(lambda at: sums(asked, since=since, until=until, area_ids=ids, up_to=at))
    found: defaultdict[tuple[int, str], Decimal] = defaultdict(Decimal)
    for rows in pieces(since, until, up_to):
        mine = rows.filter(among("area_id", ids), measure__in=asked).values_list("area_id", "measure")
        for area_id, code, n in mine.annotate(n=Sum("quantity")):
            found[area_id, code] += n
    return dict(found)


def added_up_to() -> int:
    """Return the key of the last fact that is in the sums."""
    return FactMark.objects.filter(pk=1).values_list("up_to", flat=True).first() or 0


def pieces(since: date, until: date, up_to: int) -> Iterator[QuerySet[Any]]:
    """Yield what makes up these days: whole months, the days before and after them, and the facts not added up."""
    yield Fact.objects.order_by().filter(pk__gt=up_to, day__gte=since, day__lte=until)
    kept = FactSum.objects.order_by()
    begin, end = _next_month(since - timedelta(1)), (until + timedelta(1)).replace(day=1)
    if begin >= end:
        yield kept.filter(span=DAY, first__gte=since, first__lte=until)
        return
    yield kept.filter(span=MONTH, first__gte=begin, first__lt=end)
    for first, past in ((since, begin), (end, until + timedelta(1))):  # apart: an index finds each by itself
        if first < past:
            yield kept.filter(span=DAY, first__gte=first, first__lt=past)


def _next_month(day: date) -> date:
    """Return the first day of the month after a day's."""
    return (day.replace(day=28) + timedelta(4)).replace(day=1)

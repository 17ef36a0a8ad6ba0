"""Cover as it was kept month by month."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from yike.core.areas.models import Area, AreaLevel
from yike.core.record.clock import today
from yike.core.record.counting import how_many
from yike.core.record.models import Fact
from yike.rooms.circle.measures import COVERED

MARK = COVERED["households", "total"].code
MONTHS = 6


@dataclass(frozen=True)
class Month:
    """Cover at the end of one month: so many households of so many."""

    first: date
    reached: int
    total: int

    @property
    def last(self) -> date:
        """The last day of the month, today where it is not over."""
        return min(_last(self.first), today())

    @property
    def percent(self) -> float | None:
        """The share in percent, None where nobody lives."""
        return 100 * self.reached / self.total if self.total else None


def communities() -> list[Area]:
    """Return the communities there are."""
    return list(Area.objects.light().filter(level=AreaLevel.COMMUNITY, closed_on=None).order_by("path"))


def written(month: date) -> set[int]:
    """Return the communities whose cover of a month, given by its first day, is kept."""
    rows = Fact.objects.filter(measure=MARK, day__gte=month, day__lte=today())
    return set(rows.values_list("area_id", flat=True))


def known_before(area: Area, code: str) -> int:
    """Return what the facts of a community add up to until today."""
    return int(how_many(code, since=date.min, until=today(), area_ids=[area.pk]).total)


def trend(areas: Iterable[Area], weight: str = "households") -> list[Month]:
    """Return the cover of some communities in the last months that were kept, oldest first."""
    ids = [area.pk for area in areas]
    days = Fact.objects.filter(measure=MARK, area_id__in=ids).order_by().values_list("day", flat=True)
    firsts = sorted({day.replace(day=1) for day in days.distinct()})[-MONTHS:]
    return [_month(first, ids, weight) for first in firsts]


def _last(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1) - timedelta(days=1)


def _month(first: date, ids: list[int], weight: str) -> Month:
    last = _last(first)
    reached, total = (
        int(how_many(COVERED[weight, part].code, since=date.min, until=last, area_ids=ids).total)
        for part in ("reached", "total")
    )
    return Month(first, reached, total)

"""Who lives behind which entrance, as plain numbers: for reckoning who can walk where. No person is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

from django.db.models import Count, Max

from yike.core.record.clock import today
from yike.core.record.models import HistoryEntry
from yike.core.residents.addresses import spoken
from yike.core.residents.models import Dwelling, Household, Person, PersonState

AGED = 65  # elders as the circle counts them
REGISTER = tuple(model._meta.label_lower for model in (Dwelling, Household, Person))


@dataclass(frozen=True)
class Entrance:
    """An entrance of a building: its address as people say it, where it is, and how many live behind it.

    ``lon lat`` are WGS-84 degrees, None where the register has none. ``area_id`` is the area of its dwellings.
    """

    name: str
    area_id: int
    lon: float | None
    lat: float | None
    households: int
    elders: int


class _Row(NamedTuple):
    """A dwelling."""

    pk: int
    area_id: int
    address: str
    building: str
    unit: str
    lon: float | None
    lat: float | None

    @property
    def door(self) -> tuple[Any, ...]:
        """What dwellings behind one entrance have in common."""
        return self.address, self.building, self.area_id, self.lon or 0.0, self.lat or 0.0


def entrances(age: int = AGED) -> list[Entrance]:
    """Return the entrances with a dwelling, by address. Three queries, whatever the number of dwellings.

    Dwellings of one building at one place in one area share an entrance. Where a building has several, each is told
    by its unit too, or by a number.
    """
    rows = [_Row(*row) for row in Dwelling.objects.order_by().values_list(*_Row._fields)]
    rows.sort(key=lambda row: (*row.door, row.unit, row.pk))
    households = _counted(Household.objects.filter(left_on=None), "dwelling_id")
    born = today().year - age
    elders = _counted(
        Person.objects.filter(state=PersonState.HERE, birth_year__lte=born), "household__dwelling_id"
    )
    doors = [list(behind) for _, behind in groupby(rows, key=lambda row: row.door)]
    return [
        Entrance(
            name,
            behind[0].area_id,
            behind[0].lon,
            behind[0].lat,
            sum(households[row.pk] for row in behind),
            sum(elders[row.pk] for row in behind),
        )
        for name, behind in zip(_names(doors), doors, strict=True)
    ]


def _counted(rows: Any, column: str) -> Counter[int]:
    return Counter(dict(rows.order_by().values_list(column).annotate(Count("pk"))))


def _names(doors: Iterable[list[_Row]]) -> Iterator[str]:
    """Yield a name for each entrance that no other has."""
    first = [behind[0] for behind in doors]
    plain = [spoken(row.address, row.building) for row in first]
    shared = Counter(plain)
    told = [
        spoken(row.address, row.building, row.unit) if shared[name] > 1 else name
        for row, name in zip(first, plain, strict=True)
    ]
    seen: Counter[str] = Counter()
    for name in told:
        seen[name] += 1
        yield f"{name} ({seen[name]})" if seen[name] > 1 else name


def newest_entry() -> int:
    """Return the number of the newest row of the history, 0 where there is none."""
    return int(HistoryEntry.objects.aggregate(newest=Max("pk"))["newest"] or 0)


def changed_between(first: int, last: int) -> bool:
    """Return whether the register was touched in rows of the history after ``first`` up to ``last``."""
    return HistoryEntry.objects.filter(pk__gt=first, pk__lte=last, model__in=REGISTER).exists()


def places_of(areas: Iterable[int]) -> dict[tuple[int, str], tuple[float, float]]:
    """Return where doors and stairs in some areas are, by area and address as people say it. One query.

    Where dwellings of one address lie at several places, it is one of these.
    """
    rows = Dwelling.objects.filter(area_id__in=list(areas)).exclude(lon=None).exclude(lat=None).order_by()
    columns = rows.values_list("area_id", "address", "building", "unit", "lon", "lat").distinct()
    found: dict[tuple[int, str], tuple[float, float]] = {}
    for area, address, building, unit, lon, lat in sorted(columns):
        for name in (spoken(address, building), spoken(address, building, unit)):
            found.setdefault((area, name), (lon, lat))
    return found

"""The register as a ledger is compared with it: plain tuples by number, key and name, read in a few queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import Any, NamedTuple
from uuid import UUID

from yike.core.areas.models import Area
from yike.core.residents.ledger.reading import Ledger
from yike.core.residents.models import Dwelling, Household, Person, PersonState
from yike.core.vault.current import keyring
from yike.core.vault.fields import Sealed, Stored
from yike.core.vault.sealing import blind_indexes
from yike.engines.sheets.headers import normal

AT_ONCE = 5000


class Home(NamedTuple):
    """A household as it stands."""

    pk: int
    dwelling_id: int
    area_id: int
    code: str
    size: int | None


class Door(NamedTuple):
    """A dwelling as it stands."""

    pk: int
    area_id: int
    key: str
    kind: str
    lon: float | None
    lat: float | None


class Somebody(NamedTuple):
    """A person as it stands; numbers by their blind indexes only."""

    pk: int
    household_id: int
    area_id: int
    name: str
    relation: str
    sex: str
    living: str
    birth_year: int | None
    national_id_index: str
    phone_index: str
    state: str
    uid: UUID
    birth_date: Stored | None

    def born(self) -> date | None:
        """Return the birth date, opened for comparing."""
        if self.birth_date is None:
            return None
        place = Person._meta.get_field("birth_date").place(self)
        return date.fromisoformat(Sealed(self.birth_date, place).reveal())


@dataclass
class Standing:
    """All of the register that a ledger for ``area`` can touch. ``grids`` are the areas inside, by primary key."""

    area: Area
    grids: dict[int, Area]
    doors: dict[str, Door] = field(default_factory=dict)
    homes: dict[int, Home] = field(default_factory=dict)
    by_code: dict[str, Home] = field(default_factory=dict)
    by_door: dict[int, list[Home]] = field(default_factory=lambda: defaultdict(list))
    persons: dict[int, Somebody] = field(default_factory=dict)
    by_number: dict[str, Somebody] = field(default_factory=dict)
    by_home: dict[int, list[Somebody]] = field(default_factory=lambda: defaultdict(list))
    indexes: dict[str, list[str]] = field(default_factory=dict)

    def called(self, text: str) -> list[Area]:
        """Return the areas inside that have this code or name."""
        wanted = normal(text)
        return [area for area in self.grids.values() if wanted in {normal(area.code), normal(area.name)}]

    def here(self) -> list[Somebody]:
        """Return who lives in the area now."""
        return [p for p in self.persons.values() if p.state == PersonState.HERE and p.area_id in self.grids]

    def holder(self, number: str) -> Somebody | None:
        """Return who holds an identity number, None where nobody does."""
        found = (self.by_number.get(index) for index in self.indexes[number])
        return next((somebody for somebody in found if somebody), None)

    def add_homes(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """Take in households."""
        for row in rows:
            home = Home(*row)
            if home.pk not in self.homes:
                self.homes[home.pk] = home
                self.by_door[home.dwelling_id].append(home)
                if home.code:
                    self.by_code[home.code] = home

    def add_persons(self, rows: Iterable[tuple[Any, ...]]) -> None:
        """Take in persons."""
        for row in rows:
            somebody = Somebody(*row)
            if somebody.pk not in self.persons:
                self.persons[somebody.pk] = somebody
                self.by_home[somebody.household_id].append(somebody)
                if somebody.national_id_index:
                    self.by_number[somebody.national_id_index] = somebody


def _pieces(values: Collection[Any]) -> Iterator[list[Any]]:
    rest = iter(values)
    while piece := list(islice(rest, AT_ONCE)):
        yield piece


def _load_doors(found: Standing, keys: Collection[str]) -> None:
    for piece in _pieces(keys):
        for row in Dwelling.objects.filter(key__in=piece).values_list(*Door._fields):
            door = Door(*row)
            found.doors[door.key] = door


def _load_homes(found: Standing, codes: Collection[str]) -> None:
    doors = [door.pk for door in found.doors.values()]
    for column, values in (("code", codes), ("dwelling_id", doors)):
        for piece in _pieces(values):
            found.add_homes(Household.objects.filter(**{f"{column}__in": piece}).values_list(*Home._fields))


def _load_persons(found: Standing, numbers: Collection[str]) -> None:
    rows = Person.objects.exclude(state=PersonState.MERGED).order_by("pk").values_list(*Somebody._fields)
    found.add_persons(rows.filter(area_id__in=found.grids).iterator(AT_ONCE))
    found.indexes = {number: blind_indexes(keyring(), "national_id", number) for number in numbers}
    for piece in _pieces([index for indexes in found.indexes.values() for index in indexes]):
        found.add_persons(rows.filter(national_id_index__in=piece))
    for piece in _pieces(found.homes):
        found.add_persons(rows.filter(household_id__in=piece))


def standing_for(ledger: Ledger, area: Area) -> Standing:
    """Return what stands in the register that the rows of a ledger for ``area`` may touch."""
    grids = {one.pk: one for one in Area.objects.within(area).light().filter(closed_on=None)}
    found = Standing(area, grids)
    _load_doors(found, {row.key for row in ledger.rows})
    _load_homes(found, {row.place["code"] for row in ledger.rows if row.place.get("code")})
    _load_persons(found, {row.details.national_id for row in ledger.rows if row.details} - {""})
    return found

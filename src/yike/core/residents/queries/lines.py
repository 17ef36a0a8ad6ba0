"""Households and persons as lines of a list: what one reader sees of each, without a question for every row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from yike.core.record.clock import today
from yike.core.residents import masks
from yike.core.residents.access import reads_names
from yike.core.residents.models import Dwelling, Household, Person
from yike.core.residents.queries.households import ELDER


class Seen:
    """How one reader sees names and addresses; each area is looked up once."""

    def __init__(self, user: Any) -> None:
        self._user = user
        self._whole: dict[str, bool] = {}

    def whole(self, path: str) -> bool:
        """Whether names and addresses are shown in full in the area of this path."""
        if path not in self._whole:
            self._whole[path] = reads_names(self._user, path)
        return self._whole[path]

    def name(self, person: Person) -> str:
        """Return a person's name, whole or masked."""
        return person.name if self.whole(person.area.path) else masks.name(person.name)

    def address(self, dwelling: Dwelling, path: str) -> str:
        """Return an address, whole or as far as the building."""
        return str(dwelling) if self.whole(path) else dwelling.public_address


@dataclass(frozen=True)
class HouseholdLine:
    """One household of a list. ``people`` live there by name, ``size`` as they said."""

    pk: int
    head: str
    address: str
    code: str
    area: str
    people: int
    size: int | None
    elders: int


@dataclass(frozen=True)
class PersonLine:
    """One person of a list; ``phone`` is masked."""

    pk: int
    name: str
    state: str
    here: bool
    address: str
    area: str
    age_band: str
    phone: str


def _head(household: Household, seen: Seen) -> str:
    people: list[Person] = household.here  # type: ignore[attr-defined]
    head = next((p for p in people if p.relation == "head"), people[0] if people else None)
    if head is None:
        return ""
    return head.name if seen.whole(household.area.path) else masks.name(head.name)


def household_lines(user: Any, households: Iterable[Household]) -> list[HouseholdLine]:
    """Return households, which come from ``households_visible``, as lines."""
    seen, year = Seen(user), today().year - ELDER
    return [
        HouseholdLine(
            row.pk,
            _head(row, seen),
            seen.address(row.dwelling, row.area.path),
            row.code,
            row.area.name,
            len(row.here),  # type: ignore[attr-defined]
            row.size,
            sum(p.birth_year is not None and p.birth_year <= year for p in row.here),  # type: ignore[attr-defined]
        )
        for row in households
    ]


def person_lines(user: Any, persons: Iterable[Person]) -> list[PersonLine]:
    """Return persons with household, dwelling and area at hand as lines."""
    seen, day = Seen(user), today()
    return [
        PersonLine(
            row.pk,
            seen.name(row),
            str(row.get_state_display()),
            row.here,
            seen.address(row.household.dwelling, row.area.path),
            row.area.name,
            masks.age_band(row.birth_year, day) if row.birth_year else "",
            str(row.phone) if row.phone else "",
        )
        for row in persons
    ]

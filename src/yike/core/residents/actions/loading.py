"""Many dwellings, households and persons at once: the demonstration, and the first filling of a register."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import TypeVar

from yike.core.areas.models import Area
from yike.core.record.clock import today
from yike.core.record.deed import By, Deed, deed
from yike.core.residents import rules
from yike.core.residents.actions.building import add_building_keys, add_keys, look_over, new_person
from yike.core.residents.actions.consents import consent_to
from yike.core.residents.actions.numbers import number_once
from yike.core.residents.addresses import key_of, parts, tidy
from yike.core.residents.details import Details, one_line, read_details
from yike.core.residents.measures import REGISTERED
from yike.core.residents.models import Dwelling, Household, Person
from yike.core.residents.register import DwellingRow, HouseholdRow, Loaded, PersonRow
from yike.engines.faults import Fault

AT_ONCE = 2000
R = TypeVar("R", DwellingRow, HouseholdRow, PersonRow)
M = TypeVar("M", Dwelling, Household, Person)


def _unknown(what_zh: str, what_en: str, name: str, row: int) -> Fault:
    return Fault(
        f"没有{what_zh}“{name}”",
        f'there is no {what_en} "{name}"',
        do_zh="请核对这一行引用的编号",
        do_en="Check the number that this row names",
        row=row,
    )


def _taken(address: str, row: int) -> Fault:
    return Fault(
        f"房屋“{address}”已经登记过，或在表里出现两次",
        f'the dwelling "{address}" is registered already, or stands in the list twice',
        do_zh="请去掉重复的一行",
        do_en="Remove the repeated row",
        row=row,
    )


def _areas(by: By, codes: set[str]) -> dict[str, int]:
    areas = {area.code: area for area in Area.objects.filter(code__in=codes)}
    for code in sorted(codes - areas.keys()):
        raise _unknown("区域", "area", code, 0)
    for area in areas.values():
        rules.IMPORT.require(by, area)
    return {code: area.pk for code, area in areas.items()}


def _dwelling(row: DwellingRow, number: int, areas: dict[str, int], seen: set[str]) -> Dwelling:
    address = tidy(one_line(row.address))
    building, unit, room = parts(one_line(row.building, 20), one_line(row.unit, 20), one_line(row.room, 20))
    key = key_of(address, building, unit, room)
    if key in seen:
        raise _taken(address, number)
    seen.add(key)
    return Dwelling(
        area_id=areas[row.area],
        kind=row.kind.value,
        address=address,
        building=building,
        unit=unit,
        room=room,
        lon=row.lon,
        lat=row.lat,
        key=key,
    )


def _checked(row: PersonRow, number: int, day: date) -> Details:
    try:
        return read_details(
            row.name,
            day,
            relation=row.relation.value,
            sex=row.sex.value,
            national_id=row.national_id,
            phone=row.phone,
            born=row.born,
            living=row.living.value,
        )
    except Fault as fault:
        raise Fault(fault.zh, fault.en, do_zh=fault.do_zh, do_en=fault.do_en, row=number) from fault


def _pieces(rows: Sequence[R]) -> Iterator[tuple[int, Sequence[R]]]:
    for start in range(0, len(rows), AT_ONCE):
        yield start + 1, rows[start : start + AT_ONCE]


def _add(d: Deed, rows: Sequence[R], make: Callable[[int, R], M]) -> Iterator[tuple[R, M]]:
    """Yield rows with what was made and kept of them, a piece at a time; history goes out with each piece."""
    for first, piece in _pieces(rows):
        made = d.add_many([make(number, row) for number, row in enumerate(piece, first)])
        yield from zip(piece, made, strict=True)
        d.flush()


def _add_dwellings(d: Deed, rows: Sequence[DwellingRow]) -> dict[str, Dwelling]:
    areas = _areas(d.by, {row.area for row in rows})
    seen = set(Dwelling.objects.values_list("key", flat=True))
    homes = {row.ref: kept for row, kept in _add(d, rows, lambda n, row: _dwelling(row, n, areas, seen))}
    add_building_keys(homes.values())
    return homes


def _add_households(
    d: Deed, rows: Sequence[HouseholdRow], homes: dict[str, Dwelling]
) -> dict[str, Household]:
    def make(number: int, row: HouseholdRow) -> Household:
        if row.dwelling not in homes:
            raise _unknown("房屋", "dwelling", row.dwelling, number)
        home = homes[row.dwelling]
        return Household(dwelling=home, area_id=home.area_id, code=one_line(row.code, 40), size=row.size)

    return {row.ref: kept for row, kept in _add(d, rows, make)}


def _add_persons(d: Deed, rows: Sequence[PersonRow], homes: dict[str, Household]) -> dict[str, Person]:
    day = today()

    def make(number: int, row: PersonRow) -> Person:
        if row.household not in homes:
            raise _unknown("户", "household", row.household, number)
        return new_person(_checked(row, number, day), homes[row.household], day)

    kept: dict[str, Person] = {}
    for row, person in _add(d, rows, make):
        kept[row.ref] = person
        d.fact(REGISTERED.code, 1, area=person.area_id, source=person, subject=person.recorded_subject())
    return kept


def _add_consents(d: Deed, rows: Iterable[PersonRow], persons: dict[str, Person]) -> None:
    day = today()
    found = [
        consent_to(persons[row.ref], code, way="in_person", day=day) for row in rows for code in row.consents
    ]
    for start in range(0, len(found), AT_ONCE):
        d.add_many(found[start : start + AT_ONCE])
        d.flush()


def load_register(
    by: By,
    *,
    dwellings: Sequence[DwellingRow],
    households: Sequence[HouseholdRow],
    persons: Sequence[PersonRow],
) -> Loaded:
    """Add dwellings, households, persons and their consents in one transaction, with history and facts.

    In order: areas and rights, dwellings, households, persons with search keys and a fact each, consents.
    Identity numbers that are registered already are not looked for: this fills what was empty, and the database
    refuses them. Raises ``Fault`` with the row (from 1) of what cannot be used, and then nothing is added.
    """
    with number_once(), deed(by, "residents.register.load") as d:
        homes = _add_dwellings(d, dwellings)
        doors = _add_households(d, households, homes)
        people = _add_persons(d, persons, doors)
        add_keys(people.values())
        _add_consents(d, persons, people)
    look_over(len(persons))
    return Loaded(
        {ref: row.pk for ref, row in homes.items()},
        {ref: row.pk for ref, row in doors.items()},
        {ref: row.pk for ref, row in people.items()},
    )

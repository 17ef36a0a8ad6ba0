"""Dwellings and households: register, edit, move."""

from __future__ import annotations

from typing import Any

from django.db.models import F

from yike.core.areas.models import Area, AreaLevel
from yike.core.record.deed import By, Deed, deed
from yike.core.residents import rules
from yike.core.residents.actions.building import add_building_keys, renew_keys
from yike.core.residents.addresses import key_of, parts, tidy
from yike.core.residents.details import one_line
from yike.core.residents.models import Dwelling, Household, Person
from yike.core.residents.register import DwellingKind
from yike.engines.faults import Fault

PLACES = {AreaLevel.COMMUNITY, AreaLevel.GRID, AreaLevel.MICROGRID}


def dwelling_values(
    *,
    address: str,
    building: str = "",
    unit: str = "",
    room: str = "",
    kind: str = DwellingKind.FLAT.value,
    lon: float | None = None,
    lat: float | None = None,
) -> dict[str, Any]:
    """Return the columns of a dwelling. Raises ``Fault`` for no address, or coordinates that are none."""
    plain = tidy(one_line(address))
    if not plain:
        raise Fault(
            "没有地址",
            "there is no address",
            do_zh="请填写路名和门牌号",
            do_en="Enter the street and the number",
        )
    if (lon is None) != (lat is None) or not (-180 <= (lon or 0) <= 180 and -90 <= (lat or 0) <= 90):
        raise Fault(
            "经度和纬度要一起填，且在地球上",
            "longitude and latitude go together and lie on the earth",
            do_zh="请填十进制度数，如 120.63 和 31.30",
            do_en="Enter decimal degrees, such as 120.63 and 31.30",
        )
    b, u, r = parts(one_line(building, 20), one_line(unit, 20), one_line(room, 20))
    where = {"address": plain, "building": b, "unit": u, "room": r, "key": key_of(plain, b, u, r)}
    return {**where, "kind": DwellingKind(kind).value, "lon": lon, "lat": lat}


def _refuse_twice(key: str, but: int | None = None) -> None:
    if Dwelling.objects.filter(key=key).exclude(pk=but).exists():
        raise Fault(
            "这处房屋已经登记过了",
            "this dwelling is registered already",
            do_zh="请在列表里找到它，在它下面登记住户",
            do_en="Find it in the list and register its household there",
        )


def _refuse_high(area: Area) -> None:
    if area.level not in PLACES:
        raise Fault(
            "房屋要登记在网格或社区里",
            "a dwelling belongs to a grid or a community",
            do_zh="请选它所在的网格",
            do_en="Choose the grid it lies in",
        )


def add_dwelling(by: By, *, area: Area, **place: Any) -> Dwelling:
    """Register a dwelling in a grid. Raises ``Fault`` for an address that is registered already."""
    with deed(by, "residents.dwelling.add") as d:
        rules.KEEP.require(by, area)
        _refuse_high(area)
        values = dwelling_values(**place)
        _refuse_twice(values["key"])
        dwelling = d.add(Dwelling(area=area, **values))
        add_building_keys([dwelling])
        return dwelling


def follow(d: Deed, dwelling: Dwelling) -> None:
    """Take households and persons to the grid of their dwelling."""
    households = list(Household.objects.filter(dwelling=dwelling).exclude(area_id=dwelling.area_id))
    persons = list(Person.objects.filter(household__dwelling=dwelling).exclude(area_id=dwelling.area_id))
    for row in (*households, *persons):
        row.area_id = dwelling.area_id
    d.change_many(households, ["area"])
    d.change_many(persons, ["area"])
    renew_keys(persons)


def edit_dwelling(by: By, dwelling: Dwelling, *, area: Area, **place: Any) -> Dwelling:
    """Correct a dwelling; in another grid its households and persons go with it. Raises as ``add_dwelling``."""
    with deed(by, "residents.dwelling.edit") as d:
        dwelling = d.lock(dwelling)
        rules.KEEP.require(by, dwelling.area)
        rules.KEEP.require(by, area)
        _refuse_high(area)
        values = dwelling_values(**place)
        _refuse_twice(values["key"], dwelling.pk)
        d.change(dwelling, area=area, **values)
        add_building_keys([dwelling])
        follow(d, dwelling)
        return dwelling


def _free_code(code: str, but: int | None = None) -> str:
    plain = one_line(code, 40)
    if plain and Household.objects.filter(code=plain).exclude(pk=but).exists():
        raise Fault(
            f"户号“{plain}”已经用在另一户",
            f'the household number "{plain}" belongs to another household',
            do_zh="请核对户号",
            do_en="Check the number",
        )
    return plain


def add_household(by: By, *, dwelling: Dwelling, code: str = "", size: int | None = None) -> Household:
    """Register a household in a dwelling. Raises ``Fault`` for a number that another household has."""
    with deed(by, "residents.household.add") as d:
        rules.KEEP.require(by, dwelling.area)
        plain = _free_code(code)
        return d.add(Household(dwelling=dwelling, area_id=dwelling.area_id, code=plain, size=size))


def edit_household(
    by: By, household: Household, *, dwelling: Dwelling, code: str = "", size: int | None = None
) -> Household:
    """Correct a household, or move all of it to another dwelling. Raises as ``add_household``."""
    with deed(by, "residents.household.edit") as d:
        household = d.lock(household)
        rules.KEEP.require(by, household.area)
        rules.KEEP.require(by, dwelling.area)
        plain = _free_code(code, household.pk)
        d.change(household, dwelling=dwelling, area_id=dwelling.area_id, code=plain, size=size)
        _move_persons(d, household)
        return household


def _move_persons(d: Deed, household: Household) -> None:
    persons = list(Person.objects.filter(household=household).exclude(area_id=F("household__area_id")))
    for person in persons:
        person.area_id = household.area_id
    d.change_many(persons, ["area"])
    renew_keys(persons)

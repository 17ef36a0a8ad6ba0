"""Entrances: dwellings of one building at one place, with how many live behind them."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime

import pytest

from conftest import Clock
from homes import Homes
from office import BY, Office
from yike.core.residents.actions import edit_person, load_register
from yike.core.residents.queries import Entrance, changed_between, entrances, newest_entry
from yike.core.residents.register import DwellingRow, HouseholdRow, PersonRow

pytestmark = pytest.mark.django_db


def test_dwellings_of_one_building_share_an_entrance(office: Office, homes: Homes, clock: Clock) -> None:
    clock.set(datetime(2026, 11, 26, tzinfo=UTC))
    found = [(one.name, one.area_id, one.households, one.elders) for one in entrances()]
    grids = [grid.pk for grid in office.grids]
    assert found == [("梅花新村3幢", grids[0], 2, 3), ("竹辉路25号", grids[2], 1, 0)]
    assert [(one.lon, one.lat) for one in entrances()] == [(120.63, 31.3)] * 2
    assert [one.elders for one in entrances(80)] == [2, 0]


def test_entrances_of_one_building_are_told_apart(office: Office) -> None:
    grid = office.grids[0].code
    places = {"1": (120.63, 31.3), "2": (120.64, 31.3), "": (120.65, 31.3), "3": (None, None)}
    load_register(
        BY,
        dwellings=[
            DwellingRow(f"d{unit}{room}", grid, "桂花弄5号", "2", unit, room, lon=lon, lat=lat)
            for unit, (lon, lat) in places.items()
            for room in ("101", "102")
        ],
        households=[HouseholdRow("A", "d1101"), HouseholdRow("B", "d3102")],
        persons=[PersonRow("p", "A", "王小明")],
    )
    found = {one.name: (one.lon, one.households) for one in entrances()}
    assert found == {
        "桂花弄5号2幢": (120.65, 0),
        "桂花弄5号2幢1单元": (120.63, 1),
        "桂花弄5号2幢2单元": (120.64, 0),
        "桂花弄5号2幢3单元": (None, 1),
    }


def test_a_register_without_dwellings_has_no_entrance(office: Office) -> None:
    assert entrances() == []


def test_it_is_told_whether_the_register_was_touched(office: Office, homes: Homes) -> None:
    seen = newest_entry()
    assert changed_between(0, seen)
    assert not changed_between(seen, newest_entry())
    edit_person(BY, homes.wang, name="王大明")
    assert changed_between(seen, newest_entry())
    assert not changed_between(newest_entry(), newest_entry())


def test_an_entrance_tells_nothing_of_a_person() -> None:
    told = [field.name for field in dataclasses.fields(Entrance)]
    assert told == ["name", "area_id", "lon", "lat", "households", "elders"]

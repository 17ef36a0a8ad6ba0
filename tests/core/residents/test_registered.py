"""Two numbers of persons, each said to be what it is: stated for an area, or registered one by one."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.utils import translation
from pytest_django.fixtures import Settings

from entering import seat
from homes import Homes
from office import BY, Office
from yike.core.accounts.models import User
from yike.core.areas.actions import describe_area
from yike.core.areas.models import Area
from yike.core.look.units import UNITS, unit
from yike.core.residents.models import Person, PersonState

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _without_duties(settings: Settings) -> None:
    settings.YIKE_SECOND_FACTOR = "none"


def read(reader: User, path: str, language: str = "zh-hans") -> str:
    client = seat(reader)
    client.cookies["language"] = language
    page = client.get(path).content.decode()
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def state(area: Area, persons: int) -> None:
    describe_area(BY, area, name=area.name, kind=area.kind, households=400, persons=persons)


def living(area: Area) -> int:
    return Person.objects.filter(state=PersonState.HERE, area__path__startswith=area.path).count()


def test_an_area_says_what_is_stated_and_how_many_are_registered(homes: Homes, office: Office) -> None:
    state(office.grids[0], 1234)
    page = read(office.worker, f"/desk/areas/{office.grids[0].pk}/")
    assert homes.household.area_id == office.grids[0].pk
    number = living(office.grids[0])
    assert number > 0
    assert f"人数（区域资料） 1,234 登记的人 {number}" in page
    assert f"一个一个登记的有 {number} 人 ，两个数不必相等。" in page


def test_the_way_between_the_two_pages_is_one_step(homes: Homes, office: Office) -> None:
    client = seat(office.worker)
    area = client.get(f"/desk/areas/{office.grids[0].pk}/").content.decode()
    assert f'href="/desk/residents/?area={office.grids[0].pk}"' in area
    register = client.get(f"/desk/residents/?area={office.grids[0].pk}").content.decode()
    assert f'<a href="/desk/areas/{office.grids[0].pk}/">辖区页上的户数、人数</a>' in register
    assert (
        '<a href="/desk/areas/">辖区页上的户数、人数</a>' in client.get("/desk/residents/").content.decode()
    )


def test_who_may_see_no_resident_is_told_no_number_of_them(homes: Homes, office: Office) -> None:
    for reader in (office.system, office.security, office.audit):
        page = read(reader, f"/desk/areas/{office.grids[0].pk}/")
        assert ("区域资料里写的" in page, "登记的人" in page, "一个一个登记" in page) == (True, False, False)


def test_the_registered_are_counted_in_the_readers_areas_only(homes: Homes, office: Office) -> None:
    mine, all_of_them = read(office.worker, "/desk/areas/"), read(office.clerk, "/desk/areas/")
    assert f"一个一个登记的有 {living(office.first)} 人" in mine
    assert f"一个一个登记的有 {living(office.street)} 人" in all_of_them
    assert living(office.first) < living(office.street)


def test_figures_have_their_units_in_english(homes: Homes, office: Office) -> None:
    page = read(office.clerk, "/desk/residents/", "en")
    assert f"Registered persons {living(office.street)} persons" in page
    assert re.search(r"Households \d+ households", page)


@pytest.mark.parametrize("kind", UNITS)
def test_each_unit_differs_for_one_and_for_many_in_english_alone(kind: str) -> None:
    with translation.override("en"):
        one, many = unit(kind, 1), unit(kind, 2)
    assert (bool(re.fullmatch(r"[a-z]+", one)), one == many) == (True, False)
    with translation.override("zh-hans"):
        assert unit(kind, 1) == unit(kind, 2) != one

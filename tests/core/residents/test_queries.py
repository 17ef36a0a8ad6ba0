"""What is read of residents: found, counted, paired, shown, handed out; never outside one's areas."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from conftest import Clock
from homes import CHEN, WANG, Homes, number
from office import BY, Office
from yike.core.areas.actions import add_area
from yike.core.areas.models import AreaLevel
from yike.core.record.deed import deed
from yike.core.residents import actions, queries
from yike.core.residents.details import read_details
from yike.core.residents.models import Consent, Household, Merge, Person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_a_thursday(clock: Clock) -> None:
    clock.set(datetime(2026, 11, 26, 2, tzinfo=UTC))


def names(user: Any, text: str) -> list[str]:
    return [p.name for p in queries.find(user, text).persons]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("王小明", ["王小明"]),
        ("小明", ["王小明"]),
        ("明", ["王小明"]),
        ("王", ["王小明"]),
        ("wang", ["王小明"]),
        ("Xiao Ming", ["王小明"]),
        ("xm", ["王小明"]),
        ("WXM", ["王小明"]),
        ("ｗｘｍ", ["王小明"]),
        ("ouyang", ["欧阳娜"]),
        ("oyn", ["欧阳娜"]),
        ("阿大", ["陈阿大"]),
        ("15400000001", ["王小明"]),
        ("+86 154-0000-0001", ["王小明"]),
        ("0512-00001234", ["陈阿大"]),
        (number(*CHEN), ["陈阿大"]),
        (number(*WANG).lower(), ["王小明"]),
        (f" {number(*WANG)[:6]} {number(*WANG)[6:]}", ["王小明"]),
        ("赵", []),
        ("15400000009", []),
        (number("1901-01-01"), []),
        ("%", []),
        ("_", []),
        ("'; DROP TABLE residents_person; --", []),
        ("王\x00", ["王小明"]),
    ],
)
def test_a_person_is_found_by_any_part(homes: Homes, office: Office, text: str, found: list[str]) -> None:
    assert names(office.clerk, text) == found


@pytest.mark.parametrize("text", ["", " ", "w", "1", "。", "a" * 1000])
def test_too_little_or_too_much_to_look_for_is_said(homes: Homes, office: Office, text: str) -> None:
    assert queries.find(office.clerk, text) == queries.Found(short=True)


def test_an_address_is_found_by_any_part_of_it(homes: Homes, office: Office) -> None:
    asked = ("竹辉路", "梅花新村 3幢", "新村", "桂")
    found = [[str(d) for d in queries.find(office.clerk, text).dwellings] for text in asked]
    rooms = ["梅花新村3幢1单元101室", "梅花新村3幢1单元102室"]
    assert found == [["竹辉路25号"], rooms, rooms, []]


def test_a_door_is_found_by_the_building_it_stands_in_now(homes: Homes, office: Office) -> None:
    def found(text: str) -> list[str]:
        return [str(d) for d in queries.find(office.grid_worker, text).dwellings]

    dwelling = actions.add_dwelling(BY, area=office.grids[0], address="桂花弄", building="5幢", room="201")
    actions.add_dwelling(BY, area=office.grids[1], address="桂花弄", building="5幢", room="301")
    assert found("桂花弄5幢") == ["桂花弄5幢201室"]
    actions.edit_dwelling(BY, dwelling, area=office.grids[0], address="桂花弄", building="6", room="201")
    assert (found("桂花弄5幢"), found("花弄6")) == ([], ["桂花弄6幢201室"])


@pytest.mark.parametrize(
    ("who", "found"),
    [
        ("worker", ["王小明"]),
        ("colleague", ["王小明"]),
        ("grid_worker", ["王小明"]),
        ("leader", ["王小明"]),
        ("stranger", []),
        ("system", []),
        ("security", []),
        ("audit", []),
    ],
)
def test_nobody_finds_anybody_outside_their_areas(
    homes: Homes, office: Office, who: str, found: list[str]
) -> None:
    user = getattr(office, who)
    for text in ("王小明", "15400000001", number(*WANG)):
        assert names(user, text) == found
    assert bool(queries.find(user, "梅花新村").dwellings) == bool(found)
    assert ("王小明" in {p.name for p in queries.visible_to(user)}) == bool(found)


@pytest.mark.parametrize("who", ["stranger", "system", "security", "audit"])
def test_other_people_s_numbers_lead_nowhere(homes: Homes, office: Office, who: str) -> None:
    helper = actions.add_helper(BY, homes.wang, kinship="kin", name="王大")
    again = actions.add_person(BY, homes.household, read_details("王小明", homes.wang.registered_on))
    merged = actions.merge(BY, homes.wang, again)
    ways: list[tuple[Callable[[Any, int], Any], int]] = [
        (queries.access_person, homes.wang.pk),
        (queries.access_household, homes.household.pk),
        (queries.access_dwelling, homes.household.dwelling_id),
        (queries.access_consent, Consent.objects.get(person=homes.wang).pk),
        (queries.access_helper, helper.pk),
        (queries.access_merge, merged.pk),
    ]
    for access, pk in ways:
        assert access(office.worker, pk).pk == pk
        with pytest.raises(Http404):
            access(getattr(office, who), pk)
        with pytest.raises(Http404):
            access(office.worker, 10**9)


def test_a_new_area_is_seen_at_once(homes: Homes, office: Office) -> None:
    assert queries.scope_of(office.clerk).everywhere
    other = add_area(BY, level=AreaLevel.STREET, code="999999002", name="桃巷街道", parent=None)
    scope = queries.scope_of(office.clerk)
    assert (scope.everywhere, other.pk in scope.ids) == (False, False)


def test_more_than_fifty_are_said_to_be_more(homes: Homes, office: Office) -> None:
    for n in range(55):
        actions.add_person(BY, homes.household, read_details(f"赵{n}", homes.wang.registered_on))
    found = queries.find(office.clerk, "zhao")
    assert (len(found.persons), found.more) == (50, True)


def test_a_search_asks_a_fixed_number_of_questions(homes: Homes, office: Office) -> None:
    queries.find(office.clerk, "王小明")  # roles and areas are asked for once
    with CaptureQueriesContext(connection) as one:
        list(queries.find(office.clerk, "王小明").persons)
    for n in range(30):
        actions.add_person(BY, homes.household, read_details(f"王小明{n}", homes.wang.registered_on))
    with CaptureQueriesContext(connection) as many:
        list(queries.find(office.clerk, "王小明").persons)
    assert len(many) == len(one) <= 6


def test_households_come_with_their_people_in_a_fixed_number_of_questions(
    homes: Homes, office: Office
) -> None:
    def ask() -> tuple[int, list[list[str]]]:
        with CaptureQueriesContext(connection) as asked:
            rows = list(queries.households_visible(office.clerk))
            people = [[p.name for p in row.here] for row in rows]
            assert [str(row.dwelling) + str(row.area) for row in rows]
        return len(asked), people

    ask()  # roles and areas are asked for once
    few, people = ask()
    assert people == [["王小明", "李秀英"], ["陈阿大"], ["欧阳娜"]]
    for n in range(20):
        dwelling = actions.add_dwelling(BY, area=office.grids[1], address=f"桂花弄{n}号")
        household = actions.add_household(BY, dwelling=dwelling)
        actions.add_person(BY, household, read_details(f"赵{n}", homes.wang.registered_on))
    assert ask()[0] == few


def test_households_are_narrowed_by_area_elders_and_whether_they_left(homes: Homes, office: Office) -> None:
    def heads(**how: Any) -> list[str]:
        return [
            row.here[0].name if row.here else "" for row in queries.households_visible(office.clerk, **how)
        ]

    assert heads(area=office.first) == ["王小明", "陈阿大"]
    assert heads(area=office.grids[1]) == []
    assert heads(elders=True) == ["王小明", "陈阿大"]
    actions.leave(BY, homes.ouyang, day=homes.ouyang.registered_on)
    assert (heads(), heads(gone=True)) == (["王小明", "陈阿大"], [""])
    assert list(queries.households_visible(office.stranger, area=office.first)) == []


@pytest.mark.parametrize("gone", [False, True])
def test_households_with_elders_are_counted_as_they_are_listed(
    homes: Homes, office: Office, gone: bool
) -> None:
    household = actions.add_household(BY, dwelling=homes.household.dwelling)
    for name in ("周老", "吴老"):
        born = date(1944, 2, 3)
        actions.add_person(BY, household, read_details(name, homes.wang.registered_on, born=born))
    if gone:
        with deed(BY, "tests.leave") as d:
            d.change(d.lock(household), left_on=homes.wang.registered_on)
    for user in (office.clerk, office.worker, office.stranger):
        for area in (None, office.first, office.second):
            listed = queries.households_visible(user, area=area, elders=True)
            assert queries.with_elders(user, area) == len(listed)
    assert queries.with_elders(office.clerk) == (2 if gone else 3)


def test_a_page_of_elders_stops_once_it_is_full(homes: Homes, office: Office) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL chooses by the size of its tables, which are small here")
    page = queries.households_visible(office.clerk, area=office.first, elders=True)[:50]
    plan = page.explain()
    assert [name for name in ("household_by_area", "person_by_household") if name not in plan] == []
    assert "TEMP B-TREE" not in plan


def test_a_household_shows_its_head_first_and_those_who_left_last(homes: Homes) -> None:
    son = actions.add_person(
        BY, homes.household, read_details("王大", homes.wang.registered_on, relation="child")
    )
    actions.leave(BY, homes.wang, day=homes.wang.registered_on)
    assert [p.name for p in queries.members_of(homes.household)] == ["李秀英", son.name, "王小明"]


def test_how_many_live_here_now(homes: Homes, office: Office) -> None:
    told = [queries.counts(user) for user in (office.clerk, office.worker, office.stranger, office.system)]
    assert told == [
        queries.Counts(3, 4, 3, 2, 1),
        queries.Counts(2, 3, 3, 2, 1),
        queries.Counts(1, 1, 0, 0, 0),
        queries.Counts(0, 0, 0, 0, 0),
    ]
    assert queries.counts(office.clerk, office.grids[0]) == queries.Counts(2, 3, 3, 2, 1)
    assert queries.elders_by_area() == {office.grids[0].pk: 3}
    actions.die(BY, homes.chen, day=homes.chen.registered_on)
    assert queries.counts(office.clerk) == queries.Counts(2, 3, 2, 1, 0)


def pairs(user: Any) -> list[tuple[str, str, str]]:
    return [(p.one.name, p.other.name, str(p.why)) for p in queries.likely_duplicates(user)]


def test_likely_duplicates_are_suggested_until_somebody_decides(homes: Homes, office: Office) -> None:
    day = homes.wang.registered_on
    same_phone = actions.add_person(
        BY, homes.ouyang.household, read_details("王小明", day, phone="15400000001")
    )
    born = read_details("李秀英", day, born=day.replace(year=1947))
    same_year = actions.add_person(BY, homes.chen.household, born)
    assert pairs(office.clerk) == [
        ("王小明", "王小明", "姓名和电话相同"),
        ("李秀英", "李秀英", "同一网格里姓名和出生年份相同"),
    ]
    assert pairs(office.stranger) == []
    actions.dismiss(BY, homes.li, same_year)
    actions.merge(BY, homes.wang, same_phone)
    assert pairs(office.clerk) == []


def test_two_identity_numbers_are_never_suggested_as_one_person(homes: Homes, office: Office) -> None:
    day = homes.wang.registered_on
    actions.add_person(BY, homes.household, read_details("王小明", day, national_id=number("1944-02-04")))
    assert pairs(office.clerk) == []


def test_what_is_handed_to_a_person_is_all_that_is_held_of_them_and_nothing_of_others(homes: Homes) -> None:
    actions.add_helper(BY, homes.wang, kinship="kin", name="王大", phone="15400000088")
    actions.set_wish(BY, homes.wang, way="visit", note="上午在家")
    told = actions.take_out(BY, homes.wang, reason="本人来窗口查阅")
    text = json.dumps(told, ensure_ascii=False)
    assert (
        told["本人"]["身份证号"],
        told["本人"]["电话"],
        told["住址"],
        told["联系意愿"][0]["还要注意"],
    ) == (*(number(*WANG), "+8615400000001", "梅花新村3幢1单元101室", "上午在家"),)
    assert ([c["用途"] for c in told["同意书"]], told["帮手"][0]["电话"], "15400000088" in text) == (
        *(["care"], "154****0088", False),
    )
    assert told["谁在什么时候看过或改过"][0]["做了什么"] == "批量登记"
    assert [word for word in ("李秀英", number(*CHEN)) if word in text] == []


def test_a_person_view_tells_each_reader_what_they_may_see(homes: Homes, office: Office) -> None:
    def told(user: Any, person: Person) -> tuple[bool, list[tuple[str | None, bool, bool]], bool]:
        view = queries.person_view(user, person)
        return view.whole, [(line.masked, line.opens, line.glass) for line in view.lines], bool(view.helpers)

    actions.add_helper(BY, homes.wang, kinship="kin", name="王大")
    masks = [f"329901********{number(*WANG)[-4:]}", "154****0001", "1944"]
    assert told(office.worker, homes.wang) == (True, [(m, True, False) for m in masks], True)
    assert told(office.grid_worker, homes.wang) == (
        *(True, [(masks[0], False, True), (masks[1], True, False), (masks[2], True, False)], True),
    )
    assert told(office.leader, homes.wang) == (False, [(m, False, False) for m in masks], False)
    assert told(office.worker, homes.li)[1] == [("", False, False), ("", False, False), ("1947", True, False)]


def test_what_was_merged_or_left_is_still_reached_but_no_longer_listed(homes: Homes, office: Office) -> None:
    again = actions.add_person(BY, homes.household, read_details("王小明", homes.wang.registered_on))
    actions.merge(BY, homes.wang, again)
    assert queries.access_person(office.worker, again.pk).merged_into == homes.wang
    assert again not in queries.visible_to(office.worker)
    assert [m.gone for m in queries.person_view(office.worker, homes.wang).merges] == [again]
    assert (Merge.objects.count(), Household.objects.count()) == (1, 3)

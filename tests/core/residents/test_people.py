"""Persons and places are registered, edited, moved; each with history, facts and search keys."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from conftest import Clock
from homes import Homes, number
from office import BY, Office
from yike.core.areas.models import Area
from yike.core.record.counting import how_many
from yike.core.record.models import Fact, HistoryEntry
from yike.core.residents import actions
from yike.core.residents.details import read_details
from yike.core.residents.models import Dwelling, Household, Person, SearchKey
from yike.core.rights.by import By
from yike.engines.faults import Fault

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 26)


@pytest.fixture(autouse=True)
def _on_a_thursday(clock: Clock) -> None:
    clock.set(datetime(2026, 11, 26, 2, tzinfo=UTC))


def facts() -> list[tuple[str, str, date]]:
    rows = Fact.objects.exclude(measure="residents.registered", subject="").order_by("id")
    return list(rows.values_list("measure", "subject", "day"))


def last(model: str) -> dict[str, Any]:
    return HistoryEntry.objects.filter(model=model).order_by("-id")[0].content


def keys(person: Person) -> set[tuple[str, int]]:
    return set(SearchKey.objects.filter(person=person).values_list("key", "area_id"))


def test_a_person_is_registered_with_one_fact_and_found_by_name(homes: Homes, office: Office) -> None:
    details = read_details(
        "赵大力", TODAY, relation="child", national_id=number("1970-03-04"), phone="15400000009"
    )
    person = actions.add_person(By.person(office.worker), homes.household, details)
    assert (person.area, person.birth_year, person.sex, str(person.phone)) == (
        *(office.grids[0], 1970, "M", "154****0009"),
    )
    assert ("dali", office.grids[0].pk) in keys(person)
    assert facts()[-1] == ("residents.registered", person.recorded_subject(), TODAY)
    entry = HistoryEntry.objects.filter(model="residents.person").latest("id")
    assert (entry.actor, entry.verb) == (office.worker, "residents.person.add")


def test_an_identity_number_is_registered_once_however_it_is_typed(homes: Homes) -> None:
    again = read_details("王小明", TODAY, national_id=number("1944-02-03").lower())
    before = Person.objects.count()
    with pytest.raises(Fault, match="registered already"):
        actions.add_person(BY, homes.household, again)
    assert Person.objects.count() == before


def test_editing_names_only_what_changed_and_renews_the_keys(homes: Homes) -> None:
    actions.edit_person(BY, homes.wang, name="王晓明")
    assert last("residents.person") == {"before": {"name": "王小明"}, "after": {"name": "王晓明"}}
    assert {key for key, _ in keys(homes.wang)} >= {"王晓明", "晓明"}
    assert "小明" not in {key for key, _ in keys(homes.wang)}


def test_editing_nothing_leaves_no_history_and_seals_nothing_anew(homes: Homes) -> None:
    sealed, count = homes.wang.national_id.text, HistoryEntry.objects.count()
    person = actions.edit_person(BY, homes.wang, name="王小明", phone="154-0000-0001")
    assert (person.national_id.text, HistoryEntry.objects.count()) == (sealed, count)


def test_a_new_telephone_is_noted_without_its_digits(homes: Homes) -> None:
    actions.edit_person(BY, homes.wang, phone="15400000077")
    person = Person.objects.get(pk=homes.wang.pk)
    assert (person.phone.reveal(), last("residents.person")) == (
        "+8615400000077",
        {"before": {"phone": "●"}, "after": {"phone": "●"}},
    )
    actions.edit_person(BY, homes.wang, phone="")
    person.refresh_from_db()
    assert (person.phone, person.phone_index) == (None, "")


def test_a_corrected_identity_number_takes_birth_date_and_sex_with_it(homes: Homes) -> None:
    actions.edit_person(BY, homes.wang, national_id=number("1946-07-08", 2))
    person = Person.objects.get(pk=homes.wang.pk)
    assert (person.birth_year, person.sex, person.birth_date.reveal()) == (1946, "F", "1946-07-08")


def test_a_birth_date_that_contradicts_the_number_is_refused(homes: Homes) -> None:
    with pytest.raises(Fault, match="is not the one in the identity number"):
        actions.edit_person(BY, homes.wang, born=date(1950, 1, 1))


def test_a_person_moves_with_history_in_both_households(homes: Homes, office: Office) -> None:
    far = homes.ouyang.household
    person = actions.move_person(BY, homes.li, household=far, relation="parent")
    assert (person.household, person.area, person.relation) == (far, office.grids[2], "parent")
    assert {area for _, area in keys(person)} == {office.grids[2].pk}
    assert homes.household.persons.count() == 1


def test_moving_needs_the_right_in_both_places(homes: Homes, office: Office) -> None:
    with pytest.raises(PermissionDenied):
        actions.move_person(
            By.person(office.worker), homes.li, household=homes.ouyang.household, relation="other"
        )
    assert Person.objects.get(pk=homes.li.pk).household == homes.household


def test_leaving_dying_and_coming_back(homes: Homes) -> None:
    li, chen = homes.li, homes.chen
    actions.leave(BY, li, day=date(2026, 11, 1))
    actions.die(BY, chen, day=date(2026, 11, 20))
    assert facts()[-2:] == [
        ("residents.left", li.recorded_subject(), date(2026, 11, 1)),
        ("residents.died", chen.recorded_subject(), date(2026, 11, 20)),
    ]
    assert [Person.objects.get(pk=p.pk).state for p in (li, chen)] == ["moved", "died"]
    assert actions.come_back(BY, li).left_on is None
    assert actions.restore(BY, chen).state == "here"
    day = date(2026, 11, 20)
    assert how_many("residents.died", since=day, until=day).total == 0
    died, back = Fact.objects.filter(measure="residents.died").order_by("pk")
    assert (back.corrects, back.quantity, back.day, back.subject) == (died, -1, day, died.subject)


def test_a_death_noted_by_mistake_of_somebody_who_had_moved_away_leaves_them_moved_away(homes: Homes) -> None:
    actions.leave(BY, homes.chen, day=date(2026, 11, 1))
    for day in (
        date(2026, 11, 20),
        date(2026, 11, 22),
    ):  # twice by mistake: the second time goes back as well
        actions.die(BY, homes.chen, day=day)
        back = actions.restore(BY, homes.chen)
        assert (back.state, back.left_on) == ("moved", date(2026, 11, 1))
    assert Household.objects.get(pk=homes.chen.household_id).left_on == TODAY
    actions.come_back(BY, homes.chen)
    actions.die(BY, homes.chen, day=TODAY)
    back = actions.restore(BY, homes.chen)
    assert (back.state, back.left_on) == ("here", None)


def test_a_household_is_gone_with_its_last_person_and_back_with_the_first(homes: Homes) -> None:
    household = homes.chen.household
    actions.leave(BY, homes.chen, day=TODAY)
    assert Household.objects.get(pk=household.pk).left_on == TODAY
    actions.come_back(BY, homes.chen)
    assert Household.objects.get(pk=household.pk).left_on is None


def test_a_death_noted_by_mistake_on_the_day_of_moving_away_leaves_that_day(homes: Homes) -> None:
    actions.leave(BY, homes.chen, day=TODAY)
    actions.die(BY, homes.chen, day=TODAY)
    back = actions.restore(BY, homes.chen)
    assert (back.state, back.left_on) == ("moved", TODAY)


@pytest.mark.parametrize("act", [actions.come_back, actions.restore])
def test_who_lives_here_cannot_come_back(homes: Homes, act: Any) -> None:
    with pytest.raises(Fault, match="its state has changed"):
        act(BY, homes.wang)


def test_nobody_leaves_tomorrow(homes: Homes) -> None:
    with pytest.raises(Fault, match="the day lies ahead"):
        actions.leave(BY, homes.wang, day=date(2026, 11, 27))


@pytest.mark.parametrize("act", [actions.leave, actions.die])
def test_nobody_leaves_or_dies_before_birth_or_before_the_year_1900(homes: Homes, act: Any) -> None:
    born = date.fromisoformat(homes.wang.birth_date.reveal())
    with pytest.raises(Fault, match="the day lies before the date of birth"):
        act(BY, homes.wang, day=born - timedelta(days=1))
    actions.edit_person(BY, homes.wang, national_id="", born=None)
    with pytest.raises(Fault, match="the day lies before 1900"):
        act(BY, homes.wang, day=date(1899, 12, 31))


@pytest.mark.parametrize("who", ["leader", "stranger", "system", "security", "audit"])
def test_who_may_not_keep_the_register_changes_nothing(homes: Homes, office: Office, who: str) -> None:
    by = By.person(getattr(office, who))
    count = HistoryEntry.objects.count()
    for act in (
        lambda: actions.edit_person(by, homes.wang, name="别人"),
        lambda: actions.leave(by, homes.wang, day=TODAY),
        lambda: actions.add_person(by, homes.household, read_details("某某", TODAY)),
        lambda: actions.add_household(by, dwelling=homes.household.dwelling),
        lambda: actions.add_dwelling(by, area=office.grids[0], address="新路1号"),
        lambda: actions.set_wish(by, homes.wang, way="phone"),
        lambda: actions.record_consent(by, homes.wang, purpose="care", way="signed"),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert HistoryEntry.objects.count() == count


def test_a_dwelling_moved_to_another_grid_takes_everybody_with_it(homes: Homes, office: Office) -> None:
    dwelling = homes.household.dwelling
    actions.edit_dwelling(BY, dwelling, area=office.grids[1], address="梅花新村3幢", unit="1", room="101")
    assert [p.area_id for p in homes.household.persons.all()] == [office.grids[1].pk] * 2
    assert Household.objects.get(pk=homes.household.pk).area == office.grids[1]
    assert {area for _, area in keys(homes.wang)} == {office.grids[1].pk}


def test_a_household_moves_as_a_whole(homes: Homes, office: Office) -> None:
    there = homes.ouyang.household.dwelling
    actions.edit_household(BY, homes.household, dwelling=there, code="H001")
    assert [p.area_id for p in homes.household.persons.all()] == [office.grids[2].pk] * 2


def test_the_same_address_cannot_be_registered_twice(homes: Homes, office: Office) -> None:
    with pytest.raises(Fault, match="registered already"):
        actions.add_dwelling(BY, area=office.grids[1], address="梅花新村 3幢", unit="１单元", room="101室")


def test_a_dwelling_belongs_to_a_grid_and_has_an_address_on_earth(office: Office) -> None:
    wrong: list[tuple[Area, dict[str, Any], str]] = [
        (office.street, {"address": "新路1号"}, "a grid or a community"),
        (office.grids[0], {"address": " "}, "no address"),
        (office.grids[0], {"address": "新路1号", "lon": 120.6}, "go together"),
        (office.grids[0], {"address": "新路1号", "lon": 31.3, "lat": 120.6}, "on the earth"),
        (office.grids[0], {"address": "新" * 121}, "too long"),
    ]
    for area, place, en in wrong:
        with pytest.raises(Fault, match=en):
            actions.add_dwelling(BY, area=area, **place)
    assert Dwelling.objects.count() == 0


def test_a_household_number_names_one_household(homes: Homes) -> None:
    with pytest.raises(Fault, match="belongs to another household"):
        actions.add_household(BY, dwelling=homes.household.dwelling, code="H003")


HOSTILE = [
    "<script>alert(1)</script>",
    "=1+1",
    "𠮷䶮",
    "👨‍👩‍👧",
    "a\x00b\u202ec",
    "王\n\t 小明",
    "'; DROP TABLE residents_person; --",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_kept_as_one_harmless_line(homes: Homes, text: str) -> None:
    person = actions.edit_person(BY, homes.wang, name=text)
    kept = Person.objects.get(pk=person.pk).name
    assert kept == person.name
    assert not {"\x00", "\n", "\t", "\u202e"} & set(kept)


def test_a_megabyte_of_name_is_refused(homes: Homes) -> None:
    with pytest.raises(Fault, match="too long"):
        actions.edit_person(BY, homes.wang, name="王" * 1_000_000)

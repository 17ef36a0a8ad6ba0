"""One identity number, one record: also where two register it in the same moment."""

from __future__ import annotations

import importlib
import threading
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection

from entering import seat
from homes import CHEN, WANG, Homes, make_homes, number
from office import BY, make_office
from yike.core.record.clock import today
from yike.core.residents import actions
from yike.core.residents.actions import people
from yike.core.residents.details import read_details
from yike.core.residents.models import Household, Person
from yike.engines.faults import Fault

FRESH = number("1960-01-01")


def _register(household: Household, name: str = "赵一") -> Person:
    return actions.add_person(BY, household, read_details(name, today(), national_id=FRESH))


@pytest.mark.django_db(transaction=True)
def test_of_two_who_register_one_number_at_once_one_is_told_that_it_is_registered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Both have looked and seen nobody before either has written (SQLite: one after another)."""
    homes, said = make_homes(make_office()), []
    looked = threading.Barrier(2 if connection.vendor == "postgresql" else 1)
    look = people.refuse_twice

    def look_and_wait(national_id: str, but: int | None = None) -> None:
        look(national_id, but)
        looked.wait(20)

    monkeypatch.setattr(people, "refuse_twice", look_and_wait)

    def come(household: Household) -> None:
        try:
            said.append(_register(household).name)
        except Fault as fault:
            said.append(fault.zh)
        finally:
            connection.close()

    threads = [threading.Thread(target=come, args=(h,)) for h in (homes.household, homes.ouyang.household)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(said) == sorted(["赵一", "这个身份证号已经登记在册"])
    assert Person.objects.filter(name="赵一").count() == 1


@pytest.mark.django_db
def test_the_database_itself_refuses_the_second_and_nothing_of_it_stays(
    homes: Homes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "refuse_twice", lambda *_seen: None)
    before = Person.objects.count()
    with pytest.raises(actions.Registered):
        actions.add_person(BY, homes.household, read_details("王大明", today(), national_id=number(*WANG)))
    with pytest.raises(actions.Registered):
        actions.edit_person(BY, homes.wang, national_id=number(*CHEN))
    assert (Person.objects.count(), homes.wang.national_id.reveal()) == (before, number(*WANG))


@pytest.mark.django_db
def test_a_merged_record_keeps_its_number_beside_the_one_that_stays(homes: Homes) -> None:
    again = _register(homes.household)
    kept = actions.add_person(BY, homes.chen.household, read_details("赵一", today()))
    merged = actions.merge(BY, kept, again)
    numbers = {p.state: p.national_id.reveal() for p in Person.objects.filter(name="赵一")}
    assert numbers == {"merged": FRESH, "here": FRESH}
    actions.unmerge(BY, merged)
    assert [bool(p.national_id) for p in Person.objects.filter(name="赵一").order_by("pk")] == [True, False]


@pytest.mark.django_db
def test_parting_is_refused_while_the_kept_record_holds_the_number_anew(homes: Homes) -> None:
    again = _register(homes.household)
    kept = actions.add_person(BY, homes.chen.household, read_details("赵一", today()))
    merged = actions.merge(BY, kept, again)
    actions.edit_person(BY, kept, national_id="")
    actions.edit_person(BY, kept, national_id=FRESH)
    with pytest.raises(actions.Registered):
        actions.unmerge(BY, merged)
    assert Person.objects.get(pk=again.pk).state == "merged"


@pytest.mark.django_db
@pytest.mark.parametrize(("who", "offered"), [("clerk", True), ("stranger", False)])
def test_the_record_that_stands_is_offered_to_whoever_may_see_it(who: str, offered: bool) -> None:
    office = make_office()
    homes = make_homes(office)
    home = homes.ouyang.household if who == "stranger" else homes.household
    said = {"name": "王某", "relation": "child", "national_id": number(*WANG)}
    page = seat(getattr(office, who)).post(f"/desk/residents/households/{home.pk}/person/", said)
    text = page.content.decode()
    assert ("这个身份证号已经登记在册" in text, page.status_code) == (True, 200)
    assert (f"/desk/residents/persons/{homes.wang.pk}/" in text) == offered


@pytest.mark.django_db
def test_an_upgrade_over_doubles_says_so_in_words(homes: Homes, monkeypatch: pytest.MonkeyPatch) -> None:
    step = importlib.import_module("yike.core.residents.migrations.0007_number_once")
    editor = SimpleNamespace(connection=connection)
    step.refuse_doubles(apps, editor)
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX person_once_a_number")
    monkeypatch.setattr(people, "refuse_twice", lambda *_seen: None)
    actions.add_person(BY, homes.household, read_details("王大明", today(), national_id=number(*WANG)))
    with pytest.raises(Fault, match="1 identity numbers stand in two records"):
        step.refuse_doubles(apps, editor)

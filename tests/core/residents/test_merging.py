"""Records of one person are merged and parted again, exactly."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conftest import Clock
from homes import Homes, number
from office import BY, Office
from yike.core.record.clock import now, today
from yike.core.record.counting import how_many
from yike.core.record.models import Fact, HistoryEntry
from yike.core.residents import actions
from yike.core.residents.details import read_details
from yike.core.residents.models import (
    Consent,
    ContactWish,
    Helper,
    Household,
    Merge,
    NotTheSame,
    Person,
    SearchKey,
)
from yike.core.residents.queries.person import records_of
from yike.core.rights.by import By
from yike.engines.faults import Fault

pytestmark = pytest.mark.django_db
TABLES: tuple[type[Model], ...] = (Person, Helper, Consent, ContactWish, Household, SearchKey)


def world() -> dict[str, list[Any]]:
    """Return all rows that a merge touches, sealed values opened, without the numbers of rows made anew."""
    found: dict[str, list[Any]] = {}
    for model in TABLES:
        rows = []
        for row in model.objects.all():  # type: ignore[attr-defined]
            values = {f.attname: getattr(row, f.attname) for f in model._meta.concrete_fields}
            rows.append({n: v.reveal() if hasattr(v, "reveal") else v for n, v in values.items()})
        found[model.__name__] = sorted(map(str, rows))
    return found


@pytest.fixture
def again(homes: Homes) -> Person:
    """Return a second record of Wang, without a number, in another household, with all that may belong to it."""
    person = actions.add_person(
        BY, homes.ouyang.household, read_details("王小明", today(), phone="15400000033")
    )
    actions.set_wish(BY, person, way="visit", note="耳背")
    actions.add_helper(BY, person, kinship="kin", name="王大", phone="15400000088")
    actions.add_helper(BY, homes.chen, kinship="neighbour", helper=person)
    actions.record_consent(BY, person, purpose="care", way="voice")
    return person


def test_everything_of_the_merged_record_moves_to_the_one_that_stays(homes: Homes, again: Person) -> None:
    merged = actions.merge(BY, homes.wang, again)
    wang, gone = homes.wang, Person.objects.get(pk=again.pk)
    assert (gone.state, gone.merged_into, merged.gone) == ("merged", wang, gone)
    assert ContactWish.objects.get().person == wang
    assert {h.person for h in Helper.objects.filter(name="王大")} == {wang}
    assert Helper.objects.get(person=homes.chen).helper == wang
    assert Consent.objects.filter(person=wang).count() == 2
    assert not SearchKey.objects.filter(person=gone).exists()
    assert Person.objects.get(pk=wang.pk).phone.reveal() == "+8615400000001"


def test_what_the_kept_record_lacks_is_filled_and_sealed_to_it(homes: Homes, again: Person) -> None:
    kept = actions.edit_person(BY, homes.chen, phone="")
    actions.edit_person(BY, again, name="陈阿大")
    actions.merge(BY, kept, again)
    kept = Person.objects.get(pk=kept.pk)
    assert (kept.phone.reveal(), str(kept.phone)) == ("+8615400000033", "154****0033")


def test_unmerging_puts_everything_back_exactly(homes: Homes, again: Person) -> None:
    actions.edit_person(BY, homes.wang, phone="")
    before = world()
    merged = actions.merge(BY, homes.wang, again)
    assert world() != before
    actions.unmerge(BY, merged)
    assert world() == before
    assert Merge.objects.get(pk=merged.pk).undone_at is not None


def test_unmerging_keeps_what_somebody_changed_since(homes: Homes, again: Person) -> None:
    actions.edit_person(BY, homes.wang, phone="")
    merged = actions.merge(BY, homes.wang, again)
    actions.edit_person(BY, homes.wang, phone="15400000055")
    actions.unmerge(BY, merged)
    assert Person.objects.get(pk=homes.wang.pk).phone.reveal() == "+8615400000055"


def test_unmerging_twice_is_refused(homes: Homes, again: Person) -> None:
    merged = actions.merge(BY, homes.wang, again)
    actions.unmerge(BY, merged)
    with pytest.raises(Fault, match="its state has changed"):
        actions.unmerge(BY, merged)


def test_two_identity_numbers_are_two_persons(homes: Homes) -> None:
    with pytest.raises(Fault, match="different identity numbers"):
        actions.merge(BY, homes.wang, homes.chen)
    with pytest.raises(Fault, match="or are one record"):
        actions.merge(BY, homes.wang, homes.wang)
    assert Merge.objects.count() == 0


def test_where_only_one_is_allowed_the_kept_person_s_own_stays(homes: Homes, again: Person) -> None:
    actions.set_wish(BY, homes.wang, way="phone")
    merged = actions.merge(BY, homes.wang, again)
    assert ContactWish.objects.get(person=homes.wang).way == "phone"
    actions.unmerge(BY, merged)
    assert {(w.person, w.way) for w in ContactWish.objects.all()} == {(homes.wang, "phone"), (again, "visit")}


@pytest.mark.parametrize("who", ["leader", "stranger", "worker", "grid_worker", "system"])
def test_merging_needs_the_right_in_both_areas(homes: Homes, again: Person, office: Office, who: str) -> None:
    by = By.person(getattr(office, who))
    with pytest.raises(PermissionDenied):
        actions.merge(by, homes.wang, again)
    merged = actions.merge(By.person(office.clerk), homes.wang, again)
    with pytest.raises(PermissionDenied):
        actions.unmerge(by, merged)


def test_two_found_to_be_different_are_noted_once_in_either_order(homes: Homes) -> None:
    actions.dismiss(BY, homes.li, homes.wang)
    actions.dismiss(BY, homes.wang, homes.li)
    assert [(n.person, n.other) for n in NotTheSame.objects.all()] == [(homes.wang, homes.li)]


def test_the_history_of_a_merge_shows_no_sealed_value(homes: Homes, again: Person) -> None:
    actions.merge(BY, homes.wang, again)
    texts = "".join(e.payload or "" for e in HistoryEntry.objects.filter(verb="residents.merge"))
    assert [word for word in ("15400000033", "1.1.") if word in texts] == []


def counted() -> dict[str, int]:
    """Return how many persons each measure counts over all days."""
    since, until = date(1900, 1, 1), date(2100, 1, 1)
    return {what: int(how_many(f"residents.{what}", since=since, until=until).total) for what in WHAT}


def test_one_person_in_two_records_counts_once_and_two_parted_persons_twice(
    homes: Homes, again: Person
) -> None:
    actions.die(BY, again, day=today())
    actions.die(BY, homes.wang, day=today())
    before = counted()
    merged = actions.merge(BY, homes.wang, again)
    assert counted() == {"registered": before["registered"] - 1, "left": 0, "died": 1}
    taken = Fact.objects.filter(subject=again.recorded_subject(), quantity=-1)
    assert {fact.deed for fact in taken} == {
        HistoryEntry.objects.filter(verb="residents.merge").latest("pk").deed
    }
    assert {(fact.day, fact.area_id) for fact in taken} == {
        (f.corrects.day, f.corrects.area_id) for f in taken
    }
    gone = actions.unmerge(BY, merged)
    assert counted() == before
    actions.restore(BY, gone)  # what counts again can be taken back again
    assert counted() == {**before, "died": 1}


def on(day: date, what: str) -> int:
    return int(how_many(f"residents.{what}", since=day, until=day).total)


def test_a_death_is_never_merged_away_and_counts_once(homes: Homes, again: Person) -> None:
    actions.die(BY, again, day=today())
    with pytest.raises(Fault) as caught:
        actions.merge(BY, homes.wang, again)
    assert (caught.value.zh, caught.value.do_zh) == ("另一条记录记着这个人已故", "请留下另一条")
    assert (Person.objects.get(pk=again.pk).state, counted()["died"]) == ("died", 1)
    actions.merge(BY, again, homes.wang)
    assert (Person.objects.get(pk=again.pk).state, counted()["died"]) == ("died", 1)


def test_who_lives_here_is_not_merged_into_a_record_that_moved_away(homes: Homes, again: Person) -> None:
    actions.leave(BY, homes.wang, day=today())
    with pytest.raises(Fault) as caught:
        actions.merge(BY, homes.wang, again)
    assert caught.value.zh == "这条记录已迁出，另一条还住在这里"
    actions.merge(BY, again, homes.wang)
    assert (Person.objects.get(pk=again.pk).state, counted()["left"]) == ("here", 1)


def test_a_move_away_has_happened_whichever_record_knew_of_it_and_is_parted_again(
    homes: Homes, again: Person
) -> None:
    day = today() - timedelta(days=3)
    actions.leave(BY, again, day=day)
    merged = actions.merge(BY, homes.wang, again)
    assert (on(day, "left"), on(today(), "left"), counted()["left"]) == (1, 0, 1)
    told = Fact.objects.filter(measure="residents.left", subject=homes.wang.recorded_subject())
    assert [(one.day, one.quantity, one.area_id) for one in told] == [(day, 1, again.area_id)]
    actions.unmerge(BY, merged)
    assert counted()["left"] == 1
    assert sum(one.quantity for one in told.all()) == 0
    actions.leave(BY, homes.wang, day=today())
    assert counted()["left"] == 2


def test_a_person_was_registered_on_the_earlier_of_two_days(homes: Homes, clock: Clock) -> None:
    first = today()
    clock.set(now() + timedelta(days=40))
    later = actions.add_person(BY, homes.ouyang.household, read_details("王小明", today()))
    merged = actions.merge(BY, later, homes.wang)
    assert (on(first, "registered"), on(today(), "registered")) == (4, 0)
    actions.unmerge(BY, merged)
    assert (on(first, "registered"), on(today(), "registered"), counted()["registered"]) == (4, 1, 5)
    actions.merge(BY, homes.wang, later)
    assert (on(first, "registered"), on(today(), "registered")) == (4, 0)


def test_readings_of_a_merged_record_have_happened_all_the_same(homes: Homes, again: Person) -> None:
    actions.take_out(BY, again, reason="本人申请")
    actions.merge(BY, homes.wang, again)
    assert Fact.objects.filter(measure="residents.revealed").count() == 1


WHAT = ("registered", "left", "died")
ACTS = st.tuples(
    st.sampled_from(["leave", "die", "come_back", "restore", "merge", "unmerge"]), st.permutations(range(3))
)


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(ACTS, max_size=14))
def test_whatever_is_merged_and_parted_the_facts_say_what_a_recount_says(
    homes: Homes, acts: list[tuple[str, list[int]]]
) -> None:
    people, left = [homes.li, homes.ouyang, homes.chen], set[int]()
    with transaction.atomic():
        point = transaction.savepoint()
        for person in people:
            actions.edit_person(BY, person, national_id="", phone="")
        for act, (one, other, _) in acts:
            with suppress(Fault):
                _act(act, people[one], people[other])
                left |= {people[one].pk} if act == "leave" else set()
        rows = Person.objects.exclude(state="merged")
        assert counted() == {
            "registered": rows.count(),
            "left": sum(bool(left & {one.pk for one in records_of(row)}) for row in rows),
            "died": rows.filter(state="died").count(),
        }
        transaction.savepoint_rollback(point)


def _act(act: str, one: Person, other: Person) -> None:
    if act in {"leave", "die"}:
        getattr(actions, act)(BY, one, day=today())
    elif act == "merge":
        actions.merge(BY, one, other)
    elif act == "unmerge":
        if merged := Merge.objects.filter(gone=one, undone_at=None).first():
            actions.unmerge(BY, merged)
    else:
        getattr(actions, act)(BY, one)


STEPS = st.lists(
    st.sampled_from(["wish", "helper", "helps", "consent", "phone", "birth", "number", "living"]), max_size=8
)


@settings(deadline=None, max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(of_kept=STEPS, of_gone=STEPS)
def test_whatever_belongs_to_two_records_merging_and_parting_leaves_the_world_as_it_was(
    homes: Homes, of_kept: list[str], of_gone: list[str]
) -> None:
    kept, gone = homes.li, homes.ouyang
    with transaction.atomic():
        point = transaction.savepoint()
        actions.edit_person(BY, gone, national_id="", phone="")
        for person, steps in ((kept, of_kept), (gone, of_gone)):
            for step in steps:
                _do(step, person, homes.chen, unique=person is kept)
        before = world()
        actions.unmerge(BY, actions.merge(BY, kept, gone))
        assert world() == before
        transaction.savepoint_rollback(point)


def _do(step: str, person: Person, other: Person, *, unique: bool) -> None:
    {
        "wish": lambda: actions.set_wish(BY, person, way="chat"),
        "helper": lambda: actions.add_helper(BY, person, kinship="friend", name="赵六"),
        "helps": lambda: actions.add_helper(BY, other, kinship="friend", helper=person),
        "consent": lambda: actions.record_consent(BY, person, purpose="care", way="signed"),
        "phone": lambda: actions.edit_person(BY, person, phone="15400000066"),
        "birth": lambda: actions.edit_person(BY, person, born=today().replace(year=1990, month=1, day=2)),
        "number": lambda: (
            actions.edit_person(BY, person, national_id=number("1990-01-02", 6), born=None)
            if unique
            else None
        ),
        "living": lambda: actions.edit_person(BY, person, living="alone"),
    }[step]()

"""Persons: register, edit, move, leave, die, come back."""

from __future__ import annotations

from datetime import date
from typing import Any

from yike.core.record.clock import today
from yike.core.record.deed import By, Deed, deed
from yike.core.record.measures import Measure
from yike.core.record.models import Fact, HistoryEntry
from yike.core.residents import measures, rules
from yike.core.residents.actions.building import add_keys, new_person, person_values, renew_keys
from yike.core.residents.actions.numbers import number_once, refuse_twice
from yike.core.residents.details import Details, read_details
from yike.core.residents.flows import HERE, PERSON
from yike.core.residents.models import Household, Person, PersonState
from yike.engines.faults import Fault

EARLIEST = date(1900, 1, 1)  # no day of anybody in the register lies before it


def _fact(d: Deed, measure: Measure, person: Person, day: date) -> None:
    d.fact(measure.code, 1, area=person.area_id, source=person, subject=person.recorded_subject(), day=day)


def settle(d: Deed, household: Household) -> None:
    """Mark a household as gone when nobody of it lives here any more, and as here when somebody does."""
    household = d.lock(household)
    inhabited = Person.objects.filter(household=household, state=PersonState.HERE).exists()
    d.change(household, left_on=None if inhabited else household.left_on or today())


def add_person(by: By, household: Household, details: Details) -> Person:
    """Register a person: row, search keys, one fact. Raises ``Fault`` for a number that is registered already."""
    with number_once(), deed(by, "residents.person.add") as d:
        household = d.lock(household)
        rules.KEEP.require(by, household.area)
        refuse_twice(details.national_id)
        person = d.add(new_person(details, household, today()))
        add_keys([person])
        settle(d, household)
        _fact(d, measures.REGISTERED, person, person.registered_on)
        return person


def plain_of(person: Person) -> dict[str, Any]:
    """Return what is sealed of a person, opened for comparing inside an action; it is shown to nobody."""
    born = person.birth_date
    return {
        "national_id": person.national_id.reveal() if person.national_id else "",
        "phone": person.phone.reveal() if person.phone else "",
        "born": date.fromisoformat(born.reveal()) if born else None,
    }


def edit_person(by: By, person: Person, **said: Any) -> Person:
    """Change what is said of a person; what is not named stays, an empty text takes away.

    Takes the names of ``read_details``. An identity number that changes takes birth date and sex with it. Raises
    ``Fault`` as ``read_details``, and for a number that is registered already.
    """
    with number_once(), deed(by, "residents.person.edit") as d:
        person = d.lock(person)
        rules.KEEP.require(by, person.area)
        known = {name: getattr(person, name) for name in ("name", "relation", "sex", "living")} | plain_of(
            person
        )
        if said.get("national_id") not in (None, "", known["national_id"]):
            known |= {"born": None, "sex": ""}
        details = read_details(today=today(), **{**known, **said})
        refuse_twice(details.national_id, person.pk)
        renamed = details.name != person.name
        d.change(person, **_changed(known, details))
        if renamed:
            renew_keys([person])
        return person


def _changed(known: dict[str, Any], details: Details) -> dict[str, Any]:
    """Return the columns to set; a sealed value that stays the same is not sealed anew."""
    values = person_values(details)
    same = {
        "national_id": known["national_id"] == details.national_id,
        "phone": known["phone"] == details.phone,
        "birth_date": known["born"] == details.born,
    }
    for name in (name for name, equal in same.items() if equal):
        values.pop(name)
        values.pop(f"{name}_index", None)
    return values


def move_person(by: By, person: Person, *, household: Household, relation: str) -> Person:
    """Move a person who lives here to another household, with search keys; both areas need the right."""
    with deed(by, "residents.person.move") as d:
        person = d.lock(person)
        before = person.household
        rules.KEEP.require(by, person.area)
        rules.KEEP.require(by, household.area)
        PERSON.step("leave", person.state)  # who does not live here cannot leave for another household
        d.change(person, household=household, area_id=household.area_id, relation=relation)
        renew_keys([person])
        settle(d, before)
        settle(d, household)
        return person


def _go(by: By, person: Person, step: str, day: date | None) -> Person:
    """Go one arrow of the flow on ``day``."""
    with deed(by, f"residents.person.{step}") as d:
        person = d.lock(person)
        rules.KEEP.require(by, person.area)
        to = PERSON.step(step, person.state).to
        if day is not None:
            _possible(day, plain_of(person)["born"])
        was = _before_death(person) if step == "restore" else {"state": to, "left_on": day}
        d.change(person, **was)
        settle(d, person.household)
        if measure := {"leave": measures.LEFT, "die": measures.DIED}.get(step):
            _fact(d, measure, person, day or today())
        if step == "restore":
            _take_back(d, measures.DIED, person)
        return person


def _before_death(person: Person) -> dict[str, Any]:
    """Return what stood in the record before its last death was noted: who had moved away has still moved away.

    History is the only place that keeps it. A record that came as that of somebody dead has nothing to go back to.
    """
    entries = HistoryEntry.objects.filter(subject=person.recorded_subject(), model=person._meta.label_lower)
    noted = entries.filter(verb="residents.person.die").order_by("-pk").first()
    before = noted.content.get("before", {}) if noted else {}
    state, day = before.get("state", HERE), before.get("left_on")
    if "left_on" not in before and state != HERE:  # moved away and died on one day: that has not changed
        return {"state": state, "left_on": person.left_on}
    return {"state": state, "left_on": date.fromisoformat(day) if day else None}


def _take_back(d: Deed, measure: Measure, person: Person) -> None:
    """Correct the last fact of a measure about a person, on its own day; where there is none, nothing."""
    kept = Fact.objects.filter(measure=measure.code, subject=person.recorded_subject())
    if fact := kept.filter(corrections=None, corrects=None).order_by("-pk").first():
        whose = {"subject": fact.subject, "day": fact.day, "corrects": fact}
        d.fact(fact.measure, -fact.quantity, area=fact.area_id, source=person, **whose)


def _possible(day: date, born: date | None) -> None:
    """Raise ``Fault`` for a day before somebody was born, or before ``EARLIEST``."""
    if born and day < born:
        raise Fault(
            "日期早于出生日期",
            "the day lies before the date of birth",
            do_zh="请核对日期和出生日期",
            do_en="Check the day and the date of birth",
        )
    if day < EARLIEST:
        raise Fault(
            f"日期早于 {EARLIEST.year} 年",
            f"the day lies before {EARLIEST.year}",
            do_zh="请核对年份",
            do_en="Check the year",
        )


def _not_ahead(day: date) -> date:
    if day > today():
        raise Fault(
            "日期在将来", "the day lies ahead", do_zh="请填已经到了的日期", do_en="Enter a day that has come"
        )
    return day


def leave(by: By, person: Person, *, day: date) -> Person:
    """Note that a person moved away on ``day``; one fact. Raises ``Fault`` for who does not live here."""
    return _go(by, person, "leave", _not_ahead(day))


def die(by: By, person: Person, *, day: date) -> Person:
    """Note that a person died on ``day``; one fact. Raises ``Fault`` for who is dead already."""
    return _go(by, person, "die", _not_ahead(day))


def come_back(by: By, person: Person) -> Person:
    """Note that a person who had moved away lives in the same household again."""
    return _go(by, person, "return", None)


def restore(by: By, person: Person) -> Person:
    """Take back a death that was noted by mistake: the person is again where they were, here or moved away.

    A fact corrects the one that counted the death, on its own day.
    """
    return _go(by, person, "restore", None)

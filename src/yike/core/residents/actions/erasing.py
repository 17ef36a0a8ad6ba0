"""What a person may ask for: everything that is held about them, and to be forgotten."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import models

from yike.core.outbox.actions import forget_messages
from yike.core.outbox.queries import slips_of
from yike.core.record.actions import erase_subjects
from yike.core.record.clock import now
from yike.core.record.deed import By, Deed, deed
from yike.core.residents import rules
from yike.core.residents.actions.people import settle
from yike.core.residents.elsewhere import Sought, Ticked, holdings, sought
from yike.core.residents.models import Person, SearchKey, Tombstone
from yike.core.residents.queries.namesakes import ticked_of
from yike.core.residents.queries.person import records_of
from yike.engines.faults import Fault


def _held_by_others(person: Person) -> list[str]:
    """Return what other rooms still hold of a person and do not let go."""
    found = []
    for relation in Person._meta.related_objects:
        keeps = relation.on_delete is models.PROTECT and relation.related_model is not Person
        rows = relation.related_model._default_manager.filter(**{relation.field.name: person})
        if keeps and rows.exists():
            found.append(str(relation.related_model._meta.verbose_name))
    return found


def _refuse_held(person: Person) -> None:
    if held := _held_by_others(person):
        raise Fault(
            f"还有别的记录用着这个人：{'、'.join(held)}",
            f"other records still need this person: {', '.join(held)}",
            do_zh="请先在那里办结或删除",
            do_en="Close or remove them there first",
        )


def _erase_one(d: Deed, person: Person) -> Tombstone:
    """Remove one record with what belongs to it, and return the stone to set for it."""
    _refuse_held(person)
    for relation in Person._meta.related_objects:
        if relation.related_model not in (Person, SearchKey):
            for row in relation.related_model._default_manager.filter(**{relation.field.name: person}):
                _let_go(d, row, relation)
    SearchKey.objects.filter(person=person).delete()
    stone = Tombstone(uid=person.uid, person_pk=person.pk, area_id=person.area_id, erased_at=now())
    d.remove(person)
    return stone


def _let_go(d: Deed, row: Any, relation: Any) -> None:
    if relation.on_delete is models.SET_NULL:
        d.change(row, **{relation.field.name: None})
    else:
        d.remove(row)


def _erase_elsewhere(d: Deed, whom: Sought, ticked: Ticked) -> None:
    """Let every room let go of what it holds of the person by telephone and name, and of what was ticked."""
    for holding in holdings():
        if rows := [*holding.find(whom), *ticked.get(holding.code, ())]:
            holding.erase(d, whom, rows)


def erase_person(by: By, person: Person, *, reason: str, also: Collection[str] = ()) -> list[Tombstone]:
    """Erase a person: every row, and the content of all history about them; tombstones without content stay.

    In order: right, what rooms hold of them by telephone and name (numbers, states and counts of theirs stay), what
    other rooms still need, the rows with what belongs to them, what messages said of them (those not sent yet are
    cancelled), the content of their history
    (the chain of seals still verifies), a tombstone for each record. Records merged into this one go with it.
    ``also`` are keys of rows that bear only their name and are theirs (``look_for_namesakes``); all others stay.
    Raises ``PermissionDenied``, or ``Fault`` where another room still needs the person or a key is none of those.
    """
    with deed(by, "residents.person.erase", reason=reason) as d:
        person = d.lock(person)
        rules.ERASE.require(by, person.area)
        records = records_of(person)
        ticked = ticked_of(by, rules.ERASE, person, also)
        whom = sought(records)
        households = {row.household_id: row.household for row in records}
        subjects = [row.recorded_subject() for row in records]
        _erase_elsewhere(d, whom, ticked)
        stones = [_erase_one(d, row) for row in records]
        forget_messages(d, subjects)
        erase_subjects(d, [*subjects, *slips_of(subjects)])
        for household in households.values():
            settle(d, household)
        return [d.add(stone) for stone in stones]

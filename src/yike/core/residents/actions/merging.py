"""One person, one record: records of the same person are merged, and can be parted again.

Everything that points at the record ``gone`` moves to the one that is kept, and what the kept one lacks is filled
from it. What had counted the record ``gone`` as a person is taken back, and counted of the kept one as far as it
happened to the one person that both are: a move away has happened whoever noted it; somebody was registered on the
earlier of two days, and died once. The record that knows more of how things stand is kept: a death before all, and
who lives here before who moved away. ``Merge.undo`` names every row, value and fact that changed, so
that unmerging is exact.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from yike.core.record.base import Recorded
from yike.core.record.clock import now
from yike.core.record.deed import By, Deed, deed
from yike.core.record.models import Fact
from yike.core.residents import measures, rules
from yike.core.residents.actions.building import renew_keys
from yike.core.residents.actions.numbers import number_once
from yike.core.residents.actions.people import settle
from yike.core.residents.flows import PERSON
from yike.core.residents.models import Merge, NotTheSame, Person, PersonState
from yike.core.vault.fields import index_fields, sealed_values
from yike.engines.faults import Fault

FILLED = ("sex", "birth_year", "living")
SEALED = ("national_id", "phone", "birth_date")
KNOWS = (PersonState.MOVED, PersonState.HERE, PersonState.DIED)
OF_RECORDS = tuple(one.code for one in (measures.REGISTERED, measures.LEFT, measures.DIED))
_STAYING = (Merge, NotTheSame, Person)  # what is said of the records themselves, not of the person


def _pointers() -> Iterator[Any]:
    """Yield the columns of other models that point at a person, those of rooms above included."""
    for relation in Person._meta.related_objects:
        model = relation.related_model
        if issubclass(model, Recorded) and not issubclass(model, _STAYING):
            yield relation.field


def _label(pointer: Any) -> str:
    return f"{pointer.model._meta.label_lower}.{pointer.name}"


def _rekey(d: Deed, row: Any, pointer: Any, to: Person) -> None:
    """Give a row whose key is its person to another person."""
    values = {f.attname: row.__dict__[f.attname] for f in row._meta.concrete_fields if f is not pointer}
    d.remove(row)
    d.add(type(row)(**{pointer.name: to}, **values))


def _turn(d: Deed, row: Any, pointer: Any, to: Person) -> bool:
    """Point one row at ``to``; return False where it would then say twice what is said once, and leave it."""
    before = getattr(row, pointer.attname)
    try:
        with transaction.atomic():
            if pointer.primary_key:
                _rekey(d, row, pointer, to)
            else:
                setattr(row, pointer.attname, to.pk)
                d.change_many([row], [pointer.name])
    except IntegrityError:
        setattr(row, pointer.attname, before)
        return False
    return True


def _turn_all(d: Deed, pointer: Any, since: Person, to: Person, pks: list[Any] | None = None) -> list[Any]:
    """Point rows at another person; return their keys as they are afterwards."""
    model = pointer.model
    if pointer.unique and model._default_manager.filter(**{pointer.name: to}).exists():
        return []
    rows = model._default_manager.filter(**{pointer.name: since})
    found = list(rows if pks is None else rows.filter(pk__in=pks))
    return [to.pk if pointer.primary_key else row.pk for row in found if _turn(d, row, pointer, to)]


def _filled(kept: Person, gone: Person) -> dict[str, Any]:
    """Return the values that the kept record lacks and the other has; sealed ones opened, to be sealed anew."""
    plain = {name: getattr(gone, name) for name in FILLED if not getattr(kept, name) and getattr(gone, name)}
    lacking = [name for name in SEALED if getattr(kept, name) is None and getattr(gone, name) is not None]
    return plain | sealed_values(Person, **{name: getattr(gone, name).reveal() for name in lacking})


def _fill(d: Deed, kept: Person, gone: Person) -> dict[str, list[Any]]:
    """Fill what the kept record lacks; return what stood in each column before and stands there now."""
    values = _filled(kept, gone)
    before = {name: kept.__dict__[name] for name in values}
    d.change(kept, **values)
    return {name: [before[name], kept.__dict__[name]] for name in values}


def _refuse_pair(kept: Person, gone: Person) -> None:
    numbers = {row.national_id.reveal() for row in (kept, gone) if row.national_id}
    if kept.pk == gone.pk or len(numbers) > 1:
        raise Fault(
            "两条记录的身份证号不同，或者是同一条记录，不能合并",
            "the two records have different identity numbers, or are one record: they cannot be merged",
            do_zh="请先核对并改正身份证号",
            do_en="Check the identity numbers and correct them first",
        )


def _refuse_less(kept: Person, gone: Person) -> None:
    """Raise ``Fault`` where the record to go tells of a death, or of living here, and the other does not."""
    if KNOWS.index(gone.state) <= KNOWS.index(kept.state):
        return
    died = gone.state == PersonState.DIED
    raise Fault(
        "另一条记录记着这个人已故" if died else "这条记录已迁出，另一条还住在这里",
        "the other record says that this person died"
        if died
        else "this record has moved away, the other one lives here",
        do_zh="请留下另一条",
        do_en="Keep the other record",
    )


def _in_force(person: Person, *codes: str) -> list[Fact]:
    """Return the facts that count a record as a person and were not taken back, the oldest first."""
    told = Fact.objects.filter(
        measure__in=codes, source_model=Person._meta.label_lower, source_pk=str(person.pk)
    )
    return list(told.filter(corrects=None, corrections=None).order_by("pk"))


def _take_back(d: Deed, person: Person, facts: list[Fact]) -> list[int]:
    """Take back what counted a record, on the same days; return which facts those were."""
    for fact in facts:
        _again(d, person, fact, -fact.quantity, corrects=fact)
    return [fact.pk for fact in facts]


def _recount(d: Deed, person: Person, facts: list[int]) -> None:
    """Let a record count again where and when it did: facts of their own, which can be taken back."""
    for fact in Fact.objects.filter(pk__in=facts, subject=person.recorded_subject()).order_by("pk"):
        _again(d, person, fact, fact.quantity)


def _again(d: Deed, person: Person, fact: Fact, quantity: Decimal, corrects: Fact | None = None) -> None:
    whose, day = person.recorded_subject(), fact.day
    d.fact(
        fact.measure, quantity, area=fact.area_id, source=person, subject=whose, day=day, corrects=corrects
    )


def _count_once(d: Deed, kept: Person, gone: Person) -> dict[str, list[Any]]:
    """Count two records as the one person they are; return what that takes to be undone.

    Readings stay: each of them happened, whosever record it was.
    """
    facts = _in_force(gone, *OF_RECORDS)
    undo: dict[str, list[Any]] = {"uncounted": _take_back(d, gone, facts), "carried": [], "stood_back": []}
    for fact in facts:
        own = _in_force(kept, fact.measure)
        earlier = fact.measure == measures.REGISTERED.code and all(fact.day < one.day for one in own)
        if earlier:
            undo["stood_back"] += _take_back(d, kept, own)
        if earlier or not own or fact.measure == measures.LEFT.code:
            _again(d, kept, fact, fact.quantity)
            undo["carried"].append([fact.measure, fact.day.isoformat(), fact.area_id])
    return undo


def _count_apart(d: Deed, kept: Person, gone: Person, undo: dict[str, Any]) -> None:
    """Count two parted records as the two persons they are."""
    for measure, day, area in undo.get("carried", []):
        still = [one for one in _in_force(kept, measure) if (str(one.day), one.area_id) == (day, area)]
        _take_back(d, kept, still[-1:])
    _recount(d, kept, undo.get("stood_back", []))
    _recount(d, gone, undo.get("uncounted", []))


def merge(by: By, kept: Person, gone: Person) -> Merge:
    """Merge the record ``gone`` into ``kept``: fill, move what points at it, take it off the lists.

    Both areas need the right. Raises ``Fault`` for one and the same record, one merged already, two identity
    numbers that differ, and where it is the record to go that knows of a death or of living here.
    """
    with deed(by, "residents.merge") as d:
        kept, gone = d.lock(kept), d.lock(gone)
        for row in (kept, gone):
            rules.MERGE.require(by, row.area)
            PERSON.step("merge", row.state)
        _refuse_pair(kept, gone)
        _refuse_less(kept, gone)
        was = gone.state
        d.change(gone, state=PersonState.MERGED, merged_into=kept)  # first: one number stands in one record
        undo: dict[str, Any] = {"state": was, "filled": _fill(d, kept, gone)}
        turned = {_label(pointer): _turn_all(d, pointer, gone, kept) for pointer in _pointers()}
        undo["turned"] = {label: pks for label, pks in turned.items() if pks}
        undo |= _count_once(d, kept, gone)
        renew_keys([gone])
        settle(d, gone.household)
        return d.add(Merge(person=kept, gone=gone, undo=undo, at=now()))


def _unfilled(kept: Person, filled: dict[str, list[Any]]) -> dict[str, Any]:
    """Return what stood in the kept record before, for columns that nobody has changed since the merge.

    A blind index goes with its sealed column: the same number typed anew is sealed anew, with the same index.
    """
    still = {name for name, (_, after) in filled.items() if kept.__dict__[name] == after}
    goes_with = {index.attname: name for name, index in index_fields(Person).items()}
    return {name: filled[name][0] for name in still if goes_with.get(name, name) in still}


def unmerge(by: By, merged: Merge) -> Person:
    """Part two records that turned out to be two persons, and return the parted one.

    Values that the merge had filled are taken out again unless somebody has changed them since; rows that moved
    move back unless they are gone. Raises ``Fault`` for a merge undone already, or a kept record that was itself
    merged into a third one meanwhile, or holds the parted one's number still.
    """
    with number_once(), deed(by, "residents.unmerge") as d:
        merged = d.lock(merged)
        kept, gone = d.lock(merged.person), d.lock(merged.gone)
        for row in (kept, gone):
            rules.MERGE.require(by, row.area)
        PERSON.step("merge", kept.state)
        PERSON.step("unmerge", gone.state)
        kept.__dict__.update(_unfilled(kept, merged.undo["filled"]))
        d.change(kept)
        for pointer in _pointers():
            _turn_all(d, pointer, kept, gone, merged.undo["turned"].get(_label(pointer), []))
        d.change(gone, state=merged.undo["state"], merged_into=None)
        _count_apart(d, kept, gone, merged.undo)
        renew_keys([gone])
        settle(d, gone.household)
        d.change(merged, undone_at=now())
        return gone


def dismiss(by: By, one: Person, other: Person) -> NotTheSame:
    """Note that two records that look alike are two persons, so that they are not suggested again."""
    low, high = sorted((one, other), key=lambda row: row.pk)
    with deed(by, "residents.merge.dismiss") as d:
        for row in (low, high):
            rules.MERGE.require(by, row.area)
        found = NotTheSame.objects.filter(person=low, other=high).first()
        return found or d.add(NotTheSame(person=low, other=high))

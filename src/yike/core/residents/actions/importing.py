"""A household ledger taken in: looked at first, then all of it in one transaction, or nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import Any, TypeVar

from django.db.models import Exists, OuterRef
from django.utils.timezone import localtime

from yike.core.areas.models import Area
from yike.core.record.clock import now, today
from yike.core.record.deed import By, Deed, deed
from yike.core.record.models import HistoryEntry
from yike.core.residents import measures, rules
from yike.core.residents.actions.building import (
    add_building_keys,
    add_keys,
    look_over,
    new_person,
    person_values,
    renew_keys,
)
from yike.core.residents.actions.numbers import number_once
from yike.core.residents.actions.places import dwelling_values, follow
from yike.core.residents.details import Details
from yike.core.residents.ledger.planning import HomePlan, PersonPlan, Plan, plan_ledger
from yike.core.residents.ledger.reading import LedgerRow, read_ledger
from yike.core.residents.models import Dwelling, Household, Person, PersonState
from yike.core.residents.models.people import subject_of
from yike.engines.faults import Fault
from yike.engines.sheets.grid import Grid

AT_ONCE = 1000
COLUMNS = ("address", "building", "unit", "room", "kind", "lon", "lat")
A_DAY = timedelta(hours=24)
IMPORT = "residents.ledger.import"
T = TypeVar("T")


def _pieces(rows: Iterable[T]) -> Iterator[list[T]]:
    rest = iter(rows)
    while piece := list(islice(rest, AT_ONCE)):
        yield piece


def check_ledger(by: By, grid: Grid, *, area: Area) -> Plan:
    """Return what a sheet would change in ``area``. Writes nothing.

    Raises ``PermissionDenied``, and ``Fault`` for a sheet without header or rows; other mistakes are in the plan.
    """
    rules.IMPORT.require(by, area)
    plan = plan_ledger(read_ledger(grid, today()), area)
    plan.gone = _gone_lately(area) if plan.missing else 0
    return plan


def _gone_lately(area: Area) -> int:
    """Return how many persons of an area the imports of the last day have moved away, by the history."""
    since = now() - A_DAY
    within = Area.objects.within(area).order_by().values("pk")
    moved = Person.objects.filter(area_id__in=within, state=PersonState.MOVED)
    lately = moved.filter(left_on__gte=localtime(since).date()).order_by("pk").values_list("pk", flat=True)
    count = 0
    for piece in _pieces(lately):
        rows = HistoryEntry.objects.filter(subject__in=[subject_of(pk) for pk in piece], verb=IMPORT)
        found = rows.filter(model="residents.person", at__gte=since).only("subject", "payload")
        count += len({one.subject for one in found if _moved(one)})
    return count


def _moved(entry: HistoryEntry) -> bool:
    return bool(entry.content.get("after", {}).get("state") == PersonState.MOVED)


def look_at_ledger(by: By, grid: Grid, *, area: Area) -> Plan:
    """Check a sheet for somebody and keep that it was asked, with how many lines and mistakes. As ``check_ledger``.

    Whoever asks of hundreds of numbers whether the register knows them leaves a trace, though nothing is written.
    """
    plan = check_ledger(by, grid, area=area)
    with deed(by, "residents.ledger.check") as d:
        d.note(area, mistakes=plan.mistakes.count, **plan.counts())
    return plan


def _refuse(by: By, plan: Plan, fingerprint: str, leave_missing: bool, reason: str) -> None:
    if plan.mistakes.count:
        first = plan.mistakes.told[0]
        raise Fault(
            f"表里有 {plan.mistakes.count} 处错误，第一处：{first.cell} {first.fault.zh}",
            f"the sheet has {plan.mistakes.count} mistakes; the first: {first.cell} {first.fault.en}",
            do_zh="请改正后重新核对",
            do_en="Correct them and check the sheet again",
        )
    if fingerprint and fingerprint != plan.fingerprint():
        raise Fault(
            "核对以后，册子有了变化，或不是同一个文件",
            "the register has changed since it was checked, or this is another file",
            do_zh="没有写入任何内容，请重新核对一次",
            do_en="Nothing was written; check the file once more",
        )
    if leave_missing and plan.removes_many:
        _refuse_many(by, plan, reason)


def _refuse_many(by: By, plan: Plan, reason: str) -> None:
    if reason.strip() and (by.trusted or rules.FORCE.allows(by.user, plan.area)):
        by.used(rules.FORCE.roles, plan.area)
        return
    earlier = (
        (f"，加上一天内已迁出的 {plan.gone} 人", f", with {plan.gone} of the last day")
        if plan.gone
        else ("", "")
    )
    raise Fault(
        f"这次导入要把 {plan.here} 人中的 {len(plan.missing)} 人按迁出处理{earlier[0]}，超过两成，没有导入",
        f"it would move {len(plan.missing)} of {plan.here} persons away{earlier[1]}, over a fifth; "
        "nothing was imported",
        do_zh="多半是文件不全；确实如此就由街道管理员写明理由再导入",
        do_en="Most likely the file is incomplete; else the street's administrator may do it, giving the reason",
    )


def import_ledger(
    by: By,
    grid: Grid,
    *,
    area: Area,
    fingerprint: str = "",
    leave_missing: bool = False,
    reason: str = "",
) -> Plan:
    """Take in a sheet as it was checked (``fingerprint`` of the plan somebody has seen) and return the plan.

    In order: right, the plan made anew, what stands against it; then dwellings, households, new persons, changed
    ones, with ``leave_missing`` those who are not in the file as moved away, empty households; history and facts of
    each, all in one transaction. Moving more than a fifth away needs the street's administrator and a reason.
    Raises ``PermissionDenied`` or ``Fault``; then nothing is written.
    """
    with number_once(), deed(by, IMPORT, reason=reason) as d:
        area = d.lock(area)
        plan = check_ledger(by, grid, area=area)
        _refuse(by, plan, fingerprint, leave_missing, reason)
        _Writer(d, plan).write(leave_missing)
        digest = hashlib.sha256(repr(grid.rows).encode()).hexdigest()
        d.note(area, digest=digest, leave_missing=leave_missing, **plan.counts())
    look_over(len(grid.rows))
    return plan


class _Writer:
    """Writes a plan, piece after piece; history goes out with each piece, so that memory stays small."""

    def __init__(self, d: Deed, plan: Plan) -> None:
        self.d, self.plan, self.day = d, plan, today()
        self.doors: dict[str, int] = {}
        self.homes: dict[str, tuple[int, int]] = {}

    def write(self, leave_missing: bool) -> None:
        """Write everything, in the order in which rows need each other."""
        self._dwellings()
        self._households()
        self._new_persons()
        self._changed_persons()
        if leave_missing:
            self._leave_missing()
        self._settle()

    def _dwellings(self) -> None:
        for piece in _pieces(self.plan.doors.values()):
            made = [Dwelling(area_id=area_id, **_place(row)) for row, area_id in piece]
            self.doors |= {door.key: door.pk for door in self.d.add_many(made)}
            add_building_keys(made)
            self.d.flush()
        for pk, (_, changes) in self.plan.door_changes.items():
            dwelling = self.d.change(Dwelling.objects.get(pk=pk), **changes)
            add_building_keys([dwelling])
            if "area_id" in changes:
                follow(self.d, dwelling)

    def _door(self, key: str) -> int:
        if key not in self.doors:
            self.doors[key] = Dwelling.objects.only("pk").get(key=key).pk
        return self.doors[key]

    def _household(self, home: HomePlan) -> Household:
        place = home.first.place
        door = self._door(home.first.key)
        code, size = place.get("code", ""), place.get("size")
        return Household(dwelling_id=door, area_id=home.area_id, code=code, size=size)

    def _households(self) -> None:
        fresh = [(key, home) for key, home in self.plan.homes.items() if home.standing is None]
        for piece in _pieces(fresh):
            made = self.d.add_many([self._household(home) for _, home in piece])
            self.homes |= {key: (row.pk, row.area_id) for (key, _), row in zip(piece, made, strict=True)}
            self.d.flush()
        for key, home in self.plan.homes.items():
            if home.standing:
                self.homes[key] = (home.standing.pk, home.area_id)
                if home.changes:
                    self._change_household(home.standing.pk, home)

    def _change_household(self, pk: int, home: HomePlan) -> None:
        row = Household.objects.get(pk=pk)
        if "size" in home.changes:
            row.size = home.changes["size"]
        if "dwelling" in home.changes:
            row.dwelling_id, row.area_id = self._door(home.first.key), home.area_id
        self.d.change(row)
        persons = list(Person.objects.filter(household=row).exclude(area_id=row.area_id))
        for person in persons:
            person.area_id = row.area_id
        self.d.change_many(persons, ["area"])
        renew_keys(persons)

    def _new_persons(self) -> None:
        for piece in _pieces(self.plan.new):
            made = self.d.add_many([self._person(one) for one in piece])
            add_keys(made)
            for person in made:
                self._fact(measures.REGISTERED.code, person)
            self.d.flush()

    def _person(self, one: PersonPlan) -> Person:
        household_id, area_id = self.homes[one.home]
        return new_person(_details(one), Household(pk=household_id, area_id=area_id), self.day)

    def _fact(self, code: str, person: Person) -> None:
        self.d.fact(code, 1, area=person.area_id, source=person, subject=person.recorded_subject())

    def _changed_persons(self) -> None:
        for piece in _pieces(self.plan.changed):
            rows = Person.objects.in_bulk([one.standing.pk for one in piece if one.standing])
            found = [(rows[one.standing.pk], one) for one in piece if one.standing]
            for person, one in found:
                self._apply(person, one)
            self.d.change_many([person for person, _ in found], _fields(piece))
            moved = [p for p, one in found if {"name", "household", "state"} & set(one.changes)]
            renew_keys(moved)
            self.d.flush()

    def _apply(self, person: Person, one: PersonPlan) -> None:
        values = person_values(_details(one))
        for name in _columns(one.changes):
            if name in values:
                setattr(person, name, values[name])
        if "household" in one.changes:
            person.household_id, person.area_id = self.homes[one.home]
        if "state" in one.changes:
            person.state, person.left_on = PersonState.HERE, None

    def _leave_missing(self) -> None:
        for piece in _pieces(self.plan.missing):
            rows = list(Person.objects.filter(pk__in=[somebody.pk for somebody in piece]))
            for person in rows:
                person.state, person.left_on = PersonState.MOVED, self.day
                self._fact(measures.LEFT.code, person)
            self.d.change_many(rows, ["state", "left_on"])
            self.d.flush()

    def _settle(self) -> None:
        """Mark households as gone that have nobody left, and as here where somebody came."""
        within = Area.objects.within(self.plan.area).order_by().values("pk")
        people = Person.objects.filter(household=OuterRef("pk"))
        here = Exists(people.filter(state=PersonState.HERE))
        rows = Household.objects.filter(area_id__in=within)
        self._mark(rows.filter(~here, Exists(people), left_on=None), self.day)
        self._mark(rows.filter(here, left_on__isnull=False), None)

    def _mark(self, rows: Iterable[Household], day: date | None) -> None:
        for piece in _pieces(list(rows)):
            for household in piece:
                household.left_on = day
            self.d.change_many(piece, ["left_on"])
            self.d.flush()


def _place(row: LedgerRow) -> dict[str, Any]:
    return dwelling_values(**{name: row.place[name] for name in COLUMNS if name in row.place})


def _details(one: PersonPlan) -> Details:
    details = one.row.details
    if details is None:
        raise LookupError(f"row {one.row.row} speaks of nobody")
    return details


_ALSO = {
    "national_id": ("national_id", "national_id_index"),
    "phone": ("phone", "phone_index"),
    "born": ("birth_date", "birth_year"),
    "household": ("household", "area"),
    "state": ("state", "left_on"),
}


def _columns(changes: Iterable[str]) -> list[str]:
    """Return the columns that a change touches."""
    return [column for name in changes for column in _ALSO.get(name, (name,))]


def _fields(piece: Sequence[PersonPlan]) -> list[str]:
    return sorted({column for one in piece for column in _columns(one.changes)})

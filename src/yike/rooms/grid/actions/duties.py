"""Duties: places set up and dropped, given to a unit, handed on; and the notice of a grid."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from yike.core.areas.models import Area
from yike.core.record.clock import today
from yike.core.record.deed import Deed, deed
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.grid import rules
from yike.rooms.grid.models import Duty, DutyPlace, GridNotice, PlaceKind
from yike.rooms.grid.queries.duties import led_by

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
CHANGEABLE = frozenset({"kind", "name", "area", "address", "lon", "lat", "line"})
TERMS = frozenset({"unit", "partner", "leader", "members"})
LONGEST_LINE = 500  # corners of a stretch


@dataclass(frozen=True)
class NewPlace:
    """A place to be answered for; ``code`` empty: one is made. ``line`` are the corners of a stretch."""

    kind: str
    name: str
    area: Area
    address: str = ""
    lon: float | None = None
    lat: float | None = None
    line: tuple[tuple[float, float], ...] = ()
    code: str = ""


@dataclass(frozen=True)
class Terms:
    """Who answers from a day on: ``unit``, with a partner, a leader, members by name; ``until`` empty: no end."""

    unit: Any
    since: date
    until: date | None = None
    partner: Any = None
    leader: Any = None
    members: tuple[str, ...] = field(default=())


def add_place(by: By, new: NewPlace, terms: Terms | None = None) -> DutyPlace:
    """Set up a place, given to a unit at once where ``terms`` say to which. Raises ``Fault`` as ``give_duty``."""
    with deed(by, "grid.duty.place.add") as d:
        rules.KEEP_DUTIES.require(by, new.area)
        row = d.add(DutyPlace(**placed(new)))
        if terms is not None:
            give(d, row, terms)
        return row


def placed(new: NewPlace) -> dict[str, Any]:
    """Return the fields of a new place: a stretch has corners and its place in their middle, others have none."""
    line = [list(corner) for corner in new.line]
    _require_line(new.kind, line)
    place = {"lon": new.lon, "lat": new.lat}
    if line:
        place = dict(zip(("lon", "lat"), line[len(line) // 2], strict=True))
    said = {"kind": new.kind, "name": new.name, "area": new.area, "address": new.address, "line": line}
    return said | place | {"code": new.code or _new_code()}


def _require_line(kind: str, line: list[Any]) -> None:
    if kind == PlaceKind.STRETCH and line and not 2 <= len(line) <= LONGEST_LINE:
        raise Fault(
            "路段的走向要有两个以上的点",
            "a stretch needs at least two corners",
            do_zh=f"请沿路写两个到 {LONGEST_LINE} 个点",
            do_en=f"Give from two to {LONGEST_LINE} corners along it",
        )
    if kind != PlaceKind.STRETCH and line:
        raise Fault(
            "只有路段才有走向",
            "only a stretch has corners",
            do_zh="请把类型改成路段，或只写一个位置",
            do_en="Make it a stretch, or give one position only",
        )


def _new_code() -> str:
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(6))
        if not DutyPlace.objects.filter(code=code).exists():
            return code


def change_place(by: By, place: DutyPlace, *, reason: str = "", **values: Any) -> DutyPlace:
    """Change what is told of a place. Needs the right in the old area and the new.

    Raises ``Fault`` for corners that cannot be, ``ValueError`` for a field that has a door of its own.
    """
    if unknown := set(values) - CHANGEABLE:
        raise ValueError(f"not to be changed here: {sorted(unknown)}")
    with deed(by, "grid.duty.place.change", reason=reason) as d:
        place = d.lock(place)
        rules.KEEP_DUTIES.require(by, place.area)
        rules.KEEP_DUTIES.require(by, values.get("area", place.area))
        line = [list(corner) for corner in values.get("line", place.line)]
        _require_line(values.get("kind", place.kind), line)
        if line and "line" in values:
            values |= {"line": line, "lon": line[len(line) // 2][0], "lat": line[len(line) // 2][1]}
        return d.change(place, **values)


def give_duty(by: By, place: DutyPlace, terms: Terms, *, reason: str = "") -> Duty:
    """Let a unit answer for a place from a day on. The duty before it ends the day before.

    In order: lock the place, may they, end the former, write. Raises ``Fault`` for a unit out of use, days the
    wrong way round, a place that is dropped, and a later duty in the way.
    """
    with deed(by, "grid.duty.give", reason=reason) as d:
        place = d.lock(place)
        rules.KEEP_DUTIES.require(by, place.area)
        return give(d, place, terms)


def give(d: Deed, place: DutyPlace, terms: Terms) -> Duty:
    """Give a locked place to a unit inside an open deed; see ``give_duty``."""
    _require_terms(place, terms)
    before = Duty.objects.filter(place=place, since__lt=terms.since)
    for former in before.filter(Q(until=None) | Q(until__gte=terms.since)):
        d.change(d.lock(former), until=terms.since - timedelta(days=1))
    later = Duty.objects.filter(place=place, since__gte=terms.since)
    if terms.until is not None:
        later = later.filter(since__lte=terms.until)
    if (found := later.order_by("since").first()) is not None:
        raise _in_the_way(found)
    said = {name: getattr(terms, name) for name in ("unit", "partner", "leader", "since", "until")}
    return d.add(Duty(place=place, members=list(terms.members), **said))


def _in_the_way(other: Duty) -> Fault:
    day = other.since.isoformat()
    return Fault(
        f"从 {day} 起已经由“{other.unit}”包干",
        f'"{other.unit}" answers for it from {day} on',
        do_zh="一个点同一时间只能有一个责任单位；请先结束那一段，或改日期",
        do_en="A place has one duty unit at a time; end that one first, or change the days",
    )


def _require_terms(place: DutyPlace, terms: Terms) -> None:
    if terms.until is not None and terms.until < terms.since:
        raise Fault(
            "结束早于开始",
            "it ends before it begins",
            do_zh="请把两个日期对调",
            do_en="Swap the two dates",
        )
    for unit in (terms.unit, terms.partner):
        if unit is not None and not unit.active:
            raise Fault(
                f"“{unit}”已经停用",
                f'"{unit}" is no longer in use',
                do_zh="请另选一个单位",
                do_en="Choose another unit",
            )
    if place.dropped_on is not None:
        raise Fault(
            f"“{place}”已经撤销",
            f'"{place}" is dropped',
            do_zh="请先恢复它，或另选一个点",
            do_en="Take it up again first, or choose another place",
        )


def change_terms(by: By, duty: Duty, *, reason: str = "", **values: Any) -> Duty:
    """Correct who answers in a duty without a new period. Raises ``Fault`` for a unit out of use."""
    if unknown := set(values) - TERMS:
        raise ValueError(f"not to be changed here: {sorted(unknown)}")
    with deed(by, "grid.duty.change", reason=reason) as d:
        place = d.lock(duty.place)
        duty = d.lock(duty)
        rules.KEEP_DUTIES.require(by, place.area)
        now = {name: values.get(name, getattr(duty, name)) for name in TERMS}
        _require_terms(place, Terms(**now, since=duty.since, until=duty.until))
        return d.change(duty, **values)


def end_duty(by: By, duty: Duty, *, last: date, reason: str) -> Duty:
    """Let a duty end on a day; the place shows as an orphan from the next one on, until another is given.

    Raises ``Fault`` for a day before its beginning.
    """
    with deed(by, "grid.duty.end", reason=reason) as d:
        place = d.lock(duty.place)
        duty = d.lock(duty)
        rules.KEEP_DUTIES.require(by, place.area)
        if last < duty.since or (duty.until is not None and last > duty.until):
            raise Fault(
                "结束日期不在这一段里",
                "the day lies outside this period",
                do_zh="请选开始以后、原定结束以前的日期",
                do_en="Choose a day from its beginning to its present end",
            )
        return d.change(duty, until=last)


def drop_place(by: By, place: DutyPlace, *, reason: str) -> DutyPlace:
    """Say that nobody needs to answer for a place any more: its duty ends today, a planned one goes."""
    with deed(by, "grid.duty.place.drop", reason=reason) as d:
        place = d.lock(place)
        rules.KEEP_DUTIES.require(by, place.area)
        drop(d, place)
        return place


def drop(d: Deed, place: DutyPlace) -> None:
    """Drop a locked place inside an open deed."""
    day = today()
    for planned in Duty.objects.filter(place=place, since__gt=day):
        d.remove(planned)
    for running in Duty.objects.filter(place=place).filter(Q(until=None) | Q(until__gt=day)):
        d.change(running, until=day)
    d.change(place, dropped_on=day)


def take_up(by: By, place: DutyPlace, *, reason: str = "") -> DutyPlace:
    """Take a dropped place up again; it is an orphan until a unit is given."""
    with deed(by, "grid.duty.place.take_up", reason=reason) as d:
        place = d.lock(place)
        rules.KEEP_DUTIES.require(by, place.area)
        return d.change(place, dropped_on=None)


def hand_on(d: Deed, leaver: Any, to: Any) -> int:
    """Give the duties somebody leads to another, inside the deed of the hand-over; return how many."""
    rows = list(led_by(leaver).select_related("place"))
    for row in rows:
        d.change(d.lock(row), leader=to)
    return len(rows)


def post_notice(by: By, area: Area, *, worker: Any, phone: str, supervision: str) -> GridNotice:
    """Say what is posted of an area. What stays the same leaves no trace."""
    with deed(by, "grid.notice.post") as d:
        area = d.lock(area)
        rules.KEEP_DUTIES.require(by, area)
        said = {"worker": worker, "phone": phone.strip(), "supervision": supervision.strip()}
        old = GridNotice.objects.filter(area=area).first()
        return d.change(old, **said) if old else d.add(GridNotice(area=area, **said))

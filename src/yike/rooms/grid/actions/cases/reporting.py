"""A case is reported: once, however often it is sent; put right on the spot, or left to be sorted."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError

from yike.core.areas.models import Area
from yike.core.deadlines.actions import start_deadline
from yike.core.deadlines.models import Deadline
from yike.core.record import bulk
from yike.core.record.deed import Deed, deed
from yike.core.rights.by import By
from yike.core.rights.right import Right
from yike.engines.faults import Fault
from yike.rooms.grid import measures
from yike.rooms.grid.actions import photos
from yike.rooms.grid.actions.cases.steps import keep_step
from yike.rooms.grid.actions.numbers import take_number
from yike.rooms.grid.flows.cases import SORT, SORTING
from yike.rooms.grid.models import Case, CaseKind, CaseLevel, CaseSource, CaseState, PhotoRole, Series
from yike.rooms.grid.queries.cases.places import area_of_report
from yike.rooms.grid.queries.duties import duty_at, unit_of
from yike.rooms.grid.rules import cases as rules

SAID = ("lon", "lat", "address", "text", "level", "source", "key")
Files = tuple[tuple[str, bytes], ...]


@dataclass(frozen=True)
class NewCase:
    """What somebody reports. ``before`` and ``after`` are photos (name, content), ``shots`` photos cleaned already.

    ``area`` counts where the position is not known or lies nowhere of ours. ``on_spot``: it is put right already.
    ``seen_at``: when it was seen, for reports that waited for the network. ``key`` was made on the phone.
    """

    kind: CaseKind
    lon: float | None = None
    lat: float | None = None
    area: Area | None = None
    address: str = ""
    text: str = ""
    level: str = CaseLevel.NORMAL
    source: str = CaseSource.PATROL
    before: Files = ()
    after: Files = ()
    shots: tuple[photos.Shot, ...] = ()
    on_spot: bool = False
    key: uuid.UUID | None = None
    seen_at: datetime | None = None


def report(by: By, new: NewCase, *, right: Right = rules.REPORT, within: Area | None = None) -> Case:
    """Keep a report. Sent again with the same ``key`` by the same person, it is the same case.

    Whoever reports by another ``right`` (in a campaign) is at a place that is known: ``new.area`` counts.
    ``within``: a programme reports, whose key was good and opened this at the door, in the area of its unit alone.
    In order: was it kept already, clean the photos, may they, find area and duty place, write, photos, step, facts,
    deadline, number. Raises ``Fault`` for what is no photo, for a place that is nowhere of ours, for a kind out of
    use and for a case put right on the spot without a photo before and after.
    """
    if (there := _kept(by, new.key)) is not None:
        return there
    shots = photos.cleaned(PhotoRole.BEFORE, new.before) + photos.cleaned(PhotoRole.AFTER, new.after)
    shots.extend(new.shots)
    _require(new, {shot.role for shot in shots})
    try:
        with deed(by, "grid.case.report") as d:
            if within is None:
                right.require(by)
            row = _written(d, by, new, shots, placed=right is not rules.REPORT)
            _require_within(row, within)
            return row
    except IntegrityError:  # sent twice in this very moment
        if (there := _kept(by, new.key)) is not None:
            return there
        raise


def _kept(by: By, key: uuid.UUID | None) -> Case | None:
    """Return the case a report with this key has become. Raises ``PermissionDenied`` where it is another's."""
    found = Case.objects.filter(key=key).first() if key is not None else None
    if found is not None and by.user is not None and found.reporter_id != by.user.pk:
        raise PermissionDenied("grid.case.key")
    return found


def _require_within(row: Case, within: Area | None) -> None:
    if within is not None and not row.area.path.startswith(within.path):
        raise Fault(
            "位置不在凭证单位的区域里",
            "the place does not lie in the area of the key's unit",
            do_zh="请核对位置或社区",
            do_en="Check the position or the community",
        )


def _require(new: NewCase, shown: set[PhotoRole]) -> None:
    if not new.kind.in_use:
        raise Fault(
            f"“{new.kind}”已经不用",
            f'"{new.kind}" is no longer in use',
            do_zh="请另选一类",
            do_en="Choose another kind",
        )
    if new.on_spot and not {PhotoRole.BEFORE, PhotoRole.AFTER} <= shown:
        raise Fault(
            "自行处置要有处理前和处理后的照片",
            "what is put right on the spot needs a photo before and one after",
            do_zh="请各拍一张；没拍就按普通上报",
            do_en="Take one of each, or report it as usual",
        )


def _written(d: Deed, by: By, new: NewCase, shots: list[photos.Shot], *, placed: bool) -> Case:
    area = new.area if placed and new.area else area_of_report(by.user, new.lon, new.lat, new.area)
    duty = duty_at(new.lon, new.lat)
    said = {name: getattr(new, name) for name in SAID}
    case = Case(kind=new.kind, area=area, reporter=by.user, reported_at=d.at, **said)
    case.seen_at = min(new.seen_at or d.at, d.at)
    case.place = duty.place if duty else None
    if new.on_spot:
        closed = {"state": CaseState.CLOSED, "filed_at": d.at, "closed_at": d.at, "handler": by.user}
        for name, value in (closed | {"on_spot": True, "on_time": True}).items():
            setattr(case, name, value)
    d.add(case)
    photos.keep(d, shots, of=case.of, area=area)
    keep_step(d, case, "report", new.text)
    if new.on_spot:
        _settled(d, case)
        return number_it(d, case)
    return number_it(d, case, wait_for_sorting(d, case))


def wait_for_sorting(d: Deed, case: Case) -> Deadline:
    """Let the time run in which a case has to be dispatched or refused."""
    unit, about = unit_of(case.area), str(case.kind)
    return start_deadline(
        d, of=case.of, area=case.area, name=about, kind=SORTING, limit=SORT, unit=unit, owner_unit=unit
    )


def number_it(d: Deed, case: Case, *waits: Deadline) -> Case:
    """Give a case its number, last of all: who comes next waits for this deed. Its deadlines are called so too."""
    d.change(case, number=take_number(d, Series.CASE))
    for deadline in waits:
        deadline.name = str(case)
        bulk.renew(Deadline, ["name"], [deadline])
    return case


def _settled(d: Deed, case: Case) -> None:
    """Count a case put right on the spot: filed and closed in time, by whoever reported it."""
    keep_step(d, case, "settle", "")
    urgent = [measures.CASES_URGENT_ON_SPOT] if case.level == CaseLevel.URGENT else []
    for code in (
        measures.CASES["file"],
        measures.CASES["verify"],
        measures.CASES_ON_TIME,
        measures.CASES_ON_SPOT,
        *urgent,
    ):
        d.fact(code.code, 1, area=case.area_id, source=case)

"""Co-units 协办: the main unit asks another one for a part, which answers by its day or is called off."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from yike.core.accounts.models import Unit
from yike.core.deadlines.actions import meet_deadline, start_deadline
from yike.core.deadlines.queries import running
from yike.core.record.clock import today
from yike.core.record.deed import Deed, deed
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.engines.worktime.moments import SHANGHAI
from yike.rooms.grid.actions.requests.ending import end_parts
from yike.rooms.grid.actions.requests.saying import line, plain, said
from yike.rooms.grid.actions.requests.telling import tell_part, tell_part_answered, tell_parts_off
from yike.rooms.grid.actions.whistles.limits import END_OF_WORK, FURTHEST
from yike.rooms.grid.flows.requests import HELPED
from yike.rooms.grid.models import Request, RequestPart
from yike.rooms.grid.models.parts import ANSWER, WAITS, WHAT
from yike.rooms.grid.queries.people import answering_for
from yike.rooms.grid.rules.parts import require_answering, require_asking

KIND = "grid.request.part"
LEAST = timedelta(minutes=1)
MOST = 10  # co-units of one request that are waited for


def ask_part(by: By, request: Request, *, unit: Unit, what: str, due_on: date) -> RequestPart:
    """Ask another unit for its part, due at the end of a day's work; its people are told.

    Raises ``Fault`` for no words, a day that has passed or is over 69 days away, the main unit itself, one that is
    asked already or has nobody who could answer, a secret report, and while nobody has signed for the request.
    """
    text = said(line(what, WHAT), WHAT)
    with deed(by, "grid.request.part") as d:
        row = d.lock(request)
        require_asking(by, row)
        _require_possible(row, unit, due_on)
        part = RequestPart(request=row, unit=unit, what=text, due_on=due_on, by=by.user, at=d.at)
        d.add(part)
        _expect(d, part)
        tell_part(d, part)
        return part


def _expect(d: Deed, part: RequestPart) -> None:
    until = datetime.combine(part.due_on, END_OF_WORK, SHANGHAI)
    start_deadline(
        d,
        of=part.of,
        kind=KIND,
        area=part.request.area_id,
        until=max(until, d.at + LEAST),
        owner_unit=part.unit_id,
        name=str(part.request),
    )


def answer_part(by: By, part: RequestPart, *, words: str) -> RequestPart:
    """Answer for the own unit; whoever works on the request is told. Raises ``Fault`` for no words, and twice."""
    text = said(plain(words, ANSWER), ANSWER)
    with deed(by, "grid.request.part_answer") as d:
        part = _locked(d, part)
        require_answering(by, part)
        _require_waits(part)
        d.change(part, answer=text, answered_by=by.user, answered_at=d.at)
        for one in running(part.of):
            meet_deadline(d, one)
        tell_part_answered(d, part)
        return part


def call_off_part(by: By, part: RequestPart, *, reason: str) -> RequestPart:
    """Call off what is not needed any more; the co-unit is told. Raises ``Fault`` where it is over already."""
    why = said(line(reason, WHAT), WHAT)
    with deed(by, "grid.request.part_off", reason=why) as d:
        part = _locked(d, part)
        require_asking(by, part.request)
        _require_waits(part)
        end_parts(d, [part], why)
        tell_parts_off(d, part.request, [part])
        return part


def _locked(d: Deed, part: RequestPart) -> RequestPart:
    """Return a part, its request locked first: so an answer and the end of the request never cross."""
    row = d.lock(part.request)
    part = d.lock(part)
    part.request = row
    return part


def _require_possible(row: Request, unit: Unit, due_on: date) -> None:
    if row.secret:
        raise _secret()
    if row.state not in HELPED:
        raise _not_signed()
    if unit.pk == row.owner_unit_id or not unit.active or not answering_for(unit):
        raise _no_co_unit(unit)
    waiting = list(row.parts.filter(WAITS).values_list("unit", flat=True))
    if unit.pk in waiting or len(waiting) >= MOST:
        raise _asked_already(unit)
    if not today() <= due_on < today() + timedelta(days=FURTHEST):
        raise _bad_day()


def _secret() -> Fault:
    return Fault(
        "保密举报不能请别的单位协办",
        "no other unit can be asked to help with a secret report",
        do_zh="请自己办理，或改派给该办的单位",
        do_en="Handle it, or pass it on to the unit whose it is",
    )


def _not_signed() -> Fault:
    return Fault(
        "现在不能请人协办",
        "nobody can be asked to help now",
        do_zh="签收以后、答复以前才能请别的单位协办",
        do_en="Other units can be asked after it was signed for and before it is answered",
    )


def _no_co_unit(unit: Unit) -> Fault:
    return Fault(
        f"不能请{unit.name}协办",
        f"{unit.name} cannot be asked to help",
        do_zh="它就是承办单位，或已停用，或没有能答复的人；请另选",
        do_en="It handles the request itself, is closed, or has nobody to answer: choose another",
    )


def _asked_already(unit: Unit) -> Fault:
    return Fault(
        f"已经请了{unit.name}，或请的单位太多",
        f"{unit.name} is asked already, or too many units are",
        do_zh=f"等它答复；同时最多请 {MOST} 个单位",
        do_en=f"Wait for its answer; at most {MOST} units at a time",
    )


def _bad_day() -> Fault:
    return Fault(
        f"日期已经过去，或超过 {FURTHEST} 天",
        f"the day has passed, or is over {FURTHEST} days away",
        do_zh="请重选日期",
        do_en="Choose another day",
    )


def _require_waits(part: RequestPart) -> None:
    if not part.waits:
        raise Fault(
            "已经答复过，或已作废",
            "it was answered already, or called off",
            do_zh="请刷新页面看一看",
            do_en="Look at the page again",
        )

"""A case goes on: one arrow of its flow, with photos, deadlines, facts and messages in the same deed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from yike.core.deadlines.actions import (
    cancel_deadline,
    meet_deadline,
    move_deadline,
    pass_deadline,
    pause_deadline,
    resume_deadline,
    start_deadline,
)
from yike.core.deadlines.flows import State
from yike.core.deadlines.models import Deadline
from yike.core.deadlines.queries import open_deadline, running
from yike.core.record.clock import today
from yike.core.record.deed import Deed, deed
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.engines.worktime import Limit
from yike.rooms.grid import measures
from yike.rooms.grid.actions import photos
from yike.rooms.grid.actions.cases import telling
from yike.rooms.grid.actions.cases.requested import name_it
from yike.rooms.grid.actions.cases.steps import keep_step
from yike.rooms.grid.flows import cases as flow
from yike.rooms.grid.models import Case, CaseKind, CaseLevel, CaseState, PhotoRole
from yike.rooms.grid.queries.cases.kinds import kind_in
from yike.rooms.grid.queries.cases.steps import has_handled
from yike.rooms.grid.queries.duties import unit_of
from yike.rooms.grid.rules import cases as rules

WAITING = "待核查"  # why the clock of the handling stands
BEST, WORST = 5, 1
MOST_EXTENDED = 60  # of the measure of the kind, at once


@dataclass(frozen=True)
class Said:
    """What comes with an arrow: ``text`` the result or the reason, photos (``shots``: cleaned before), and more."""

    text: str = ""
    unit: Any = None
    kind: CaseKind | None = None
    level: str = ""
    amount: int | None = None
    review_on: date | None = None
    score: int | None = None
    files: tuple[tuple[str, bytes], ...] = ()
    shots: tuple[photos.Shot, ...] = ()


@dataclass(frozen=True)
class Move:
    """One arrow being gone: the open deed, the locked case, what was said with it."""

    d: Deed
    case: Case
    said: Said

    def deadline(self, *kinds: str) -> Deadline:
        """Return the open deadline of one of some kinds. A case in a state has the deadlines of that state."""
        found = [row for kind in kinds if (row := open_deadline(self.case.of, kind))]
        if not found:
            raise LookupError(f"{self.case.of} has no open {kinds}")
        return found[0]

    def begin(self, kind: str, limit: Limit, *, unit: Any, hours: Any = None) -> None:
        """Set a deadline running that ``unit`` has to keep, by the hours of ``hours`` (else its own)."""
        start_deadline(
            self.d,
            of=self.case.of,
            kind=kind,
            area=self.case.area_id,
            limit=limit,
            unit=hours or unit,
            owner_unit=unit,
            name=str(self.case),
        )


def go(by: By, case: Case, verb: str, said: Said | None = None) -> Case:
    """Go one arrow of the flow with a case; return it as it is now.

    In order: clean photos, lock, legal move, may they, what it needs, effects (deadlines, messages), write, photos,
    step, fact. Raises ``Fault`` for an illegal move and for what is missing, ``PermissionDenied`` for who may not,
    and for whoever would verify what they handled.
    """
    said = said or Said()
    role = PhotoRole.AFTER if verb == "answer" else PhotoRole.EVIDENCE
    shots = [*photos.cleaned(role, said.files), *said.shots]
    with deed(by, f"grid.case.{verb}", reason=said.text) as d:
        case = d.lock(case)
        arrow = flow.CASE.step(verb, case.state)
        handled = arrow.right is rules.VERIFY and has_handled(by.user, case)
        rules.require_go(by, arrow, case, has_handled=handled)
        _require(verb, case, said)
        values = EFFECTS[verb](Move(d, case, said))
        d.change(case, state=arrow.to, **values)
        photos.keep(d, shots, of=case.of, area=case.area_id)
        keep_step(d, case, verb, said.text.strip())
        _tell_of_its_end(d, case, said)
        if values.get("on_time"):
            d.fact(measures.CASES_ON_TIME.code, 1, area=case.area_id, source=case)
        return case


def _tell_of_its_end(d: Deed, case: Case, said: Said) -> None:
    """Note the end of a case that came out of a request in the request's timeline, and tell who owes the answer."""
    if case.request_id is None or case.open or case.state == CaseState.ASSESSED:
        return
    name_it(d, case.request, case)
    telling.ended(d, case, said.text.strip())


def _require(verb: str, case: Case, said: Said) -> None:
    """Raise ``Fault`` where an arrow lacks what it needs."""
    if verb in {*flow.REASONED, "answer"} and not said.text.strip():
        raise _lacking("没有写明", "nothing is written", "请写一两句", "Write a sentence or two")
    if verb in {"dispatch", "rule"} and (said.unit is None or not said.unit.active):
        raise _lacking(
            "没有选单位", "no unit is chosen", "请选一个在用的单位", "Choose a unit that is in use"
        )
    if verb == "return" and case.ruled:
        raise _lacking(
            "已经裁定归你们，不能再退",
            "it was ruled that it is yours; it cannot be returned again",
            "请处置；确有困难就申请延期",
            "Handle it; where that is hard, ask for more time",
        )
    if verb == "ask" and not (said.amount and 1 <= said.amount <= MOST_EXTENDED):
        raise _lacking("没有写延长多少", "how much more is not said", "请填 1 到 60", "Give 1 to 60")
    if verb == "suspend" and (said.review_on is None or said.review_on <= today()):
        raise _lacking(
            "没有复查日期", "there is no day of review", "请选今天以后的一天", "Choose a day after today"
        )
    if verb == "assess" and (said.score is None or not WORST <= said.score <= BEST):
        raise _lacking("没有打分", "there is no score", "请打 1 到 5 分", "Give 1 to 5")


def _lacking(zh: str, en: str, do_zh: str, do_en: str) -> Fault:
    return Fault(zh, en, do_zh=do_zh, do_en=do_en)


# --- what each arrow does besides ---


def _nothing(_move: Move) -> dict[str, Any]:
    return {}


def _file(move: Move) -> dict[str, Any]:
    kind, level = move.said.kind or move.case.kind, move.said.level or move.case.level
    return {"filed_at": move.d.at, "kind": kind, "level": level}


def _refuse(move: Move) -> dict[str, Any]:
    cancel_deadline(move.d, move.deadline(flow.SORTING))
    telling.refused(move.d, move.case)
    return {}


def _handed(move: Move) -> dict[str, Any]:
    """Give a case to a unit: its time begins now."""
    case, unit = move.case, move.said.unit
    limit = kind_in(case.kind, case.area).limit(case.level)
    urgent = case.level == CaseLevel.URGENT
    move.begin(flow.URGENT if urgent else flow.HANDLING, limit, unit=unit)
    telling.dispatched(move.d, case, unit)
    return {"unit": unit, "handler": None}


def _dispatch(move: Move) -> dict[str, Any]:
    meet_deadline(move.d, move.deadline(flow.SORTING))
    return _handed(move)


def _rule(move: Move) -> dict[str, Any]:
    meet_deadline(move.d, move.deadline(flow.RULING))
    if move.case.unit_id != move.said.unit.pk:
        telling.passed(move.d, move.case, move.said.unit)
    return _handed(move) | {"ruled": True}


def _take(move: Move) -> dict[str, Any]:
    running_ = move.deadline(*flow.HANDLINGS)
    pass_deadline(move.d, running_, owner=move.d.by.user, owner_unit=move.case.unit_id)
    return {"handler": move.d.by.user}


def _answer(move: Move) -> dict[str, Any]:
    pause_deadline(move.d, move.deadline(*flow.HANDLINGS), reason=WAITING)
    move.begin(flow.VERIFYING, flow.VERIFICATION, unit=unit_of(move.case.area))
    said = {"result": move.said.text.strip(), "asked_amount": None}
    return said | {"handler": move.d.by.user or move.case.handler}


def _return(move: Move) -> dict[str, Any]:
    cancel_deadline(move.d, move.deadline(*flow.HANDLINGS))
    move.begin(flow.RULING, flow.RULING_LIMIT, unit=unit_of(move.case.area))
    return {"handler": None}


def _ask(move: Move) -> dict[str, Any]:
    due = move.deadline(*flow.HANDLINGS).due_at
    if due is not None and move.d.at > due:  # more time would make it in time again
        raise _lacking(
            "已经超期，不能再申请延期",
            "it is late already: no more time can be asked for",
            "请尽快处置并回复",
            "Please handle and answer it soon",
        )
    return {"asked_amount": move.said.amount}


def _allow(move: Move) -> dict[str, Any]:
    more = Limit(move.case.asked_amount, kind_in(move.case.kind, move.case.area).limit().unit)
    reason = move.said.text.strip() or "同意延期"
    move_deadline(move.d, move.deadline(*flow.HANDLINGS), by=more, reason=reason)
    telling.decided(move.d, move.case, allowed=True)
    return {"asked_amount": None, "extensions": move.case.extensions + 1}


def _deny(move: Move) -> dict[str, Any]:
    telling.decided(move.d, move.case, allowed=False)
    return {"asked_amount": None}


def _suspend(move: Move) -> dict[str, Any]:
    pause_deadline(move.d, move.deadline(*flow.HANDLINGS), reason=move.said.text.strip()[:200])
    return {"review_on": move.said.review_on, "asked_amount": None}


def _resume(move: Move) -> dict[str, Any]:
    resume_deadline(move.d, move.deadline(*flow.HANDLINGS))
    telling.dispatched(move.d, move.case, move.case.unit)
    return {"review_on": None}


def _verify(move: Move) -> dict[str, Any]:
    meet_deadline(move.d, move.deadline(flow.VERIFYING))
    ended = meet_deadline(move.d, move.deadline(*flow.HANDLINGS))
    return {"closed_at": move.d.at, "on_time": ended.state == State.MET}


def _rework(move: Move) -> dict[str, Any]:
    meet_deadline(move.d, move.deadline(flow.VERIFYING))
    resume_deadline(move.d, move.deadline(*flow.HANDLINGS))
    telling.rework(move.d, move.case)
    return {"reworks": move.case.reworks + 1}


def _assess(move: Move) -> dict[str, Any]:
    return {"score": move.said.score}


def _void(move: Move) -> dict[str, Any]:
    for deadline in running(move.case.of):
        cancel_deadline(move.d, deadline)
    return {"asked_amount": None, "review_on": None}


EFFECTS: dict[str, Callable[[Move], dict[str, Any]]] = {
    "accept": _nothing,
    "file": _file,
    "refuse": _refuse,
    "dispatch": _dispatch,
    "take": _take,
    "answer": _answer,
    "return": _return,
    "rule": _rule,
    "ask": _ask,
    "allow": _allow,
    "deny": _deny,
    "suspend": _suspend,
    "resume": _resume,
    "verify": _verify,
    "rework": _rework,
    "assess": _assess,
    "void": _void,
}

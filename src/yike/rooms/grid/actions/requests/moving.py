"""One move of a request: may they, the row locked, is it legal; then the change with deadlines and facts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils import translation

from yike.core.deadlines.actions import (
    cancel_deadline,
    drafted_deadline,
    meet_deadline,
    pass_deadline,
    start_deadline,
)
from yike.core.deadlines.models import Deadline
from yike.core.deadlines.queries import open_deadline, running
from yike.core.record.deed import Deed, deed
from yike.core.rights.by import By
from yike.core.rights.flow import Arrow, Flow
from yike.engines.worktime import Limit, WorkClock
from yike.rooms.grid import rules
from yike.rooms.grid.actions.requests.ending import end_all_parts
from yike.rooms.grid.actions.requests.tally import standing, tally
from yike.rooms.grid.actions.waiting import Start, start_anyway
from yike.rooms.grid.flows.requests import HELPED, REPLY, REQUEST, STAYS, STEPS
from yike.rooms.grid.models import Request, RequestState, Ruling
from yike.rooms.grid.models.categories import DEFAULT

REPLY_KIND, ANSWER_KIND = "grid.request.reply", "grid.request.answer"
LEAVES = frozenset({"pass", "refuse", "withdraw"})
"""Arrows that leave a state without what it waited for."""
LEAST = timedelta(minutes=1)  # a deadline has a beginning, even one that came too late


class Move:
    """A request on its way along one arrow, inside an open deed.

    ``done`` is whether the state is left with what it waited for.
    """

    def __init__(self, d: Deed, row: Request, arrow: Arrow) -> None:
        self.d, self.row, self.arrow = d, row, arrow
        self.before = standing(row)
        self.done = arrow.verb not in LEAVES
        self.values: dict[str, Any] = {}

    def set(self, **values: Any) -> None:
        """Let the row have these values when the move is done."""
        self.values |= values

    def go(self, to: str) -> None:
        """Let the move end in another state than the table's: a call back that finds somebody discontent."""
        self.values["state"] = to

    def let_go(self) -> None:
        """Take the request from its owner; it lies with the unit."""
        self.row.owner = None
        self.set(owner=None)

    def finish(self) -> None:
        """Write the row, start and end the deadlines that go with its state, and count."""
        row, old = self.row, self.row.state
        state = self.values.pop("state", self.arrow.to or old)
        if state != old:
            self.values |= {"state": state, "moved_at": self.d.at}
        for name, value in self.values.items():
            setattr(row, name, value)
        if state != old:
            step_deadlines(self.d, row, old, done=self.done)
        elif self.arrow.to == state:
            self._start_again()
        if old in STAYS["extend"].since and state not in STAYS["extend"].since:
            lapse(self.d, row)
        if old in HELPED and state not in HELPED:
            end_all_parts(self.d, row)
        pass_deadlines(self.d, row, owner=row.owner, unit=row.owner_unit)
        self.d.change(row)
        tally(self.d, row, self.before, asked_back="solved" in self.values)

    def _start_again(self) -> None:
        """Let a state that was entered from itself, for somebody else, begin anew: so much time, and from now."""
        self.row.moved_at = self.d.at
        restart(self.d, self.row)


@contextmanager
def moving(by: By, request: Request, verb: str, *, reason: str = "", asked: bool = True) -> Iterator[Move]:
    """Open the deed ``grid.request.VERB`` on a locked request; what is set on the move is written at its end.

    ``asked`` is false where the person who holds the secret link acts: they need no right. Raises
    ``PermissionDenied`` and ``Fault`` where the move may not or cannot be gone; then nothing has changed.
    """
    flow = REQUEST if verb in {arrow.verb for arrow in REQUEST} else STAYS
    with deed(by, f"grid.request.{verb}", reason=reason) as d:
        row = d.lock(request)
        if asked:
            _require_go(by, flow, verb, request, row)
        move = Move(d, row, flow.step(verb, row.state))
        yield move
        move.finish()


def _require_go(by: By, flow: Flow, verb: str, seen: Request, row: Request) -> None:
    """Raise ``PermissionDenied`` for who may not; ``Fault`` for who might, as they saw it: somebody was faster."""
    try:
        rules.require_go(by, flow[verb], row)
    except PermissionDenied:
        if by.user is not None and rules.may_go(by.user, flow[verb], seen):
            flow.step(verb, row.state)
        raise


def begin(
    d: Deed,
    row: Request,
    kind: str,
    limit: Limit,
    *,
    until: datetime | None = None,
    since: datetime | None = None,
    clock: WorkClock | None = None,
    start: Start = start_deadline,
) -> Deadline:
    """Start a deadline of a request; where a year has no calendar yet, it runs by the wall clock.

    A request is never refused for want of a calendar. ``until``, an order's own limit, is kept even where it has
    passed: then the deadline is late from the beginning. ``clock`` is as ``start_deadline`` takes it.
    """
    about: dict[str, Any] = {"of": row.of, "kind": kind, "area": row.area, "name": title(row), "clock": clock}
    about |= {"owner": row.owner, "owner_unit": row.owner_unit, "since": since or d.at}
    if until is not None:
        about["since"] = min(about["since"], until - LEAST)
        return start(d, until=until, **about)
    return start_anyway(d, limit=limit, start=start, unit=row.owner_unit, **about)


def title(row: Request) -> str:
    """Return what staff call a request: its number, or kind and place before it has one; nothing personal.

    It is kept, so it is in the language of the office, whatever the visitor reads in.
    """
    if row.number:
        return str(row.number)
    with translation.override("zh-hans"):
        return f"{row.get_kind_display()} · {row.area.name}"


def meet(d: Deed, row: Request, kind: str) -> Deadline | None:
    """Note that what was due is done; nothing where it was done before."""
    found = open_deadline(row.of, kind)
    return meet_deadline(d, found) if found else None


def step_deadlines(d: Deed, row: Request, old: str, *, done: bool = True) -> None:
    """End the deadline of the state left and what waits for nobody any more; start that of the state entered.

    ``done`` is false where the state was left without what it waited for: passed on, refused, or withdrawn. Nobody
    has to be called who left no telephone.
    """
    if old in STEPS:
        end_step(d, row, STEPS[old][0], done=done)  # type: ignore[index]
    if not row.open:
        for left in running(row.of):
            cancel_deadline(d, left)
    elif row.state in STEPS and (row.phone or row.state != RequestState.SIGNED):
        begin(d, row, *STEPS[row.state])  # type: ignore[index]


def restart(d: Deed, row: Request) -> None:
    """Start the deadline of the present state anew; the one that ran counts as late if it was, else not at all."""
    kind, limit = STEPS[row.state]  # type: ignore[index]
    end_step(d, row, kind, done=False)
    begin(d, row, kind, limit)


def end_step(d: Deed, row: Request, kind: str, *, done: bool) -> None:
    """End the deadline of a state; what was not ``done`` counts as late if it was, else not at all."""
    ran = open_deadline(row.of, kind)
    if ran is not None:
        (meet_deadline if done or ran.passed(d.at) else cancel_deadline)(d, ran)


def lapse(d: Deed, row: Request) -> None:
    """Let an extension lapse that nobody has ruled on: what it was asked for is over."""
    for asked in row.extensions.filter(ruling=Ruling.OPEN):
        d.change(asked, ruling=Ruling.LAPSED, ruled_at=d.at)


def pass_deadlines(d: Deed, row: Request, *, owner: Any, unit: Any) -> None:
    """Let the deadlines run with whom the request lies."""
    for one in running(row.of):
        if (one.owner_id, one.owner_unit_id) != (row.owner_id, row.owner_unit_id):
            pass_deadline(d, one, owner=owner, owner_unit=unit)


def replied(move: Move) -> None:
    """Note that the person has heard back, if it is the first time."""
    if move.row.replied_at is None:
        meet(move.d, move.row, REPLY_KIND)
        move.set(replied_at=move.d.at, reply_by=None)


def answered(move: Move) -> None:
    """Note that the answer is given, in time or late; hearing it is hearing back."""
    replied(move)
    ended = meet(move.d, move.row, ANSWER_KIND)
    in_time = ended is None or ended.ended_at is None or not ended.passed(ended.ended_at)
    move.set(answered_at=move.d.at, on_time=in_time, due_at=None)


def reopen(move: Move) -> None:
    """Begin the second handling: a new deadline as long as the first, with the same owner."""
    row = move.row
    row.round = 2
    due = begin(move.d, row, ANSWER_KIND, limit_of(row)).due_at
    move.set(round=2, due_at=due, answered_at=None, on_time=None, closed_at=None)


def limit_of(row: Request) -> Limit:
    """Return how long the answer may take: the category's limit, else five working days."""
    return row.category.limit if row.category else DEFAULT


def first_deadlines(d: Deed, row: Request, clock: WorkClock, until: datetime | None = None) -> list[Deadline]:
    """Return what runs from the moment somebody said something: hearing back in a day, and the answer.

    The caller adds them; ``clock`` is that of who gets what nobody has yet.
    """
    first: dict[str, Any] = {"since": row.received_at, "clock": clock, "start": drafted_deadline}
    reply = begin(d, row, REPLY_KIND, REPLY, **first)
    answer = begin(d, row, ANSWER_KIND, limit_of(row), until=until, **first)
    row.reply_by, row.due_at = reply.due_at, answer.due_at
    return [reply, answer]

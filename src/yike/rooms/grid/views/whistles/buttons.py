"""Which buttons somebody finds on the page of a whistle: the arrows of the tables, and who they are to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from yike.core.rights.flow import Arrow
from yike.rooms.grid import rules
from yike.rooms.grid.flows.whistles import CALL, COMING, WHISTLE
from yike.rooms.grid.models.whistles import (
    FREED,
    SOUNDING,
    CallState,
    Whistle,
    WhistleCall,
    WhistleKind,
    WhistleState,
    WhistleTask,
)
from yike.rooms.grid.views.doing import first_of

LED = frozenset({"ask", "blow", "withdraw", "plan", "done", "close"})
JUDGED = frozenset({"accept", "rework"})
ON_THE_WAY: dict[str, str] = {
    CallState.CALLED: "sign",
    CallState.READ: "sign",
    CallState.SIGNED: "leave",
    CallState.LEFT: "arrive",
}
"""What a called unit does next, by how far it is."""


@dataclass(frozen=True)
class CallRow:
    """A called unit as the page shows it, with what this person can do about it."""

    call: WhistleCall
    own: bool
    arrows: list[Arrow]
    late: bool
    rate_unit: bool
    rate_caller: bool


def moves(user: Any, whistle: Whistle, calls: list[WhistleCall], tasks: list[WhistleTask]) -> list[Arrow]:
    """Return the arrows this person may go from here, in the order of the table."""
    return [
        one
        for one in WHISTLE.open_to(user, whistle.state, whistle.area)
        if _fits(user, whistle, calls, tasks, one.verb)
    ]


def _fits(user: Any, whistle: Whistle, calls: list[WhistleCall], tasks: list[WhistleTask], verb: str) -> bool:
    if verb in LED and not rules.leads(user, whistle):
        return False
    if verb in JUDGED and not rules.may_accept(user, whistle, calls, tasks):
        return False
    if verb == "blow":
        return whistle.kind == WhistleKind.EMERGENCY
    if verb == "done":
        return all(task.done_at for task in tasks)
    return True


def waits_for_approval(user: Any, whistle: Whistle) -> bool:
    """Return whether this person may approve after what has sounded already."""
    unapproved = whistle.after and whistle.approved_at is None and whistle.state != WhistleState.WITHDRAWN
    return unapproved and whistle.state != WhistleState.DRAFT and rules.APPROVE.allows(user, whistle.area)


def rows(user: Any, whistle: Whistle, calls: Iterable[WhistleCall], moment: Any) -> list[CallRow]:
    """Return the called units, one's own first."""
    found = [_row(user, whistle, call, moment) for call in calls]
    return sorted(found, key=lambda row: not row.own)


@dataclass(frozen=True)
class Next:
    """What the page of a whistle is for somebody: an arrow, of the call in ``row`` if any; or to approve after."""

    arrow: Arrow | None
    row: CallRow | None = None
    after: bool = False


def next_of(rows: Iterable[CallRow], arrows: Iterable[Arrow], *, after: bool) -> Next:
    """Return the next step: the own unit's on its way to the place, else the whistle's."""
    for row in rows:
        steps = [one for one in row.arrows if row.own and one.verb == ON_THE_WAY.get(row.call.state)]
        if steps:
            return Next(steps[0], row)
    return Next(None, after=True) if after else Next(first_of(arrows))


def _row(user: Any, whistle: Whistle, call: WhistleCall, moment: Any) -> CallRow:
    own = rules.is_called(user, call)
    rating = whistle.state == WhistleState.RATING and call.state not in FREED
    return CallRow(
        call,
        own,
        [arrow for arrow in CALL if _call_fits(user, whistle, call, arrow, own=own)],
        late=call.state in COMING and call.late_at(moment),
        rate_unit=rating and rules.may_witness(user, call),
        rate_caller=rating and own,
    )


def _call_fits(user: Any, whistle: Whistle, call: WhistleCall, arrow: Arrow, *, own: bool) -> bool:
    if call.state not in arrow.since or whistle.state not in SOUNDING:
        return False
    if arrow.right is rules.COME:
        return own and not (arrow.verb == "refuse" and call.must)
    if arrow.right is rules.CALL:
        return rules.may_witness(user, call)
    return arrow.right is rules.APPROVE and rules.may_rule(user, call)

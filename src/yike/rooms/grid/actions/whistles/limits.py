"""By when a unit stands at the place: half an hour, two hours, two working days; or as agreed.

Half an hour is what the first whistles of this kind allowed for an emergency; the others are this house's choice.
"""

from __future__ import annotations

from datetime import datetime, time

from yike.core.deadlines.actions import cancel_deadline, meet_deadline, start_deadline
from yike.core.deadlines.queries import running
from yike.core.record.clock import today
from yike.core.record.deed import Deed
from yike.engines.worktime import Limit, Unit
from yike.engines.worktime.moments import SHANGHAI
from yike.rooms.grid import measures
from yike.rooms.grid.actions.waiting import start_anyway
from yike.rooms.grid.actions.whistles.counting import take_back
from yike.rooms.grid.models.whistles import Whistle, WhistleCall, WhistleKind, WhistleTask

ARRIVAL = {
    WhistleKind.EMERGENCY: Limit(30, Unit.MINUTE),
    WhistleKind.ENFORCEMENT: Limit(120, Unit.MINUTE),
    WhistleKind.DEMAND: Limit(2, Unit.WORK_DAY),
}
APPROVAL = Limit(30, Unit.MINUTE)
END_OF_WORK = time(18, 0)
FURTHEST = 69  # days: what the clock of deadlines can carry
APPROVE, ARRIVE, DO = "grid.whistle.approve", "grid.whistle.arrive", "grid.whistle.task"
REVIEW, RATE = "grid.whistle.review", "grid.whistle.rate"
RATING = Limit(3, Unit.WORK_DAY)
"""How long both sides may take to rate each other (a default of the house); then it is closed without."""


def of_call(call: WhistleCall) -> str:
    """Return what the deadline of a call is of."""
    return f"grid.whistlecall:{call.pk}"


def of_task(task: WhistleTask) -> str:
    """Return what the deadline of a measure is of."""
    return f"grid.whistletask:{task.pk}"


def expect_approval(d: Deed, whistle: Whistle) -> None:
    """Let the half hour begin in which somebody has to approve."""
    start_deadline(
        d,
        of=whistle.recorded_subject(),
        kind=APPROVE,
        area=whistle.area_id,
        limit=APPROVAL,
        name=whistle.number,
    )


def expect_arrival(d: Deed, call: WhistleCall) -> datetime | None:
    """Let the time begin until a unit stands at the place; return until when that is.

    Raises ``Fault`` where the agreed moment has passed, and for a year without calendar.
    """
    whistle = call.whistle
    fixed = whistle.agreed_for
    deadline = start_deadline(
        d,
        of=of_call(call),
        kind=ARRIVE,
        area=whistle.area_id,
        limit=None if fixed else ARRIVAL[WhistleKind(whistle.kind)],
        until=fixed,
        unit=call.unit_id,
        owner_unit=call.unit_id,
        name=whistle.number,
    )
    return deadline.due_at


def expect_done(d: Deed, task: WhistleTask) -> None:
    """Let a measure be due at the end of its day's work."""
    until = datetime.combine(task.due_on, END_OF_WORK, SHANGHAI)
    start_deadline(
        d,
        of=of_task(task),
        kind=DO,
        area=task.whistle.area_id,
        until=until,
        owner_unit=task.unit_id,
        name=task.whistle.number,
    )


def expect_review(d: Deed, whistle: Whistle) -> None:
    """Let what was left open be looked at again by the end of its day's work; a day too far off is listed alone."""
    if whistle.review_on is None or (whistle.review_on - today()).days >= FURTHEST:
        return
    start_deadline(
        d,
        of=whistle.recorded_subject(),
        kind=REVIEW,
        area=whistle.area_id,
        until=datetime.combine(whistle.review_on, END_OF_WORK, SHANGHAI),
        name=whistle.number,
    )


def expect_ratings(d: Deed, whistle: Whistle) -> None:
    """Let the days begin in which both sides rate each other, the caller first."""
    caller = whistle.caller
    start_anyway(
        d,
        of=whistle.recorded_subject(),
        kind=RATE,
        area=whistle.area_id,
        limit=RATING,
        owner=caller,
        owner_unit=caller.unit if caller else None,
        name=whistle.number,
    )


def met(d: Deed, of: str, kind: str = "") -> None:
    """End what runs for a thing (of a kind): it was done, in time or late."""
    for deadline in running(of):
        if kind in {"", deadline.kind}:
            meet_deadline(d, deadline)


def dropped(d: Deed, of: str) -> None:
    """End what runs for a thing that nobody waits for any more."""
    for deadline in running(of):
        cancel_deadline(d, deadline)


def freed(d: Deed, call: WhistleCall) -> None:
    """End the wait for a unit that does not have to come after all: it was never due, and is not counted."""
    dropped(d, of_call(call))
    take_back(d, measures.UNITS_CALLED, call, call.whistle.area_id)

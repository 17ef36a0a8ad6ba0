"""A deadline reckoned from its rows: limit, pauses and moves on the clock of its unit, and the ladder's moments.

Each move begins a new part: an extension runs from the end of the part before, a new moment from when it was set.
Percentages are of the whole allowed time, from the start to the present end.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

from yike.core.calendar.queries import work_clock
from yike.core.deadlines.kinds import WHOLE, Step
from yike.core.deadlines.models import Deadline, DeadlineMove
from yike.engines.faults import Fault
from yike.engines.worktime import (
    Limit,
    Pause,
    Reckoning,
    Sentence,
    Term,
    Unit,
    WorkClock,
    explain,
    moments,
    reckon,
)
from yike.engines.worktime.limits import LARGEST
from yike.engines.worktime.moments import SHANGHAI

HALF = 50
WALL = {Unit.MINUTE: 1, Unit.WORK_HOUR: 60, Unit.WORK_DAY: 1440, Unit.DAY: 1440, Unit.MONTH: 30 * 1440}
"""Minutes by the wall clock, for an escalation after the last year that has a calendar."""
MINUTE = timedelta(minutes=1)
LONGEST = timedelta(minutes=LARGEST)


def minutes_until(since: datetime, until: datetime) -> Limit:
    """Return the limit that ends at ``until``. Raises ``Fault`` where that is not later or over 69 days away."""
    if until < since + MINUTE:
        raise Fault(
            f"新的到期时间 {_said(until)} 已经过去",
            f"the new deadline {_said(until)} has passed already",
            do_zh="请选一个以后的时间",
            do_en="Choose a later moment",
        )
    if until > since + LONGEST:
        raise Fault(
            f"到期时间 {_said(until)} 太远了，最多 {LONGEST.days} 天",
            f"the deadline {_said(until)} is too far away: {LONGEST.days} days are the most",
            do_zh="请选近一些的日子",
            do_en="Choose a nearer day",
        )
    whole = [moment.replace(second=0, microsecond=0) for moment in (since, until)]
    return Limit((whole[1] - whole[0]) // MINUTE, Unit.MINUTE)


def _said(moment: datetime) -> str:
    return f"{moment.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"


@dataclass(frozen=True)
class Reckoned:
    """A deadline reckoned. ``parts``: the term as it began, then one for each move, with the move's row."""

    deadline: Deadline
    parts: tuple[tuple[Reckoning, DeadlineMove | None], ...]

    @cached_property
    def whole(self) -> Reckoning:
        """The whole allowed time: from the start to the present end."""
        return replace(self.parts[0][0], end=self.parts[-1][0].end)

    @property
    def due(self) -> datetime | None:
        """When it is due; None while the clock stands."""
        return self.whole.due

    @property
    def half(self) -> datetime | None:
        """When half of the time is used."""
        return moments(self.whole, (HALF,))[0]

    def ladder(self, steps: Iterable[Step]) -> list[datetime]:
        """Return the moments of the steps; none while the clock stands."""
        due = self.due
        return [] if due is None else [self._moment(step, due) for step in steps]

    def _moment(self, step: Step, due: datetime) -> datetime:
        if step.percent < WHOLE:
            return moments(self.whole, (step.percent,))[0] or due
        return due + MINUTE if step.after is None else _later(due, step.after, self.whole.clock)

    @property
    def sentence(self) -> Sentence:
        """The arithmetic in words."""
        told = [self._told(reckoning, move) for reckoning, move in self.parts]
        return Sentence("。".join(zh for zh, _ in told), "; ".join(en for _, en in told))

    def _told(self, reckoning: Reckoning, move: DeadlineMove | None) -> tuple[str, str]:
        if move is None and self.deadline.fixed and not reckoning.stops:
            due = _said(reckoning.due) if reckoning.due else ""
            return f"来件写明 {due} 到期", f"the letter itself names {due}"
        said = explain(reckoning)
        if move is None:
            return said.zh, said.en
        if move.to is not None:
            to = _said(move.to)
            return (
                f"{_said(move.at)} 改到 {to}：{move.reason}",
                f"moved to {to} on {_said(move.at)}: {move.reason}",
            )
        return (
            f"延期（{move.reason}），从原定时间起算：{said.zh}",
            f"extended ({move.reason}) from then on: {said.en}",
        )


def _later(due: datetime, after: Limit, clock: WorkClock) -> datetime:
    try:
        return reckon(Term(due, after), clock).due or due
    except Fault:  # the next year has no calendar yet: an escalation some days early does no harm
        return due + after.amount * WALL[after.unit] * MINUTE


def reckoned(deadline: Deadline, clock: WorkClock | None = None) -> Reckoned:
    """Return a deadline reckoned from its rows. Raises ``Fault`` naming the year that has no calendar."""
    kept = deadline.pk is not None
    pauses = tuple(Pause(row.begin, row.end, row.reason) for row in deadline.pauses.all()) if kept else ()
    moved = list(deadline.moves.all()) if kept else []
    return _parts(deadline, clock or work_clock(deadline.hours_of_id), pauses, moved)


def _parts(
    deadline: Deadline, clock: WorkClock, pauses: tuple[Pause, ...], moved: list[DeadlineMove]
) -> Reckoned:
    last = reckon(Term(deadline.since, deadline.limit, pauses), clock)
    parts: list[tuple[Reckoning, DeadlineMove | None]] = [(last, None)]
    for move in moved:
        last = _moved(deadline, last, move, pauses)
        parts.append((last, move))
    return Reckoned(deadline, tuple(parts))


def _moved(deadline: Deadline, last: Reckoning, move: DeadlineMove, pauses: tuple[Pause, ...]) -> Reckoning:
    if move.to is not None:
        return reckon(Term(move.at, minutes_until(move.at, move.to), pauses), last.clock)
    if last.due is None:  # the clock stands: the extension begins once it runs again
        return last
    limit = Limit(move.amount or 0, Unit(move.measure), deadline.limit.rules)
    return reckon(Term(last.due, limit, pauses), last.clock)

"""Set a deadline running."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from yike.core.deadlines.actions.keeping import reckoned_values
from yike.core.deadlines.kinds import kind as declared
from yike.core.deadlines.models import Deadline
from yike.core.deadlines.reckoning import minutes_until, reckoned
from yike.core.record.deed import Deed
from yike.engines.faults import Fault
from yike.engines.worktime import Limit, WorkClock


def start_deadline(
    d: Deed,
    *,
    of: str,
    kind: str,
    area: Any,
    limit: Limit | None = None,
    until: datetime | None = None,
    unit: Any = None,
    owner: Any = None,
    owner_unit: Any = None,
    since: datetime | None = None,
    name: str = "",
    clock: WorkClock | None = None,
    fresh: bool = False,
) -> Deadline:
    """Set a deadline running, inside the deed of what it is of; return it with its moment.

    ``limit`` is reckoned by the hours of ``unit``; or the letter itself says ``until`` when. ``owner`` and
    ``owner_unit`` are who has to keep it. ``name`` is what staff call the thing (a number, nothing personal).
    ``clock`` is that of ``unit``, where it was asked already; ``fresh``: the thing was made in this very deed, so
    that nobody has to look whether one is running.
    Raises ``Fault`` where a year has no calendar or one is running already, ``KeyError`` for an undeclared kind.
    """
    declared(kind)
    since = since or d.at
    allowed = limit if until is None else minutes_until(since, until)
    if allowed is None:
        raise ValueError("give a limit or until")
    deadline = Deadline(
        of=of,
        kind=kind,
        name=(name or of)[:80],
        since=since,
        amount=allowed.amount,
        measure=allowed.unit.value,
        first_day_counts=allowed.rules.first_day_counts,
        rolls=allowed.rules.rolls,
        to_midnight=allowed.rules.to_midnight,
        fixed=until is not None,
        hours_of_id=_pk(unit),
        owner_id=_pk(owner),
        owner_unit_id=_pk(owner_unit),
        area_id=_pk(area),
    )
    for column, value in reckoned_values(reckoned(deadline, clock), 0).items():
        setattr(deadline, column, value)
    if not fresh:
        _refuse_second(of, kind)
    return d.add(deadline)


def _pk(thing: Any) -> Any:
    return getattr(thing, "pk", thing)


def _refuse_second(of: str, kind: str) -> None:
    if Deadline.objects.filter(of=of, kind=kind, state__in=["running", "paused"]).exists():
        raise Fault(
            "这一项的时限已经在计时",
            "a deadline of this kind is running already",
            do_zh="请刷新页面，看看现在的时限",
            do_en="Reload the page and look at the present deadline",
        )

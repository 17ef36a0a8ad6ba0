"""Set a deadline running."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Required, TypedDict, Unpack

from yike.core.deadlines.actions.keeping import reckoned_values
from yike.core.deadlines.kinds import kind as declared
from yike.core.deadlines.models import Deadline
from yike.core.deadlines.reckoning import minutes_until, reckoned
from yike.core.record.deed import Deed
from yike.engines.faults import Fault
from yike.engines.worktime import Limit, WorkClock


class About(TypedDict, total=False):
    """What a deadline is of and how long it is; the first three have to be there.

    ``limit`` is reckoned by the hours of ``unit``; or the letter itself says ``until`` when. ``owner`` and
    ``owner_unit`` are who has to keep it. It runs from ``since``, or the moment of the deed. ``name`` is what
    staff call the thing (a number, nothing personal). ``clock`` is that of ``unit``, where it was asked already.
    """

    of: Required[str]
    kind: Required[str]
    area: Required[Any]
    limit: Limit | None
    until: datetime | None
    unit: Any
    owner: Any
    owner_unit: Any
    since: datetime | None
    name: str
    clock: WorkClock | None


def start_deadline(d: Deed, **about: Unpack[About]) -> Deadline:
    """Set a deadline running, inside the deed of what it is of; return it with its moment.

    Raises ``Fault`` where a year has no calendar or one is running already, ``KeyError`` for an undeclared kind.
    """
    deadline = drafted_deadline(d, **about)
    _refuse_second(deadline.of, deadline.kind)
    return d.add(deadline)


def drafted_deadline(d: Deed, **about: Unpack[About]) -> Deadline:
    """Return a deadline of something made in this very deed, with its moment; the caller adds it, with others.

    Raises ``Fault`` where a year has no calendar, ``KeyError`` for an undeclared kind.
    """
    declared(about["kind"])
    since, until = about.get("since") or d.at, about.get("until")
    allowed = about.get("limit") if until is None else minutes_until(since, until)
    if allowed is None:
        raise ValueError("give a limit or until")
    deadline = Deadline(
        of=about["of"],
        kind=about["kind"],
        name=(about.get("name") or about["of"])[:80],
        since=since,
        amount=allowed.amount,
        measure=allowed.unit.value,
        first_day_counts=allowed.rules.first_day_counts,
        rolls=allowed.rules.rolls,
        to_midnight=allowed.rules.to_midnight,
        fixed=until is not None,
        hours_of_id=_pk(about.get("unit")),
        owner_id=_pk(about.get("owner")),
        owner_unit_id=_pk(about.get("owner_unit")),
        area_id=_pk(about["area"]),
    )
    for column, value in reckoned_values(reckoned(deadline, about.get("clock")), 0).items():
        setattr(deadline, column, value)
    return deadline


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

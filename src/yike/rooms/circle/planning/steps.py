"""The steps of a plan as changes to the town; those that cannot be taken any more are told, not taken."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from typing import TYPE_CHECKING

from yike.engines.faults import Fault
from yike.engines.reach.hours import Hours
from yike.rooms.circle.models import PointKind, ServicePoint
from yike.rooms.circle.models.plans import PlanStep, StepKind
from yike.rooms.circle.opening import hours_of
from yike.rooms.circle.walking.asks import Change

if TYPE_CHECKING:
    from yike.rooms.circle.walking.town import Town


def change_of(step: PlanStep) -> Change:
    """Return what a step changes. Raises ``Fault`` for hours that cannot be read any more."""
    lon, lat, point = step.lon or 0.0, step.lat or 0.0, step.point_id or 0
    if step.step == StepKind.ADD:
        return Change.add(step.kind, lon, lat, _new_hours(step))
    if step.step == StepKind.MOVE:
        return Change.move(point, lon, lat)
    if step.step == StepKind.HOURS:
        return Change.rehour(point, _other_hours(step))
    return Change.close(point) if step.step == StepKind.CLOSE else Change.reopen(point)


def _new_hours(step: PlanStep) -> Hours | None:
    """Return the hours of a new point: it keeps holidays, unless it is a machine."""
    keeps = step.kind != PointKind.SELF_SERVICE
    return hours_of(ServicePoint(hours=step.hours, keeps_holidays=keeps), ())


def _other_hours(step: PlanStep) -> Hours | None:
    """Return the hours of a step with the holidays and exceptions of its point."""
    point = copy(step.point)
    point.hours = step.hours
    return hours_of(point)


def taken(town: Town, steps: Iterable[PlanStep]) -> tuple[list[Change], dict[int, Fault]]:
    """Return the changes that can be made one after the other, and by step why the others cannot."""
    from yike.rooms.circle.walking.plans import changed  # noqa: PLC0415 - compiled code: slow to import

    directory, changes, refused = town.directory, list[Change](), dict[int, Fault]()
    for step in steps:
        try:
            change = change_of(step)
            directory = changed(directory, [change])
        except Fault as fault:
            refused[step.pk] = fault
        else:
            changes.append(change)
    return changes, refused

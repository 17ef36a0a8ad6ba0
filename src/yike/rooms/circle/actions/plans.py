"""Plans: made, given steps, taken back step by step, renamed and removed. Nothing of a plan touches the points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied

from yike.core.areas.models import Area
from yike.core.record.clock import now
from yike.core.record.deed import deed
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.circle import rules
from yike.rooms.circle.actions.hours import readable
from yike.rooms.circle.models import PointKind, ServicePoint
from yike.rooms.circle.models.plans import Plan, PlanStep, StepKind
from yike.rooms.circle.queries.takers import taken_by

MOST_STEPS = 50
PLACED = frozenset({StepKind.ADD, StepKind.MOVE})


@dataclass(frozen=True)
class NewStep:
    """One step to be taken. ``lon lat`` WGS-84 degrees, for a new place; ``point`` for all but a new point."""

    step: str
    point: ServicePoint | None = None
    kind: str = ""
    name: str = ""
    lon: float | None = None
    lat: float | None = None
    hours: str = ""


def add_plan(by: By, area: Area, *, name: str, note: str = "") -> Plan:
    """Make an empty plan in an area. Raises ``PermissionDenied`` for a machine and for who may not."""
    with deed(by, "circle.plan.add") as d:
        rules.PLAN.require(by, area)
        if by.user is None:
            raise PermissionDenied(rules.PLAN.code)
        return d.add(Plan(name=name.strip(), area=area, note=note, kept_by=by.user, kept_at=now()))


def add_step(by: By, plan: Plan, new: NewStep) -> PlanStep:
    """Put a step at the end of a plan. Raises ``Fault`` for a step that lacks something, or one too many."""
    return add_steps(by, plan, [new])[0]


def add_steps(by: By, plan: Plan, steps: Sequence[NewStep]) -> list[PlanStep]:
    """Put steps at the end of a plan, all or none. Raises ``Fault`` as ``add_step`` does."""
    with deed(by, "circle.plan.step") as d:
        plan = d.lock(plan)
        rules.PLAN.require(by, plan.area)
        last = plan.steps.last()
        first = last.order + 1 if last else 1
        if first + len(steps) - 1 > MOST_STEPS:
            raise _too_many()
        rows = [
            d.add(PlanStep(plan=plan, order=order, **_complete(new)))
            for order, new in enumerate(steps, first)
        ]
        d.change(plan, kept_at=now())
        return rows


def imagined(plan: Plan, new: NewStep) -> PlanStep:
    """Return a step of a plan that is not kept, to see what it would do. Raises ``Fault`` where something lacks."""
    return PlanStep(pk=0, plan=plan, order=MOST_STEPS + 1, **_complete(new))


def _complete(new: NewStep) -> dict[str, Any]:
    """Return the fields of a step, only those that it means. Raises ``Fault`` where one is lacking."""
    said = vars(new) | {"hours": readable(new.hours)}
    adds, placed = new.step == StepKind.ADD, new.step in PLACED
    if new.step not in StepKind.values:
        raise _lacks("要做什么", "what is to be done")
    if adds and new.kind not in PointKind.values:
        raise _lacks("类型", "the kind")
    if not adds and new.point is None:
        raise _lacks("站点", "the point")
    if placed and (new.lon is None or new.lat is None):
        raise _lacks("位置", "the place")
    if new.step == StepKind.HOURS and not said["hours"]:
        raise _lacks("开放时间", "the opening hours")
    return said | _blank(adds=adds, placed=placed, hours=adds or new.step == StepKind.HOURS)


def _blank(*, adds: bool, placed: bool, hours: bool) -> dict[str, Any]:
    """Return what a step does not mean, empty."""
    empty: dict[str, Any] = {"point": None} if adds else {"kind": "", "name": ""}
    return empty | ({} if placed else {"lon": None, "lat": None}) | ({} if hours else {"hours": ""})


def undo_step(by: By, plan: Plan, *, step: int | None = None, others: bool = False) -> None:
    """Take the last step of a plan back.

    ``step`` is the one that was meant: raises ``Fault`` where another is the last by now. A colleague's step is
    taken back only where ``others`` says that this is meant; else raises ``Fault``, as where there is none.
    """
    with deed(by, "circle.plan.undo") as d:
        plan = d.lock(plan)
        rules.PLAN.require(by, plan.area)
        last = plan.steps.last()
        if last is None:
            raise _nothing_to_undo()
        taker = taken_by([last])[last.pk]
        if step not in (None, last.pk):
            raise _not_the_last(taker.name)
        if not (others or taker.is_(by.user)):
            raise _not_yours(taker.name)
        d.remove(last)
        d.change(plan, kept_at=now())


def rename_plan(by: By, plan: Plan, *, name: str, note: str = "") -> Plan:
    """Give a plan another name and note."""
    with deed(by, "circle.plan.rename") as d:
        plan = d.lock(plan)
        rules.PLAN.require(by, plan.area)
        d.change(plan, name=name.strip(), note=note)
        return plan


def remove_plan(by: By, plan: Plan) -> None:
    """Remove a plan with its steps; history keeps what they were."""
    with deed(by, "circle.plan.remove") as d:
        plan = d.lock(plan)
        rules.PLAN.require(by, plan.area)
        for step in plan.steps.all():
            d.remove(step)
        d.remove(plan)


def _not_the_last(name: str) -> Fault:
    return Fault(
        f"方案刚才变了，现在的最后一步是{name}加的",
        f"the plan has just changed: its last step is now one by {name}",
        do_zh="请看一看再决定撤不撤",
        do_en="Look at it before taking anything back",
    )


def _not_yours(name: str) -> Fault:
    return Fault(
        f"最后一步是{name}加的",
        f"the last step is by {name}",
        do_zh=f"请先和{name}说一声，再确认撤销",
        do_en=f"Tell {name} first, then confirm",
    )


def _lacks(zh: str, en: str) -> Fault:
    return Fault(
        f"这一步还缺{zh}",
        f"this step lacks {en}",
        do_zh=f"请补上{zh}再加这一步",
        do_en=f"Give {en}, then add the step",
    )


def _too_many() -> Fault:
    return Fault(
        f"一个方案最多 {MOST_STEPS} 步",
        f"a plan has at most {MOST_STEPS} steps",
        do_zh="请另做一个方案",
        do_en="Make another plan",
    )


def _nothing_to_undo() -> Fault:
    return Fault(
        "方案里没有可以撤销的步骤",
        "the plan has no step to take back",
        do_zh="先加一步",
        do_en="Add a step first",
    )

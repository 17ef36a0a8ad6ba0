"""Who may plan activities, approve them, and see them before residents do."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied

from yike.core.rights.by import By
from yike.core.rights.flow import Arrow
from yike.core.rights.right import Right
from yike.core.rights.roles import COMMUNITY, STAFF, Role

DESK = Right(
    "almanac.activities.see",
    zh="查看本辖区的活动，和本单位主办、协办的活动",
    en="see the activities of one's areas, and those one's unit holds",
    roles=STAFF | {Role.BRANCH_SECRETARY, Role.LIAISON, Role.BANK_LIAISON},
)
PLAN = Right(
    "almanac.activities.plan",
    zh="策划活动，送审，开始、结束、取消、延期，写总结",
    en="plan activities, send them for approval, begin, end, cancel and postpone them, sum them up",
    roles=COMMUNITY | {Role.STREET_ADMIN, Role.CLERK, Role.BRANCH_SECRETARY},
)
APPROVE = Right(
    "almanac.activities.approve",
    zh="审批活动（不能审批自己策划的）",
    en="approve activities (not those one has planned)",
    roles={Role.STREET_ADMIN, Role.LEADER, Role.SECRETARY},
)
KEEP_VENUES = Right(
    "almanac.venues.keep",
    zh="维护本辖区的场地",
    en="keep the venues of one's areas",
    roles=COMMUNITY | {Role.STREET_ADMIN, Role.CLERK},
)

MINE = Right(
    "almanac.tasks.mine",
    zh="答复交给自己的提问",
    en="answer the questions one was given",
    roles=frozenset(Role),
)
KEEP_DAYS = Right(
    "almanac.days.keep",
    zh="维护策划活动时要避开的日子",
    en="keep the list of days to keep away from when activities are planned",
    roles={Role.STREET_ADMIN, Role.CLERK},
)


def holds(user: Any, activity: Any) -> bool:
    """Return whether the unit of ``user`` is among those that hold an activity."""
    unit = getattr(user, "unit_id", None)
    return unit is not None and any(host.unit_id == unit for host in activity.hosts.all())


def may_plan(user: Any, activity: Any) -> bool:
    """Return whether ``user`` may change an activity: who plans in its area, or for a unit that holds it."""
    return PLAN.allows(user, activity.area) or (PLAN.allows(user) and holds(user, activity))


def require_plan(by: By, activity: Any) -> None:
    """Raise ``PermissionDenied`` unless the doer may change this activity (or is the machine)."""
    if by.trusted:
        return
    if by.user is None or not may_plan(by.user, activity):
        raise PermissionDenied(PLAN.code)
    by.used(PLAN.roles, activity.area if PLAN.allows(by.user, activity.area) else None)


def may_approve(user: Any, activity: Any) -> bool:
    """Return whether ``user`` may approve an activity: who approves in its area and has not planned it."""
    own = activity.made_by_id is not None and activity.made_by_id == getattr(user, "pk", None)
    return APPROVE.allows(user, activity.area) and not own


def may_go(user: Any, arrow: Arrow, activity: Any) -> bool:
    """Return whether ``user`` may go an arrow with this activity."""
    if arrow.right is PLAN:
        return may_plan(user, activity)
    return arrow.right is APPROVE and may_approve(user, activity)


def require_go(by: By, arrow: Arrow, activity: Any) -> None:
    """Raise ``PermissionDenied`` unless the doer may go an arrow with this activity (or is the machine)."""
    if by.trusted:
        return
    if by.user is None or not may_go(by.user, arrow, activity):
        raise PermissionDenied(arrow.verb)
    inside = arrow.right is not None and arrow.right.allows(by.user, activity.area)
    by.used(arrow.right.roles if arrow.right else (), activity.area if inside else None)

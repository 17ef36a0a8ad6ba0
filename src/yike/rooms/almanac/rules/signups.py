"""Who may sign others up, let people in at the door, and see who comes."""

from __future__ import annotations

from typing import Any

from yike.core.rights.right import Right
from yike.core.rights.roles import COMMUNITY, GRID, Role
from yike.rooms.almanac.rules.activities import holds

SIGN = Right(
    "almanac.signups.keep",
    zh="替人报名、取消，打电话通知报名的人（看电话有留痕）",
    en="sign people up and off, telephone those who signed up (reading their numbers is kept)",
    roles=COMMUNITY | GRID | {Role.STREET_ADMIN, Role.CLERK, Role.AGENT, Role.BRANCH_SECRETARY},
)
DOOR = Right(
    "almanac.door",
    zh="在活动门口签到、点人数",
    en="check people in at the door and count them",
    roles=COMMUNITY
    | GRID
    | {Role.STREET_ADMIN, Role.CLERK, Role.AGENT, Role.BRANCH_SECRETARY, Role.VOLUNTEER, Role.GROUP_OWNER},
)


def _near(right: Right, user: Any, activity: Any) -> bool:
    """Return whether somebody has a right in the area of an activity, below it, or for a unit that holds it."""
    paths = right.paths(user)
    if any(activity.area.path.startswith(path) or path.startswith(activity.area.path) for path in paths):
        return True
    return bool(paths) and holds(user, activity)


def may_sign(user: Any, activity: Any) -> bool:
    """Return whether ``user`` may sign others up: who works where it is held, or for a unit that holds it."""
    return _near(SIGN, user, activity)


def may_door(user: Any, activity: Any) -> bool:
    """Return whether ``user`` may let people in: staff and volunteers where it is held."""
    return _near(DOOR, user, activity)

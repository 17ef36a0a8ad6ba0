"""Who may see the directory, keep it, plan with it, and answer ratings."""

from __future__ import annotations

from typing import Any

from yike.core.record.clock import today
from yike.core.rights.by import By
from yike.core.rights.right import Right
from yike.core.rights.roles import COMMUNITY, GRID, STAFF, Role
from yike.rooms.circle.models import PointState

LIAISONS = frozenset({Role.BANK_LIAISON, Role.LIAISON})

SEE = Right(
    "circle.points.see",
    zh="查看本辖区的站点和事项",
    en="see the points and items of one's areas",
    roles=STAFF,
)
KEEP = Right(
    "circle.points.keep",
    zh="维护本辖区的站点：时间、状态、事项",
    en="keep the points of one's areas: hours, state, items",
    roles=COMMUNITY | {Role.STREET_ADMIN, Role.CLERK},
)
KEEP_ITEMS = Right(
    "circle.items.keep",
    zh="维护事项和材料",
    en="keep items and their materials",
    roles={Role.STREET_ADMIN, Role.CLERK},
)
EXCHANGE = Right(
    "circle.points.exchange",
    zh="导入和导出站点、事项",
    en="import and export points and items",
    roles={Role.STREET_ADMIN, Role.CLERK},
)
PLAN = Right(
    "circle.plans.keep",
    zh="做选址方案，看覆盖",
    en="make plans and see the cover",
    roles=STAFF - GRID,
)
ANSWER = Right(
    "circle.ratings.answer",
    zh="办理本辖区的好差评",
    en="answer the ratings of one's areas",
    roles=COMMUNITY | {Role.STREET_ADMIN, Role.CLERK},
)
OWN = Right(
    "circle.points.own",
    zh="维护本单位站点的时间",
    en="keep the hours of the points of one's own unit",
    roles=LIAISONS,
)
DESK = Right(
    "circle.desk",
    zh="打开站点的页面：本辖区的，或本单位的",
    en="open the pages of points: of one's areas, or of one's own unit",
    roles=STAFF | LIAISONS,
)


def is_own(user: Any, point: Any) -> bool:
    """Return whether ``user`` answers for this point in the name of the partner who runs it."""
    ours = getattr(user, "unit_id", None)
    return ours is not None and ours == point.partner_id and OWN.allows(user)


def in_force(point: Any) -> bool:
    """Return whether a partner runs a point now: it is not closed, and the agreement has not ended before today."""
    ends = point.agreement_until
    return point.state != PointState.CLOSED and (ends is None or ends >= today())


def may_keep_hours(user: Any, point: Any) -> bool:
    """Return whether ``user`` may set the hours of a point: who keeps the area's points, its present partner."""
    return KEEP.allows(user, point.area) or (is_own(user, point) and in_force(point))


def require_hours(by: By, point: Any) -> None:
    """Raise ``PermissionDenied`` unless the doer may set the hours of this point."""
    if by.user is not None and is_own(by.user, point) and in_force(point):
        OWN.require(by)
    else:
        KEEP.require(by, point.area)

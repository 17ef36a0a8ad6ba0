"""Who may see a campaign, keep it, and walk its points."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied

from yike.core.rights.by import By
from yike.core.rights.right import Right
from yike.core.rights.roles import COMMUNITY, STAFF, Role
from yike.rooms.grid.rules.requests import stands_for

SEE = Right(
    "grid.campaigns.see",
    zh="查看本辖区的专项行动",
    en="see the campaigns of one's areas",
    roles=STAFF,
)
KEEP = Right(
    "grid.campaigns.keep",
    zh="组织专项行动：定点、分队、开始、结束",
    en="keep campaigns: points, teams, beginning and end",
    roles=COMMUNITY | {Role.STREET_ADMIN, Role.CLERK},
)
WALK = Right(
    "grid.campaigns.walk",
    zh="参加专项行动，走分给本队的点，上报发现",
    en="walk the points of one's team in a campaign and report what is found",
    roles=STAFF | {Role.LIAISON, Role.BANK_LIAISON, Role.BRANCH_SECRETARY, Role.GROUP_OWNER, Role.VOLUNTEER},
)


def is_of(user: Any, team: Any) -> bool:
    """Return whether ``user`` walks with a team: leads it, is a member, or stands in for one of them today."""
    people = stands_for(user)
    return team.leader_id in people or team.members.filter(user__in=people).exists()


def may_walk(user: Any, point: Any) -> bool:
    """Return whether ``user`` may walk to a point: with its team, or because they keep the campaign."""
    if KEEP.allows(user, point.campaign.area):
        return True
    return point.team is not None and WALK.allows(user) and is_of(user, point.team)


def require_walk(by: By, point: Any) -> None:
    """Raise ``PermissionDenied`` unless the doer may walk to this point (or is the machine)."""
    if by.trusted:
        return
    if by.user is None or not may_walk(by.user, point):
        raise PermissionDenied(WALK.code)
    by.used((WALK if WALK.allows(by.user) else KEEP).roles)

"""Who may see micro-groups, change them, and hand one over."""

from __future__ import annotations

from typing import Any

from yike.core.rights.by import By
from yike.core.rights.right import Right
from yike.core.rights.roles import COMMUNITY, GRID, STAFF, Role

SEE = Right(
    "almanac.groups.see",
    zh="查看本辖区的微网群",
    en="see the micro-groups of one's areas",
    roles=STAFF | {Role.GROUP_OWNER, Role.BRANCH_SECRETARY},
)
KEEP = Right(
    "almanac.groups.keep",
    zh="维护微网群，更换群主",
    en="keep micro-groups and change their owners",
    roles=COMMUNITY | GRID | {Role.STREET_ADMIN},
)
SEND = Right(
    "almanac.notice.send",
    zh="给本辖区的群和群主发通知",
    en="send notices to the groups and keepers of one's areas",
    roles=COMMUNITY | {Role.STREET_ADMIN, Role.CLERK},
)


def may_hand_over(user: Any, group: Any) -> bool:
    """Return whether ``user`` may give the group to another owner: who keeps groups there, and the owner."""
    return bool(KEEP.allows(user, group.area) or group.owner_id == user.pk)


def require_hand_over(by: By, group: Any) -> None:
    """Raise ``PermissionDenied`` unless the doer may hand the group over."""
    if by.user is None or group.owner_id != by.user.pk:
        KEEP.require(by, group.area)

"""Who may see agreements, keep them, sign and end them, and say how a year went."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied

from yike.core.rights.by import By
from yike.core.rights.flow import Arrow
from yike.core.rights.right import Right
from yike.core.rights.roles import COMMUNITY, STAFF, Role

PARTNERS = frozenset({Role.LIAISON, Role.BANK_LIAISON, Role.ENTERPRISE_CONTACT})

SEE = Right(
    "almanac.agreements.see",
    zh="查看本辖区的共建协议",
    en="see the partnership agreements of one's areas",
    roles=STAFF | {Role.BRANCH_SECRETARY},
)
OWN = Right(
    "almanac.agreements.own",
    zh="查看本单位签的共建协议，写本单位的需求和资源，做年度评价",
    en="see the agreements of one's own unit, write its needs and resources, rate the year",
    roles=PARTNERS,
)
DESK = Right(
    "almanac.agreements.desk",
    zh="打开共建协议的页面：本辖区的，或本单位的",
    en="open the pages of agreements: of one's areas, or of one's own unit",
    roles=STAFF | PARTNERS | {Role.BRANCH_SECRETARY},
)
KEEP = Right(
    "almanac.agreements.keep",
    zh="草拟共建协议，维护三张清单，登记协议下的活动",
    en="draft agreements, keep the three lists, note what is held under them",
    roles=COMMUNITY | {Role.STREET_ADMIN, Role.CLERK},
)
CONFIRM = Right(
    "almanac.agreements.confirm",
    zh="登记共建协议签约、续签和提前终止",
    en="note that an agreement is signed, renewed or terminated",
    roles={Role.STREET_ADMIN, Role.LEADER, Role.SECRETARY},
)


def is_party(user: Any, agreement: Any) -> bool:
    """Return whether the unit of ``user`` is a party to an agreement."""
    unit = getattr(user, "unit_id", None)
    return unit is not None and any(party.unit_id == unit for party in agreement.parties.all())


def may_keep(user: Any, agreement: Any) -> bool:
    """Return whether ``user`` may change an agreement: who keeps agreements in its area."""
    return KEEP.allows(user, agreement.area)


def may_write(user: Any, agreement: Any, kind: str, unit: int) -> bool:
    """Return whether ``user`` may write a line: who keeps it, and a partner a need or resource of its own."""
    if may_keep(user, agreement):
        return True
    own = OWN.allows(user) and is_party(user, agreement) and unit == user.unit_id
    return own and kind in {"need", "resource"}


def may_rate(user: Any, agreement: Any, unit: int | None = None) -> bool:
    """Return whether ``user`` may say how a year went: a partner for itself, who keeps it for each (on paper)."""
    if may_keep(user, agreement):
        return True
    own = OWN.allows(user) and is_party(user, agreement)
    return own and unit in {None, user.unit_id}


def may_go(user: Any, arrow: Arrow, agreement: Any) -> bool:
    """Return whether ``user`` may go an arrow with this agreement."""
    return arrow.right is not None and arrow.right.allows(user, agreement.area)


def require(by: By, right: Right, agreement: Any, *, may: bool) -> None:
    """Raise ``PermissionDenied`` unless the doer ``may`` (or is the machine)."""
    if by.trusted:
        return
    if by.user is None or not may:
        raise PermissionDenied(right.code)
    by.used(right.roles, agreement.area if right.allows(by.user, agreement.area) else None)

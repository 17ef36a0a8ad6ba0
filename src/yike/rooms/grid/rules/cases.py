"""Who may report a case, sort and dispatch it, handle it, and verify what another has handled."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied

from yike.core.rights.by import By
from yike.core.rights.flow import Arrow
from yike.core.rights.right import Right
from yike.core.rights.roles import COMMUNITY, GRID, STAFF, Role
from yike.rooms.grid.rules import requests

DESK = Right(
    "grid.cases.desk",
    zh="打开案件的页面：本辖区的，或派给本单位的",
    en="open the pages of cases: of one's areas, or those of one's unit",
    roles=STAFF | {Role.LIAISON},
)
REPORT = Right(
    "grid.cases.report",
    zh="巡查上报案件，自行处置",
    en="report cases on patrol, and put things right on the spot",
    roles=STAFF,
)
PATROL = Right(
    "grid.cases.patrol",
    zh="每天巡查自己的网格",
    en="walk one's grid each day",
    roles=GRID | {Role.COMMUNITY_WORKER},
)
DISPATCH = Right(
    "grid.cases.dispatch",
    zh="受理、立案、派遣案件，审批延期和挂账，评价",
    en="accept, file and dispatch cases, allow more time and suspension, assess",
    roles=COMMUNITY | {Role.STREET_ADMIN, Role.CLERK},
)
RULE = Right(
    "grid.cases.rule",
    zh="裁定退回的案件归谁",
    en="rule on whose a returned case is",
    roles={Role.STREET_ADMIN, Role.CLERK, Role.LEADER},
)
OVERSEE = Right(
    "grid.cases.oversee",
    zh="看到等裁定的退回和延期，到了复查日的挂账案件",
    en="see what waits for a ruling, and postponed cases whose day of review has come",
    roles=DISPATCH.roles | RULE.roles,
)
HANDLE = Right(
    "grid.cases.handle",
    zh="处置派给本单位的案件",
    en="handle the cases dispatched to one's unit",
    roles=COMMUNITY | GRID | {Role.STREET_ADMIN, Role.CLERK, Role.AGENT, Role.LIAISON},
)
VERIFY = Right(
    "grid.cases.verify",
    zh="核查处置结果（不能核查自己处置的）",
    en="verify what another has handled (never what one has handled oneself)",
    roles=COMMUNITY | GRID | {Role.STREET_ADMIN, Role.CLERK},
)
KEEP_KINDS = Right(
    "grid.cases.kinds",
    zh="维护案件类别、时限和结案标准",
    en="keep the kinds of cases, their limits and closing standards",
    roles={Role.STREET_ADMIN},
)


def may_make_of(user: Any, request: Any) -> bool:
    """Return whether ``user`` may make a case of a request: who dispatches it or has it, and may read it."""
    dispatches = requests.DISPATCH.allows(user, request.area)
    has = bool(requests.handling_for(user, request))
    return REPORT.allows(user) and (dispatches or has) and requests.may_read(user, request)


def require_make_of(by: By, request: Any) -> None:
    """Raise ``PermissionDenied`` unless the doer may make a case of this request (or is the machine)."""
    if by.trusted:
        return
    if by.user is None or not may_make_of(by.user, request):
        raise PermissionDenied(REPORT.code)
    by.used(REPORT.roles)


def is_theirs(user: Any, case: Any) -> bool:
    """Return whether a case lies with the unit of ``user``, or of somebody in whose place they act."""
    return case.unit_id in requests.units_of(user, HANDLE)


def may_go(user: Any, arrow: Arrow, case: Any, *, has_handled: bool) -> bool:
    """Return whether ``user`` may go an arrow: by role in its area, or because it lies with their unit.

    ``has_handled``: they, or somebody in whose place they act, have handled this case, and so cannot verify it.
    """
    if arrow.right is None:
        return False
    if arrow.right is HANDLE:
        return HANDLE.allows(user) and is_theirs(user, case)
    if arrow.right is VERIFY and has_handled:
        return False
    return arrow.right.allows(user, case.area)


def require_go(by: By, arrow: Arrow, case: Any, *, has_handled: bool) -> None:
    """Raise ``PermissionDenied`` unless the doer may go an arrow with this case."""
    if by.trusted:
        return
    if by.user is None or not may_go(by.user, arrow, case, has_handled=has_handled):
        raise PermissionDenied(arrow.verb)
    if arrow.right is HANDLE:
        by.used(HANDLE.roles, among=requests.acting_of(by.user, HANDLE, case.unit_id))
    else:
        by.used(arrow.right.roles if arrow.right else (), case.area)

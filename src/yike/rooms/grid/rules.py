"""Who may see, take down, work on and supervise what the grid room keeps."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied

from yike.core.rights.by import By
from yike.core.rights.flow import Arrow
from yike.core.rights.right import Right
from yike.core.rights.roles import COMMUNITY, GRID, STAFF, Role

SEE = Right(
    "grid.see",
    zh="查看本辖区的包干、诉求、案件和哨",
    en="see the duties, requests, cases and whistles of one's areas",
    roles=STAFF,
)
KEEP_DUTIES = Right(
    "grid.duties.keep",
    zh="维护本辖区的包干和网格公示",
    en="keep the duties and posted notices of one's areas",
    roles=COMMUNITY | {Role.STREET_ADMIN, Role.CLERK},
)
EXCHANGE_DUTIES = Right(
    "grid.duties.exchange",
    zh="导入和导出包干表",
    en="import and export the list of duties",
    roles={Role.STREET_ADMIN, Role.CLERK},
)
TAKE = Right(
    "grid.requests.take",
    zh="登记诉求：代人登记、民情卡、意见本",
    en="take down requests: for somebody, from cards and opinion books",
    roles=STAFF,
)
DISPATCH = Right(
    "grid.requests.dispatch",
    zh="给诉求派单、改派，裁定退单和延期，回访",
    en="dispatch requests, rule on refusals and extensions, ask people back",
    roles={Role.STREET_ADMIN, Role.CLERK, Role.SECRETARY},
)
HANDLE = Right(
    "grid.requests.handle",
    zh="签收和办理派给本单位的诉求",
    en="sign for and handle the requests dispatched to one's unit",
    roles=COMMUNITY | GRID | {Role.STREET_ADMIN, Role.CLERK, Role.AGENT, Role.LIAISON},
)
SUPERVISE = Right(
    "grid.requests.supervise",
    zh="督办诉求",
    en="supervise requests that are late or pushed away",
    roles={Role.LEADER, Role.STREET_ADMIN},
)
SECRET = Right(
    "grid.secret.see",
    zh="查看保密举报人（每次查看都有留痕）",
    en="see who reported in secret (each reading is kept)",
    roles={Role.LEADER, Role.STREET_ADMIN},
)
DESK = Right(
    "grid.desk",
    zh="打开诉求、案件和哨的页面：本辖区的，或派给本单位的",
    en="open the pages of requests, cases and whistles: of one's areas, or those of one's unit",
    roles=STAFF | {Role.LIAISON},
)
KEEP_CATEGORIES = Right(
    "grid.categories.keep",
    zh="维护诉求类别和时限",
    en="keep the categories of requests and their limits",
    roles={Role.STREET_ADMIN},
)
EXCHANGE_REQUESTS = Right(
    "grid.requests.exchange",
    zh="导入热线工单，导出诉求",
    en="take in hotline orders and give out requests",
    roles={Role.STREET_ADMIN, Role.CLERK},
)


def stands_for(user: Any) -> set[int]:
    """Return the keys of ``user`` and of all in whose place they act today."""
    return {user.pk, *(held.principal for held in user.holdings if held.principal)}


def is_theirs(user: Any, row: Any) -> bool:
    """Return whether a request lies with ``user``: as its owner or their deputy, or ownerless with their unit.

    A secret report lies with those of the unit alone who handle requests where it is from.
    """
    if row.owner_id is not None:
        return row.owner_id in stands_for(user)
    of_unit = user.unit_id is not None and user.unit_id == row.owner_unit_id
    return of_unit and (not row.secret or HANDLE.allows(user, row.area))


def may_go(user: Any, arrow: Arrow, row: Any) -> bool:
    """Return whether ``user`` may go an arrow with this request: by role in its area, or because it is theirs."""
    if arrow.right is None:
        return False
    if arrow.right is HANDLE:
        return HANDLE.allows(user) and is_theirs(user, row)
    return arrow.right.allows(user, row.area)


def require_go(by: By, arrow: Arrow, row: Any) -> None:
    """Raise ``PermissionDenied`` unless the doer may go an arrow with this request."""
    if by.trusted:
        return
    if by.user is None or not may_go(by.user, arrow, row):
        raise PermissionDenied(arrow.verb)
    by.used(arrow.right.roles if arrow.right else (), None if arrow.right is HANDLE else row.area)


def may_read(user: Any, row: Any) -> bool:
    """Return whether ``user`` may read what was said: all who see the request, of a secret report only few."""
    return not row.secret or SECRET.allows(user, row.area) or is_theirs(user, row)


def may_know(user: Any, row: Any) -> bool:
    """Return whether ``user`` may learn who asks: whoever works on it or dispatches; of a secret report few."""
    if row.secret:
        return SECRET.allows(user, row.area)
    return is_theirs(user, row) or DISPATCH.allows(user, row.area)


CALL = Right(
    "grid.whistle.call",
    zh="吹哨：请各单位到现场",
    en="whistle: call units to a place",
    roles=COMMUNITY | {Role.GRID_WORKER, Role.STREET_ADMIN, Role.LEADER},
)
APPROVE = Right(
    "grid.whistle.approve",
    zh="审核哨，裁定不来的理由，报上级，挂账",
    en="approve whistles, rule on refusals, take them higher, postpone",
    roles={Role.STREET_ADMIN, Role.LEADER},
)
ACCEPT = Right(
    "grid.whistle.accept",
    zh="验收哨的处置结果",
    en="accept what was done about a whistle",
    roles={Role.STREET_ADMIN, Role.LEADER, Role.SECRETARY},
)
COME = Right(
    "grid.whistle.come",
    zh="替本单位应哨：签收、出发、到场、完成措施",
    en="answer a whistle for one's unit: sign, set out, arrive, do the measures",
    roles=STAFF | {Role.LIAISON, Role.BANK_LIAISON},
)


def is_called(user: Any, call: Any) -> bool:
    """Return whether ``user`` may answer a call for their unit."""
    unit = getattr(user, "unit_id", None)
    return unit is not None and unit == call.unit_id and COME.allows(user)


def require_called(by: By, call: Any) -> None:
    """Raise ``PermissionDenied`` unless the doer may answer this call for their unit (or is the machine)."""
    if by.trusted:
        return
    if not is_called(by.user, call):
        raise PermissionDenied(COME.code)
    COME.require(by)


def leads(user: Any, whistle: Any) -> bool:
    """Return whether ``user`` leads a whistle: who blew it, and whoever approves whistles there."""
    mine = whistle.caller_id is not None and whistle.caller_id == getattr(user, "pk", None)
    return bool((mine and CALL.allows(user, whistle.area)) or APPROVE.allows(user, whistle.area))


def require_own(by: By, whistle: Any) -> None:
    """Raise ``PermissionDenied`` unless the doer leads this whistle (or is the machine)."""
    if by.trusted:
        return
    if not leads(by.user, whistle):
        raise PermissionDenied(CALL.code)
    (CALL if CALL.allows(by.user, whistle.area) else APPROVE).require(by, whistle.area)


def may_rule(user: Any, call: Any) -> bool:
    """Return whether ``user`` may rule on a refusal: who approves whistles there, but not for their own unit."""
    return APPROVE.allows(user, call.whistle.area) and getattr(user, "unit_id", None) != call.unit_id


def require_ruling(by: By, call: Any) -> None:
    """Raise ``PermissionDenied`` unless the doer may rule on this refusal (or is the machine)."""
    APPROVE.require(by, call.whistle.area)
    if by.user is not None and not may_rule(by.user, call):
        raise PermissionDenied(APPROVE.code)


def may_accept(user: Any, whistle: Any, calls: Iterable[Any], tasks: Iterable[Any]) -> bool:
    """Return whether ``user`` may accept: nobody who called, planned, did or reported it, or whose unit did."""
    done = list(tasks)
    people = {
        whistle.caller_id,
        whistle.planned_by_id,
        whistle.finished_by_id,
        *(one.done_by_id for one in done),
    }
    units = {one.unit_id for one in (*calls, *done)}
    concerned = getattr(user, "pk", None) in people or getattr(user, "unit_id", None) in units
    return ACCEPT.allows(user, whistle.area) and not concerned


def require_accepting(by: By, whistle: Any, calls: Iterable[Any], tasks: Iterable[Any]) -> None:
    """Raise ``PermissionDenied`` unless the doer may accept this whistle (or is the machine)."""
    ACCEPT.require(by, whistle.area)
    if by.user is not None and not may_accept(by.user, whistle, calls, tasks):
        raise PermissionDenied(ACCEPT.code)


def may_do_task(user: Any, task: Any) -> bool:
    """Return whether ``user`` may report a measure done: its unit, and who leads the whistle."""
    unit = getattr(user, "unit_id", None)
    return (unit == task.unit_id and COME.allows(user)) or leads(user, task.whistle)


def require_task(by: By, task: Any) -> None:
    """Raise ``PermissionDenied`` unless the doer may report this measure done (or is the machine)."""
    if not by.trusted and not may_do_task(by.user, task):
        raise PermissionDenied(COME.code)

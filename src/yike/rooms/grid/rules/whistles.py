"""Who may whistle, approve, answer a whistle, rule on who does not come, and accept what was done."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied

from yike.core.rights.by import By
from yike.core.rights.right import Right
from yike.core.rights.roles import COMMUNITY, STAFF, Role
from yike.rooms.grid.rules.requests import acting_of, may_read, stands_for, tied_units, units_of

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
    """Return whether ``user`` may answer for the unit of a call or a measure: of it, or in place of who is."""
    return user is not None and COME.allows(user) and call.unit_id in units_of(user, COME)


def require_called(by: By, call: Any) -> None:
    """Raise ``PermissionDenied`` unless the doer may answer this call for their unit (or is the machine)."""
    if by.trusted:
        return
    if by.user is None or not is_called(by.user, call):
        raise PermissionDenied(COME.code)
    by.used(COME.roles, among=acting_of(by.user, COME, call.unit_id))


def leads(user: Any, whistle: Any) -> bool:
    """Return whether ``user`` leads a whistle: who blew it or acts in their place, and whoever approves there."""
    mine = user is not None and whistle.caller_id in stands_for(user)
    return bool((mine and CALL.allows(user, whistle.area)) or APPROVE.allows(user, whistle.area))


def require_own(by: By, whistle: Any) -> None:
    """Raise ``PermissionDenied`` unless the doer leads this whistle (or is the machine)."""
    if by.trusted:
        return
    if by.user is None or not leads(by.user, whistle):
        raise PermissionDenied(CALL.code)
    if whistle.caller_id == by.user.pk and CALL.allows(by.user, whistle.area):
        CALL.require(by, whistle.area)
    elif APPROVE.allows(by.user, whistle.area):
        APPROVE.require(by, whistle.area)
    else:
        by.used(CALL.roles, whistle.area, among={whistle.caller_id})


def may_witness(user: Any, call: Any) -> bool:
    """Return whether ``user`` may say that a unit has come, and rate it: who leads the whistle, of another unit."""
    return leads(user, call.whistle) and call.unit_id not in tied_units(user)


def require_witness(by: By, call: Any) -> None:
    """Raise ``PermissionDenied`` unless the doer may witness and rate a called unit (or is the machine)."""
    require_own(by, call.whistle)
    if by.user is not None and not may_witness(by.user, call):
        raise PermissionDenied(CALL.code)


def may_know_code(user: Any, whistle: Any, calls: Iterable[Any]) -> bool:
    """Return whether ``user`` may know the code of the place: who leads, unless their own unit has yet to come."""
    to_come = {call.unit_id for call in calls if call.arrived_at is None and call.had_to_come}
    return leads(user, whistle) and not to_come & tied_units(user)


def may_whistle_for(user: Any, cause: Any) -> bool:
    """Return whether ``user`` may whistle for a request or a case: in its area, and where they may read it."""
    readable = not hasattr(cause, "secret") or may_read(user, cause)
    return CALL.allows(user, cause.area) and readable


def require_whistle_for(by: By, cause: Any) -> None:
    """Raise ``PermissionDenied`` unless the doer may whistle for this request or case (or is the machine)."""
    if by.trusted:
        return
    if by.user is None or not may_whistle_for(by.user, cause):
        raise PermissionDenied(CALL.code)
    CALL.require(by, cause.area)


def may_rule(user: Any, call: Any) -> bool:
    """Return whether ``user`` may rule on a refusal: who approves whistles there, but not for their own unit."""
    return APPROVE.allows(user, call.whistle.area) and call.unit_id not in tied_units(user)


def require_ruling(by: By, call: Any) -> None:
    """Raise ``PermissionDenied`` unless the doer may rule on this refusal (or is the machine)."""
    APPROVE.require(by, call.whistle.area)
    if by.user is not None and not may_rule(by.user, call):
        raise PermissionDenied(APPROVE.code)


def may_accept(user: Any, whistle: Any, calls: Iterable[Any], tasks: Iterable[Any]) -> bool:
    """Return whether ``user`` may accept: nobody who called, came, planned, did or reported, or whose unit did."""
    done, called = list(tasks), list(calls)
    people = {
        whistle.caller_id,
        whistle.planned_by_id,
        whistle.finished_by_id,
        *(one.done_by_id for one in done),
        *(one.arrived_by_id for one in called),
    }
    units = {one.unit_id for one in (*called, *done)}
    concerned = bool(people & stands_for(user)) or bool(units & tied_units(user))
    return ACCEPT.allows(user, whistle.area) and not concerned


def require_accepting(by: By, whistle: Any, calls: Iterable[Any], tasks: Iterable[Any]) -> None:
    """Raise ``PermissionDenied`` unless the doer may accept this whistle (or is the machine)."""
    ACCEPT.require(by, whistle.area)
    if by.user is not None and not may_accept(by.user, whistle, calls, tasks):
        raise PermissionDenied(ACCEPT.code)


def may_do_task(user: Any, task: Any) -> bool:
    """Return whether ``user`` may report a measure done: its unit, and who leads the whistle."""
    if user is None:
        return False
    return is_called(user, task) or leads(user, task.whistle)


def require_task(by: By, task: Any) -> None:
    """Raise ``PermissionDenied`` unless the doer may report this measure done (or is the machine)."""
    if is_called(by.user, task):
        require_called(by, task)
    else:
        require_own(by, task.whistle)

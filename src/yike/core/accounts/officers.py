"""三员分立: the system, security and audit officers are three people, and none of them does other work."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q

from yike.core.accounts.models import Deputy, RoleHolding, User, in_force
from yike.core.record.clock import today
from yike.core.rights.by import By
from yike.core.rights.right import Right
from yike.core.rights.roles import OFFICERS, Role
from yike.engines.faults import Fault

SECOND_FACTOR = OFFICERS | {Role.STREET_ADMIN}  # whoever holds one of these logs in with a second factor


def _overlapping(user: User, since: date, until: date | None) -> list[RoleHolding]:
    rows = user.roles.filter(Q(until=None) | Q(until__gte=since))
    return list(rows.filter(since__lte=until) if until else rows)


def _name(role: str) -> str:
    return str(Role(role).label)


def refuse_mixing(user: User, role: Role, since: date, until: date | None) -> None:
    """Raise ``Fault`` where ``role`` would stand beside another one that it must be kept apart from."""
    for other in _overlapping(user, since, until):
        if (role in OFFICERS or other.role in OFFICERS) and other.role != role:
            raise Fault(
                f"{user.name}已经是“{_name(other.role)}”：系统、安全、审计三员要由三个人分别担任，也不兼别的工作",
                f"{user.name} is {other.role} already: the three officers are three people who do no other work",
                do_zh="请另选一人，或者先收回原来的角色",
                do_en="Choose somebody else, or end the other role first",
            )
    if role in OFFICERS:
        refuse_standing(user, since)


def refuse_standing(user: User, since: date) -> None:
    """Raise ``Fault`` where somebody is in any arrangement of deputies from ``since`` on."""
    if Deputy.objects.filter(Q(principal=user) | Q(deputy=user), until__gte=max(since, today())).exists():
        raise Fault(
            f"{user.name}正在代理别人或由别人代理，三员不能有代理",
            f"{user.name} stands in for somebody or has a deputy, which officers may not",
            do_zh="请先结束代理",
            do_en="End the deputy's time first",
        )


def holds_officer_role(user: User) -> bool:
    """Return whether somebody is one of the three officers today or later."""
    rows = user.roles.filter(role__in=OFFICERS)
    return rows.filter(Q(until=None) | Q(until__gte=today())).exists()


def areas_of(user: User) -> list[Any]:
    """Return the areas of the roles that somebody holds today or later."""
    rows = user.roles.filter(Q(until=None) | Q(until__gte=today())).select_related("area")
    return [holding.area for holding in rows.defer("area__polygon")]


def require_over(by: By, right: Right, user: User) -> None:
    """Ask for ``right`` where somebody's account is and wherever they hold a role.

    Who gives or takes a way in could come in as them: an officer of one community does not reach over a person
    whose role counts for the street. Raises ``PermissionDenied``.
    """
    for area in (user.area, *areas_of(user)):
        right.require(by, area)


def refuse_leaving_none(user: User, role: str | None = None) -> None:
    """Raise ``Fault`` where the house would be left without a system or security officer.

    Asked before ``user`` leaves, or gives up ``role`` alone.
    """
    kept = {Role.SYSTEM_OFFICER, Role.SECURITY_OFFICER} & ({Role(role)} if role else set(Role))
    day = today()
    mine = set(user.roles.filter(in_force(day), role__in=kept).values_list("role", flat=True))
    for held in sorted(mine):
        others = RoleHolding.objects.filter(
            in_force(day), role=held, user__is_active=True, user__unproven=False
        )
        if not others.exclude(user=user).exists():
            raise Fault(
                f"{user.name}是唯一的“{_name(held)}”，走了就没有人能管了",
                f"{user.name} is the only {held}: nobody could keep the house",
                do_zh="请先让另一个人担任",
                do_en="Give the role to somebody else first",
            )

"""Somebody leaves: roles, deputies and sessions end, open work passes to a successor, in one transaction."""

from __future__ import annotations

from django.db.models import Q

from yike.core.accounts import handover, rules
from yike.core.accounts.actions.alone import one_at_a_time
from yike.core.accounts.actions.deputies import cut_deputy
from yike.core.accounts.actions.roles import cut_role
from yike.core.accounts.actions.sessions import drop_sessions
from yike.core.accounts.models import Answer, Deputy, Unit, User
from yike.core.accounts.officers import holds_officer_role, require_over
from yike.core.record.clock import now, today
from yike.core.record.deed import Deed, deed
from yike.core.rights.by import By
from yike.engines.faults import Fault


def _check(by: By, leaver: User, to: User) -> None:
    if leaver.pk == to.pk or not to.is_active:
        raise Fault(
            "接手的人不能是本人，账号也要在用",
            "the successor must be somebody else with an open account",
            do_zh="请另选一人接手",
            do_en="Choose somebody else",
        )
    if by.user is not None and by.user.pk == leaver.pk:
        raise Fault(
            "不能给自己办交接",
            "nobody hands over for themselves",
            do_zh="请另一位管理员来办",
            do_en="Ask another administrator",
        )
    if holds_officer_role(leaver):
        raise Fault(
            "三员没有业务可交接",
            "the three officers have no work of the house to hand over",
            do_zh="请由安全管理员收回角色，再由系统管理员停用账号",
            do_en="The security officer ends the role, then the system officer closes the account",
        )


def _end_standing(d: Deed, leaver: User) -> None:
    for holding in leaver.roles.filter(Q(until=None) | Q(until__gte=today())):
        cut_role(d, holding)
    rows = Deputy.objects.filter(Q(principal=leaver) | Q(deputy=leaver), until__gte=today())
    for arrangement in rows:
        cut_deputy(d, arrangement)
    for proposal in leaver.proposals.filter(answer=Answer.OPEN):
        d.change(proposal, answer=Answer.WITHDRAWN, answered_by=d.by.user, answered_at=now())


def hand_over(by: By, leaver: User, *, to: User, reason: str) -> dict[str, int]:
    """Close the account of somebody who leaves and pass their open work to ``to``; return how many of each kind.

    In order: roles and deputies end, open proposals are withdrawn, each registered kind of work passes on,
    sessions end, the account is closed. Either all of it happens or nothing.
    Raises ``Fault`` for an officer, for oneself, and for a successor who cannot take over.
    """
    with deed(by, "accounts.hand_over", reason=reason) as d:
        require_over(by, rules.HAND_OVER, leaver)
        one_at_a_time(d)
        leaver, to = d.lock(leaver), d.lock(to)
        _check(by, leaver, to)
        _end_standing(d, leaver)
        passed = {work.code: work.hand(d, leaver, to) for work in handover.kinds()}
        drop_sessions(d, leaver)
        d.change(leaver, is_active=False)
        d.note(leaver, to=to.username, passed={code: n for code, n in passed.items() if n})
    leaver.forget_roles()
    return passed


def _units_of(user: User) -> int:
    return Unit.objects.filter(liaison=user).count()


def _pass_units(d: Deed, user: User, to: User) -> int:
    units = list(Unit.objects.filter(liaison=user))
    for unit in units:
        d.change(unit, liaison=to)
    return len(units)


handover.register(
    "accounts.liaison",
    "担任联络员的单位",
    "units they are the liaison of",
    _units_of,
    _pass_units,
    of=("accounts.Unit.liaison",),
)

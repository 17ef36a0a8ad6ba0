"""Deputies: somebody stands in for a person who is away."""

from __future__ import annotations

from datetime import date, timedelta

from yike.core.accounts import rules
from yike.core.accounts.actions.alone import one_at_a_time
from yike.core.accounts.actions.sessions import drop_sessions
from yike.core.accounts.models import Deputy, User
from yike.core.accounts.officers import SECOND_FACTOR, holds_officer_role, require_over
from yike.core.accounts.standing import Stand, closes_loop
from yike.core.record.clock import today
from yike.core.record.deed import Deed, deed
from yike.core.rights.by import By
from yike.engines.faults import Fault

LONGEST = timedelta(days=366)


def _check(principal: User, deputy: User, since: date, until: date) -> None:
    if principal.unproven:
        raise Fault(
            f"{principal.name}的账号还没有当面确认，不能请人代理",
            f"nobody has confirmed {principal.name}'s account yet: it cannot lend its roles",
            do_zh="请先请安全管理员当面确认",
            do_en="Ask the security officer to confirm it first",
        )
    if principal.pk == deputy.pk:
        raise Fault(
            "自己不能代理自己",
            "nobody stands in for themselves",
            do_zh="请另选一人",
            do_en="Choose somebody else",
        )
    if until < since or until < today() or until - since > LONGEST:
        raise Fault(
            "代理的日期不对：要从早到晚、还没过去、不超过一年",
            "the dates are wrong: from earlier to later, not past, at most a year",
            do_zh="请改日期",
            do_en="Correct the dates",
        )
    if not deputy.is_active:
        raise Fault(
            f"{deputy.name}的账号已停用",
            f"the account of {deputy.name} is closed",
            do_zh="请另选一人",
            do_en="Choose somebody else",
        )
    if holds_officer_role(principal) or holds_officer_role(deputy):
        raise Fault(
            "系统、安全、审计三员不能由别人代理，也不能代理别人",
            "the three officers have no deputies and stand in for nobody",
            do_zh="三员不在时，请由另一位同样的管理员值守",
            do_en="When an officer is away, another officer of the same kind takes over",
        )


def _refuse_loop(principal: User, deputy: User, since: date, until: date) -> None:
    rows = Deputy.objects.filter(until__gte=since, since__lte=until)
    others = [Stand(*row) for row in rows.values_list("principal_id", "deputy_id", "since", "until")]
    new = Stand(principal.pk, deputy.pk, since, until)
    if any(o.principal == new.principal and o.deputy == new.deputy for o in others):
        raise Fault(
            f"这几天已经由{deputy.name}代理了",
            f"{deputy.name} stands in on these days already",
            do_zh="请改日期，或先结束原来的代理",
            do_en="Change the dates, or end the other arrangement first",
        )
    if closes_loop(new, others):
        raise Fault(
            f"{deputy.name}这几天自己也由{principal.name}代理（直接或转一道手），会绕成一圈",
            f"on these days {principal.name} stands in for {deputy.name}, directly or through others: a loop",
            do_zh="请另选一个在岗的人",
            do_en="Choose somebody who is at work",
        )


def _require(by: By, principal: User) -> None:
    """Ask for the right to arrange a deputy: for oneself, else wherever the person's account and roles are.

    An administrator of one community does not lend out, to friends or to themselves, what counts for the street.
    """
    if by.user is None or by.user.pk != principal.pk:
        require_over(by, rules.DEPUTE, principal)


def set_deputy(by: By, *, principal: User, deputy: User, since: date, until: date, reason: str) -> Deputy:
    """Let ``deputy`` stand in for ``principal``, who is away, from ``since`` until ``until``, both included.

    People arrange it for themselves; an administrator may for others, where they hold their roles. Chains are
    followed; loops, officers, closed accounts and wrong dates raise ``Fault``. A deputy who comes into a role that
    asks for a second factor logs in anew.
    """
    with deed(by, "accounts.deputy.set", reason=reason) as d:
        _require(by, principal)
        one_at_a_time(d)
        principal, deputy = d.lock(principal), d.lock(deputy)
        _check(principal, deputy, since, until)
        _refuse_loop(principal, deputy, since, until)
        if any(role in SECOND_FACTOR for role, _ in principal.held_roles()):
            drop_sessions(d, deputy)
        return d.add(
            Deputy(principal=principal, deputy=deputy, since=since, until=until, reason=reason.strip())
        )


def end_deputy(by: By, arrangement: Deputy) -> None:
    """End an arrangement at once: the principal is back. One that has not begun is taken back."""
    with deed(by, "accounts.deputy.end") as d:
        arrangement = d.lock(arrangement)
        people = {arrangement.principal_id, arrangement.deputy_id}
        if by.user is None or by.user.pk not in people:
            rules.DEPUTE.require(by, arrangement.principal.area)
        cut_deputy(d, arrangement)


def cut_deputy(d: Deed, arrangement: Deputy) -> None:
    """Let an arrangement have ended yesterday, or take it back where it would begin today or later."""
    yesterday = today() - timedelta(days=1)
    if arrangement.since > yesterday:
        d.remove(arrangement)
    elif arrangement.until > yesterday:
        d.change(arrangement, until=yesterday)

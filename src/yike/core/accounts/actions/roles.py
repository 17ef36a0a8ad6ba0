"""Roles: proposed by the administrator, granted and ended by the security officer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied

from yike.core.accounts import rules
from yike.core.accounts.actions.alone import one_at_a_time
from yike.core.accounts.actions.sessions import drop_sessions
from yike.core.accounts.flows import PROPOSAL
from yike.core.accounts.models import RoleHolding, RoleProposal, User
from yike.core.accounts.officers import SECOND_FACTOR, refuse_leaving_none, refuse_mixing
from yike.core.record.clock import now, today
from yike.core.record.deed import Deed, deed
from yike.core.rights.by import By
from yike.core.rights.roles import OFFICERS, Role
from yike.engines.faults import Fault


@dataclass(frozen=True)
class NewRole:
    """A role to be given in bulk."""

    user: User
    role: Role
    area: Any


def _check_dates(since: date, until: date | None) -> None:
    if until is not None and until < since:
        raise Fault(
            "结束日期早于开始日期",
            "the last day comes before the first",
            do_zh="请改日期",
            do_en="Correct the dates",
        )


def _grant(d: Deed, user: User, role: Role, area: Any, since: date, until: date | None) -> RoleHolding:
    """Write a role after all that keeps officers apart; ``user`` is locked."""
    _check_dates(since, until)
    if not user.is_active:
        raise Fault("账号已停用", "the account is closed", do_zh="请先重新启用", do_en="Open it again first")
    refuse_mixing(user, role, since, until)
    same = user.roles.filter(role=role, area=area).exclude(until__lt=since)
    if (same if until is None else same.filter(since__lte=until)).exists():
        raise Fault(
            "这个人在这里已经有这个角色",
            "this person holds this role here already",
            do_zh="不用再给",
            do_en="Nothing needs to be done",
        )
    holding = d.add(RoleHolding(user=user, role=role, area=area, since=since, until=until))
    if role in SECOND_FACTOR:
        drop_sessions(d, user)  # the next log-in asks for the second factor
    user.forget_roles()
    return holding


def _not_oneself(by: By, user: User) -> None:
    if by.user is not None and by.user.pk == user.pk:
        raise PermissionDenied("accounts.roles.oneself")


def give_role(
    by: By,
    *,
    user: User,
    role: Role,
    area: Any,
    since: date | None = None,
    until: date | None = None,
    reason: str = "",
) -> RoleHolding:
    """Give somebody a role in an area, from ``since`` (today) until ``until`` (open), both days included.

    Nobody gives a role to themselves. Raises ``Fault`` where officers would be mixed, for wrong dates, a closed
    account, and a role that is held already.
    """
    with deed(by, "accounts.role.give", reason=reason) as d:
        rules.GRANT.require(by, area)
        _not_oneself(by, user)
        locked = d.lock(user)
        holding = _grant(d, locked, Role(role), area, since or today(), until)
    user.forget_roles()
    return holding


def give_roles(by: By, rows: Sequence[NewRole]) -> list[RoleHolding]:
    """Give many roles from today on, for the machine's own use. Raises ``Fault`` where officers would be mixed."""
    users = {row.user.pk for row in rows}
    held: dict[int, set[str]] = {pk: set() for pk in users}
    with deed(by, "accounts.role.give") as d:
        for pk, role in RoleHolding.objects.filter(user__in=users).values_list("user_id", "role"):
            held[pk].add(role)
        for row in rows:
            rules.GRANT.require(by, row.area)
            roles = held[row.user.pk] | {row.role}
            if roles & OFFICERS and len(roles) > 1:
                refuse_mixing(row.user, row.role, today(), None)
                raise ValueError(f"{row.user.username} would mix {sorted(roles)}")
            held[row.user.pk] = roles
        return d.add_many(
            [RoleHolding(user=row.user, role=row.role, area=row.area, since=today()) for row in rows]
        )


def end_role(by: By, holding: RoleHolding, *, reason: str) -> None:
    """End a role at once; one that has not begun is taken back. Raises ``Fault`` for the last officer."""
    with deed(by, "accounts.role.end", reason=reason) as d:
        one_at_a_time(d)
        holding = d.lock(holding)
        rules.GRANT.require(by, holding.area)
        refuse_leaving_none(holding.user, holding.role)
        cut_role(d, holding)


def cut_role(d: Deed, holding: RoleHolding) -> None:
    """Let a role have ended yesterday; take back one that would have begun today or later."""
    yesterday = today() - timedelta(days=1)
    if holding.since > yesterday:
        d.remove(holding)
    elif holding.until is None or holding.until > yesterday:
        d.change(holding, until=yesterday)


def propose_role(
    by: By,
    *,
    user: User,
    role: Role,
    area: Any,
    reason: str,
    since: date | None = None,
    until: date | None = None,
) -> RoleProposal:
    """Ask the security officer to grant a role. Raises ``Fault`` where it could never be granted."""
    begins = since or today()
    _check_dates(begins, until)
    with deed(by, "accounts.role.propose", reason=reason) as d:
        rules.PROPOSE.require(by, area)
        rules.PROPOSE.require(by, user.area)
        refuse_mixing(user, Role(role), begins, until)
        proposal = RoleProposal(user=user, role=role, area=area, since=begins, until=until, reason=reason)
        proposal.proposed_by, proposal.proposed_at = by.user, now()  # type: ignore[assignment]
        return d.add(proposal)


def _answer(d: Deed, proposal: RoleProposal, reason: str = "") -> RoleProposal:
    """Let the proposal go the arrow of this deed's verb. Raises ``Fault`` where it has been answered already."""
    step = PROPOSAL.step(d.verb, proposal.answer)
    return d.change(proposal, answer=step.to, answered_by=d.by.user, answered_at=now(), answer_reason=reason)


def grant_proposal(by: By, proposal: RoleProposal) -> RoleHolding:
    """Grant what was proposed. Nobody grants their own proposal or a role to themselves."""
    with deed(by, "accounts.role.give") as d:
        proposal = d.lock(proposal)
        rules.GRANT.require(by, proposal.area)
        _not_oneself(by, proposal.user)
        _not_oneself(by, proposal.proposed_by)
        _answer(d, proposal)
        user = d.lock(proposal.user)
        begins = max(proposal.since, today())
        return _grant(d, user, Role(proposal.role), proposal.area, begins, proposal.until)


def refuse_proposal(by: By, proposal: RoleProposal, *, reason: str) -> RoleProposal:
    """Refuse what was proposed, with a reason."""
    with deed(by, "accounts.role.refuse", reason=reason) as d:
        proposal = d.lock(proposal)
        rules.GRANT.require(by, proposal.area)
        return _answer(d, proposal, reason)


def withdraw_proposal(by: By, proposal: RoleProposal) -> RoleProposal:
    """Take one's own proposal back."""
    with deed(by, "accounts.role.withdraw") as d:
        proposal = d.lock(proposal)
        if by.user is None or by.user.pk != proposal.proposed_by_id:
            raise PermissionDenied("accounts.role.withdraw")
        return _answer(d, proposal)

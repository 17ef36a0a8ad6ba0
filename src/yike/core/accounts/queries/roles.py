"""Roles, proposals and deputies within somebody's scope."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from yike.core.accounts import rules
from yike.core.accounts.models import Answer, Deputy, RoleHolding, RoleProposal, User
from yike.core.accounts.queries.users import access_user
from yike.core.record.clock import today

ENDS_SOON = 7  # days


def _light(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.select_related("user", "area").defer("area__polygon")


def held_on(user: User, *, past: bool = False) -> list[RoleHolding]:
    """Return the roles of an account that are in force or to come, or those that are past."""
    gone = Q(until__lt=today())
    return list(_light(user.roles.filter(gone if past else ~gone | Q(until=None))))


def access_holding(user: Any, pk: int) -> RoleHolding:
    """Return one role held. Raises ``Http404`` where it lies outside the person's areas."""
    found: RoleHolding | None = (
        rules.GRANT.visible(_light(RoleHolding.objects.all()), user).filter(pk=pk).first()
    )
    if found is None:
        raise Http404
    return found


def open_proposals(user: Any) -> QuerySet[RoleProposal]:
    """Return the proposals that wait: all in one's areas for who answers them, one's own for who proposed."""
    rows = _light(RoleProposal.objects.filter(answer=Answer.OPEN)).select_related("proposed_by")
    answering = rules.GRANT.visible(rows, user)
    return answering if rules.GRANT.allows(user) else rows.filter(proposed_by=user.pk)


def proposals_waiting(user: Any) -> int:
    """Return how many proposals wait for the answer of ``user``."""
    return rules.GRANT.visible(RoleProposal.objects.filter(answer=Answer.OPEN), user).order_by().count()


def access_proposal(user: Any, pk: int) -> RoleProposal:
    """Return one open proposal. Raises ``Http404`` outside what the person may answer or has proposed."""
    found = open_proposals(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def deputies_of(user: User) -> list[Deputy]:
    """Return the arrangements that touch an account today or later, on either side."""
    rows = Deputy.objects.filter(Q(principal=user) | Q(deputy=user), until__gte=today())
    return list(rows.select_related("principal", "deputy"))


def ending_soon(user: User) -> int:
    """Return how many arrangements that touch an account end within ``ENDS_SOON`` days."""
    last = today() + timedelta(days=ENDS_SOON)
    rows = Deputy.objects.filter(Q(principal=user) | Q(deputy=user), until__gte=today(), until__lte=last)
    return rows.order_by().count()


def access_deputy(user: User, pk: int) -> Deputy:
    """Return an arrangement one is part of, or of an account one sees. Raises ``Http404`` for others."""
    found = Deputy.objects.select_related("principal", "deputy").filter(pk=pk).first()
    if found is None:
        raise Http404
    if user.pk not in {found.principal_id, found.deputy_id}:
        access_user(user, found.principal_id)
    return found


def standing_now(user: User) -> list[User]:
    """Return those whose roles somebody has today as their deputy, chains included."""
    principals = {holding.principal for holding in user.holdings if holding.principal}
    return list(User.objects.filter(pk__in=principals).order_by("name")) if principals else []

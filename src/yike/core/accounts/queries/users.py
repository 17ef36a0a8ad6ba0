"""Accounts within somebody's scope, and which of them want a look."""

from __future__ import annotations

from collections.abc import Container
from datetime import timedelta
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yike.core.accounts import rules
from yike.core.accounts.entrance.lockout import locked_names
from yike.core.accounts.models import RoleHolding, User, in_force
from yike.core.accounts.names import plain_username
from yike.core.outbox import queries as outbox
from yike.core.outbox import rules as outbox_rules
from yike.core.outbox.models import Endpoint
from yike.core.record.clock import now, today
from yike.core.rights.roles import OFFICERS

STALE = timedelta(days=90)  # an account nobody used for so long is asked about (GB/T 22239 access control)


class State(models.TextChoices):
    """What may be the matter with an account."""

    STALE = "stale", _("90 天没有登录")
    IDLE = "idle", _("没有角色")
    LOCKED = "locked", _("登录暂停")
    CLOSED = "closed", _("已停用")


def anybody_yet() -> bool:
    """Return whether the house has any account; without one it waits for its first set-up."""
    return User.objects.exists()


def visible_users(user: Any) -> QuerySet[User]:
    """Return the accounts kept in the areas in which ``user`` may see accounts."""
    return rules.SEE.visible(User.objects.select_related("unit"), user)


def page_of(user: Any, person: User) -> str:
    """Return the address of somebody's account, empty to a reader who may not open it."""
    seen = visible_users(user).filter(pk=person.pk).exists()
    return reverse("accounts:user", args=[person.pk]) if seen else ""


def endpoints_of(user: Any, person: User) -> list[tuple[Endpoint, bool]]:
    """Return somebody's own mailboxes and robots, each with whether the reader may open it."""
    return [(one, outbox_rules.KEEP.allows(user, one.area)) for one in outbox.endpoints_owned(person)]


def access_user(user: Any, pk: int) -> User:
    """Return one account with unit and area. Raises ``Http404`` outside the person's areas."""
    rows = visible_users(user).select_related("unit", "area").defer("area__polygon")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _roles_today() -> QuerySet[RoleHolding]:
    rows = RoleHolding.objects.filter(in_force(today())).select_related("area")
    return rows.only("user", "role", "since", "until", "area__name", "area__path")


def _stale() -> Q:
    limit = now() - STALE
    return Q(is_active=True) & (Q(last_login__lt=limit) | Q(last_login=None, created_at__lt=limit))


def _idle() -> Q:
    held = RoleHolding.objects.filter(in_force(today()), user=OuterRef("pk"))
    return Q(~Exists(held), is_active=True)


def _in_state(state: str) -> Q:
    match State(state):
        case State.LOCKED:
            return Q(username__in=locked_names())
        case State.STALE:
            return _stale()
        case State.IDLE:
            return _idle()
        case State.CLOSED:
            return Q(is_active=False)


def find_users(user: Any, *, text: str = "", role: str = "", state: str = "") -> QuerySet[User]:
    """Return visible accounts by name, log-in name, phone or unit; by role in force today; by state."""
    rows = visible_users(user).prefetch_related(Prefetch("roles", _roles_today(), to_attr="roles_today"))
    if text := text.strip():
        rows = rows.filter(
            Q(name__contains=text)
            | Q(username__startswith=plain_username(text))
            | Q(phone=text)
            | Q(unit__name__contains=text)
        )
    if role:
        held = RoleHolding.objects.filter(in_force(today()), user=OuterRef("pk"), role=role)
        rows = rows.filter(Exists(held))
    return (rows.filter(_in_state(state)) if state else rows).order_by("-is_active", "username")


def to_look_at(user: Any, state: State) -> int:
    """Return how many visible accounts are in a state that wants a look."""
    return visible_users(user).filter(_in_state(state)).count()


def state_of(user: User, locked: Container[str]) -> State | None:
    """Return the state of an account with its ``roles_today`` at hand; None where all is well."""
    if not user.is_active:
        return State.CLOSED
    if user.username in locked:
        return State.LOCKED
    last = user.last_login or user.created_at
    if last < now() - STALE:
        return State.STALE
    return None if user.roles_today else State.IDLE  # type: ignore[attr-defined]


def colleagues(user: User) -> QuerySet[User]:
    """Return who may stand in for ``user``: open accounts in the same unit or area, officers left out."""
    near = Q(unit=user.unit_id) if user.unit_id else Q(area=user.area_id)
    officers = RoleHolding.objects.filter(user=OuterRef("pk"), role__in=OFFICERS)
    rows = User.objects.filter(near, is_active=True).exclude(pk=user.pk).exclude(Exists(officers))
    return rows.order_by("name", "username")


def named(rows: QuerySet[User], text: str) -> list[User]:
    """Return the accounts among ``rows`` with this very log-in name, else all with this very name."""
    text = text.strip()
    by_username = list(rows.filter(username=plain_username(text)))
    return by_username or list(rows.filter(name=text)[:10])

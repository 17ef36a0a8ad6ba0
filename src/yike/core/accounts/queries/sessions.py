"""Where somebody is logged in now."""

from __future__ import annotations

from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone

from yike.core.accounts import rules
from yike.core.accounts.models import User
from yike.core.accounts.queries.users import access_user


def sessions_of(user: User) -> QuerySet[UserSession]:
    """Return the sessions of an account that still open anything, the newest first."""
    alive = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    return UserSession.objects.filter(user=user, session_key__in=alive).order_by("-created_at", "-pk")


def access_own_session(user: User, pk: int) -> UserSession:
    """Return one of one's own sessions. Raises ``Http404`` for another's."""
    found: UserSession | None = UserSession.objects.filter(user=user, pk=pk).first()
    if found is None:
        raise Http404
    return found


def access_session(user: Any, pk: int) -> UserSession:
    """Return anybody's session for who may end it. Raises ``Http404`` outside the person's areas."""
    found: UserSession | None = UserSession.objects.filter(pk=pk).first()
    if found is None or not rules.SECURE.allows(user):
        raise Http404
    access_user(user, found.user_id)
    return found

"""Sessions: how they end."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied

from yike.core.accounts import rules
from yike.core.accounts.models import User
from yike.core.accounts.officers import require_over
from yike.core.record.deed import Deed, deed
from yike.core.rights.by import By


def drop_sessions(d: Deed, user: User, *, keep: str | None = None, most: int = 0) -> int:
    """End the sessions of ``user`` but the one with the key ``keep`` and the latest ``most``; return how many.

    Their cookies are worth nothing from then on.
    """
    rows = (
        UserSession.objects.filter(user=user).exclude(session_key=keep or "").order_by("-created_at", "-pk")
    )
    keys = list(rows.values_list("session_key", flat=True))[most:]
    Session.objects.filter(session_key__in=keys).delete()
    UserSession.objects.filter(session_key__in=keys).delete()
    if keys:
        d.note(user, sessions_ended=len(keys))
    return len(keys)


def make_room(by: By, user: User, most: int) -> None:
    """End the oldest sessions so that one more makes ``most``; the newest log-in wins."""
    with deed(by, "accounts.session.end") as d:
        drop_sessions(d, user, most=most - 1)


def end_sessions(by: By, user: User, *, reason: str = "") -> int:
    """End all sessions of somebody else; return how many."""
    with deed(by, "accounts.session.end", reason=reason) as d:
        require_over(by, rules.SECURE, user)
        return drop_sessions(d, user)


def end_session(by: By, session: UserSession) -> None:
    """End one session: one's own, or anybody's for the security officer."""
    user = User.objects.get(pk=session.user_id)
    with deed(by, "accounts.session.end") as d:
        if by.user is None or by.user.pk != user.pk:
            require_over(by, rules.SECURE, user)
        Session.objects.filter(session_key=session.session_key).delete()
        UserSession.objects.filter(pk=session.pk).delete()
        d.note(user, sessions_ended=1, address=session.ip)


def rename_session(old: str, new: str) -> None:
    """Follow a session whose key was changed with the password, so that its owner still finds it in the list."""
    UserSession.objects.filter(session_key=old).update(session_key=new)


def end_other_sessions(by: By, *, keep: str) -> int:
    """End one's own other sessions; return how many."""
    if by.user is None:
        raise PermissionDenied("accounts.session.end")
    with deed(by, "accounts.session.end") as d:
        return drop_sessions(d, by.user, keep=keep)

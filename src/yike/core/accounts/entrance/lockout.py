"""After too many failures further attempts from the same address are refused for a while, with a kind word."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Max, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import salted_hmac

from yike.core.accounts.actions.entrance import note_failure, note_lockout
from yike.core.accounts.entrance.guessing import TIMES, waits_until
from yike.core.accounts.models import User
from yike.core.accounts.names import plain_username


def mark_of(name: str) -> str:
    """Return a keyed fingerprint of a typed name that no account has: it may well be a password."""
    return "?" + salted_hmac("yike.unknown-name", name, algorithm="sha256").hexdigest()[:16]


def known_as(_request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """Return under which name attempts are counted: the log-in name, or the mark of an unknown one."""
    name = plain_username(str((credentials or {}).get("username") or ""))
    return name if User.objects.filter(username=name).exists() else mark_of(name)


def failed(request: HttpRequest, name: str, what: str) -> None:
    """Keep a failure that the counter has just counted, and the lock where it was the last one allowed.

    Attempts during a lock are not counted and leave no history: nobody fills the house's memory by knocking.
    """
    if getattr(request, "axes_failures_since_start", None) is None:
        return
    user = User.objects.filter(username=plain_username(name)).first()
    address = request.META.get("REMOTE_ADDR", "")
    mark = "" if user else mark_of(plain_username(name))
    note_failure(user=user, mark=mark, address=address, what=what if user else "unknown")
    if getattr(request, "axes_locked_out", False):
        note_lockout(user=user, mark=mark, address=address)


def count_failure(request: HttpRequest, user: User, what: str) -> None:
    """Count a failure that Django's own log-in does not see: a wrong code of the second factor."""
    AxesProxyHandler.user_login_failed(__name__, {"username": user.username}, request)
    failed(request, user.username, what)


def is_locked(request: HttpRequest, user: User) -> bool:
    """Return whether attempts for ``user`` from this address are refused now."""
    return bool(AxesProxyHandler.is_locked(request, {"username": user.username}))


def again_at(request: HttpRequest, name: str) -> datetime:
    """Return when the next attempt is heard: after the lock of this address, else after the pause of the name."""
    address = request.META.get("REMOTE_ADDR")
    rows = AccessAttempt.objects.filter(username=name, ip_address=address)
    own = rows.aggregate(last=Max("attempt_time"), failures=Sum("failures_since_start"))
    if (own["failures"] or 0) < settings.AXES_FAILURE_LIMIT and (until := waits_until(name, address)):
        return until
    again: datetime = (own["last"] or timezone.now()) + settings.AXES_COOLOFF_TIME
    return again


def locked_out(
    request: HttpRequest, _response: HttpResponse | None = None, credentials: dict[str, Any] | None = None
) -> HttpResponse:
    """Answer a refused attempt: 429, saying when to try again. The same for names that do not exist."""
    again = again_at(request, known_as(request, credentials))
    wait = max(1, -(-(again - timezone.now()) // timedelta(minutes=1)))
    answer = render(request, "accounts/locked.html", {"again": again, "minutes": wait}, status=429)
    answer["Retry-After"] = str(wait * 60)
    return answer


def locked_names() -> set[str]:
    """Return the log-in names that are locked from at least one address now, or wait for all strange ones."""
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    rows = AccessAttempt.objects.filter(attempt_time__gte=since).values("username", "ip_address")
    full = rows.annotate(failures=Sum("failures_since_start")).filter(
        failures__gte=settings.AXES_FAILURE_LIMIT
    )
    locked = {row["username"] for row in full}
    tried = rows.values("username").annotate(failures=Sum("failures_since_start")).order_by()
    many = tried.filter(failures__gte=TIMES * settings.AXES_FAILURE_LIMIT).values_list("username", flat=True)
    return locked | {name for name in many if name not in locked and waits_until(name)}

"""Guessing one name from many addresses: pauses by the name alone, which nobody can use to lock its owner out.

The pair of name and address (django-axes) stops whoever guesses from one place; from many places each has a few
guesses of its own. Their failures are counted together here, and the pauses grow and end. Addresses from which the
owner came in lately are not counted and do not wait: whoever drums at a name does not keep its owner from their own
desk. See docs/security.md.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.helpers import get_client_username
from axes.models import AccessAttempt
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from yike.core.accounts.models import User
from yike.core.record.models import HistoryEntry

TIMES = 4  # so many times the failures of one address are free for all strange addresses together
FIRST = timedelta(minutes=1)
MOST = 500  # addresses looked at: pauses let so many never come together
KNOWN = timedelta(days=90)  # an address from which the owner came in so lately is theirs


def _known(name: str) -> set[str]:
    """Return the places from which the owner of a name came in lately; none for a name that no account has."""
    owners = User.objects.filter(username=name).values_list("pk", flat=True)
    subjects = [User(pk=pk).recorded_subject() for pk in owners]
    came = HistoryEntry.objects.filter(subject__in=subjects, verb="accounts.login")
    came = came.filter(at__gte=timezone.now() - KNOWN).order_by()
    return {place_of(address) for address in came.values_list("address", flat=True).distinct() if address}


def place_of(address: str) -> str:
    """Return where an address is: itself, or the /64 of IPv6, within which a machine changes it every day."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    return str(ip_network((found, 64), strict=False)) if found.version == 6 else str(found)


def pause(failures: int) -> timedelta:
    """Return how long strange addresses wait after so many failures: 1, 2, 4, 8 minutes, at most as locks last."""
    beyond = failures - TIMES * settings.AXES_FAILURE_LIMIT
    longest: timedelta = settings.AXES_COOLOFF_TIME
    return timedelta(0) if beyond < 0 else min(FIRST * 2 ** min(beyond, 20), longest)


def waits_until(name: str, address: str | None = None) -> datetime | None:
    """Return when an address hears attempts for a name again, None where it hears them now.

    Without an address: any that is strange to the name's owner.
    """
    since, known = timezone.now() - settings.AXES_COOLOFF_TIME, _known(name)
    if address is not None and place_of(address) in known:
        return None
    rows = AccessAttempt.objects.filter(username=name, attempt_time__gte=since).order_by("-attempt_time")
    heard = rows.values_list("ip_address", "failures_since_start", "attempt_time")[:MOST]
    strange = [(failures, at) for where, failures, at in heard if place_of(where or "") not in known]
    if not strange:
        return None
    until = max(at for _, at in strange) + pause(sum(failures for failures, _ in strange))
    return until if until > timezone.now() else None


class Handler(AxesDatabaseHandler):
    """django-axes by name and address, and by the name alone."""

    def is_locked(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
        """Return whether attempts are refused now, for either reason."""
        if super().is_locked(request, credentials):
            return True
        return self._waits(request, credentials)

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: Any = None, **more: Any
    ) -> None:
        """Count a failure; one that begins a pause by name is answered as one that begins a lock."""
        super().user_login_failed(sender, credentials, request, **more)
        if request is not None and not request.axes_locked_out and self._waits(request, credentials):
            request.axes_locked_out, request.axes_credentials = True, credentials

    def _waits(self, request: Any, credentials: dict[str, Any] | None) -> bool:
        name = get_client_username(request, credentials)
        return waits_until(name or "", request.axes_ip_address) is not None

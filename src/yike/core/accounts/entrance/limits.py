"""How long a session lasts, how many there are, and what somebody owes before they may go on."""

from __future__ import annotations

from collections.abc import MutableMapping
from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings

from yike.core.accounts.models import User
from yike.core.accounts.officers import SECOND_FACTOR
from yike.core.accounts.passwords import must_change
from yike.core.accounts.standing import held_by
from yike.core.record.clock import now

BEGUN, SEEN, OWES = "begun", "seen", "owes"
PASSWORD, SECOND = "password", "second"
STEP = 60  # seconds between two notes that somebody is there: a page view does not write each time

Session = MutableMapping[str, Any]


def begin(session: Session, user: User, *, by_password: bool) -> None:
    """Note when a session began and what its owner owes first: a new password, a second factor."""
    moment = int(now().timestamp())
    session[BEGUN] = session[SEEN] = moment
    session[OWES] = duties(user, by_password=by_password)


def duties(user: User, *, by_password: bool) -> list[str]:
    """Return what has to be done before anything else."""
    owed = [PASSWORD] if by_password and must_change(user) else []
    return [*owed, SECOND] if needs_second_factor(user) and not has_second_factor(user) else owed


def needs_second_factor(user: User) -> bool:
    """Return whether the house's rule asks this person for one (``YIKE_SECOND_FACTOR``); roles that rest count."""
    rule = settings.YIKE_SECOND_FACTOR
    return rule == "all" or (rule == "officers" and any(one.role in SECOND_FACTOR for one in held_by(user)))


def has_second_factor(user: User) -> bool:
    """Return whether a second factor is set up."""
    return Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()


def fulfil(session: Session, duty: str) -> None:
    """Note that a duty is done."""
    session[OWES] = [owed for owed in session.get(OWES, ()) if owed != duty]


def over(session: Session) -> str:
    """Return why a session has to end now: ``idle``, ``long``, or empty where it may go on.

    A session that notes no beginning was not begun by a person's log-in; its cookie's own age bounds it.
    """
    moment = now().timestamp()
    if moment - session.get(SEEN, moment) > settings.YIKE_IDLE_MINUTES * 60:
        return "idle"
    longest = timedelta(hours=settings.YIKE_SESSION_HOURS).total_seconds()
    return "long" if moment - session.get(BEGUN, moment) > longest else ""


def seen(session: Session) -> None:
    """Note that somebody is there, at most once a minute; a clock put back counts as a new minute."""
    moment = int(now().timestamp())
    if SEEN in session and abs(moment - session[SEEN]) >= STEP:
        session[SEEN] = moment

"""Coming in as a person does: through the log-in page, with a code where one is asked for."""

from __future__ import annotations

import time
from typing import Any

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.core.cache import cache
from django.test import Client

from office import PASSWORD
from yike.core.accounts.models import User

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code_now(secret: str = SECRET, steps: int = 0) -> str:
    """Return the code that an authenticator shows now, or so many half minutes later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def arm(user: User) -> list[str]:
    """Give somebody a second factor with a known secret; return its recovery codes."""
    cache.clear()  # codes used in another test may be used again
    TOTP.activate(user, SECRET)
    return RecoveryCodes.activate(user).get_unused_codes()


def log_in(client: Client, user: User | str, password: str = PASSWORD, **more: Any) -> Any:
    """Send the log-in form; return the answer without following it."""
    name = user if isinstance(user, str) else user.username
    return client.post("/login/", {"login": name, "password": password}, **more)


def seat(user: User) -> Client:
    """Return a browser in which ``user`` logged in a moment ago, without the log-in page."""
    client = Client()
    client.force_login(user)
    session = client.session
    session["begun"] = session["seen"] = int(time.time())
    session.save()
    return client


def is_in(client: Client) -> bool:
    """Return whether this client is logged in, as the desk sees it."""
    return client.get("/me/").status_code == 200

"""Personal links: 256 bits, from a random word of the form and what was written; two presses make one.

The telephone that opened one keeps it in a cookie.
"""

from __future__ import annotations

import base64
import secrets

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

COOKIE = "mine"
MOST = 12  # pages one phone remembers
_SALT = "yike.almanac.signup"


def press() -> str:
    """Return a random word for a fresh form."""
    return secrets.token_urlsafe(32)


def link_for(press: str, *written: str) -> str:
    """Return the personal link for a form with this word and this content: 43 characters of an address."""
    text = "\0".join((press, *written))
    digest = salted_hmac(_SALT, text, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def remembered(request: HttpRequest) -> list[str]:
    """Return the personal links this phone remembers, the latest first."""
    words = request.COOKIES.get(COOKIE, "")[: MOST * 64]
    return [one for one in words.split(".") if one.replace("-", "").replace("_", "").isalnum()][:MOST]

"""Personal links: 256 bits, from a random word of the form and what was written; two presses make one."""

from __future__ import annotations

import base64
import secrets

from django.utils.crypto import salted_hmac

_SALT = "yike.almanac.signup"


def press() -> str:
    """Return a random word for a fresh form."""
    return secrets.token_urlsafe(32)


def link_for(press: str, *written: str) -> str:
    """Return the personal link for a form with this word and this content: 43 characters of an address."""
    text = "\0".join((press, *written))
    digest = salted_hmac(_SALT, text, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")

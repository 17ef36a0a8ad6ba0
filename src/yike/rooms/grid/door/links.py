"""Secret links: 256 bits, made from what the form brought, so that one press more makes no second request.

The page of the form carries a random word. The link is a keyed digest of it and of what was written: the same
form sent twice gives the same link, and so the same request; a form that was changed gives another. Only the
link's own digest is kept in the database.
"""

from __future__ import annotations

import base64
import secrets

from django.utils.crypto import salted_hmac

_SALT = "yike.grid.say"


def press() -> str:
    """Return a random word for a fresh form."""
    return secrets.token_urlsafe(32)


def link_for(press: str, *written: str) -> str:
    """Return the secret link for a form with this word and this content: 43 characters of an address."""
    text = "\0".join((press, *written))
    digest = salted_hmac(_SALT, text, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")

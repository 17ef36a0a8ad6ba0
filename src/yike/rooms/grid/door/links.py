"""Secret links: 256 bits, made from what the form brought, so that one press more makes no second request.

The page of the form carries a random word. The link is a keyed digest of it and of what was written: the same
form sent twice gives the same link, and so the same request; a form that was changed gives another: nothing that
somebody adds before they press again is lost. Only the link's own digest is kept in the database.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping
from typing import Any

from django.utils.crypto import salted_hmac

_SALT = "yike.grid.say"
_BESIDE = frozenset({"press", "seen", "website", "lon", "lat"})  # a place found anew makes no other request


def press() -> str:
    """Return a random word for a fresh form."""
    return secrets.token_urlsafe(32)


def link_for(press: str, *written: str) -> str:
    """Return the secret link for a form with this word and this content: 43 characters of an address."""
    text = "\0".join((press, *written))
    digest = salted_hmac(_SALT, text, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def written(said: Mapping[str, Any]) -> list[str]:
    """Return all that a form brought and that makes a request another one: words, choices, photos."""
    return [f"{name}={_told(value)}" for name, value in sorted(said.items()) if name not in _BESIDE]


def _told(value: Any) -> str:
    if isinstance(value, list | tuple):  # photos, with nothing but their pixels
        return ",".join(hashlib.sha256(one.picture.jpeg).hexdigest() for one in value)
    return str(getattr(value, "pk", value))

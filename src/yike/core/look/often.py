"""How often one address may send something: counted for a while, never kept in a form that tells who it was."""

from __future__ import annotations

import hashlib
import hmac
import secrets

from django.core.cache import cache

WINDOW = 600  # seconds
MOST = 8  # in one window: a family, or a hall with one network
_SALT = secrets.token_bytes(32)  # of this process; gone with it, so that nothing can be traced back later


def too_often(address: str, what: str, most: int = MOST, window: int = WINDOW) -> bool:
    """Count one more, and return whether that is more than ``most`` within ``window`` seconds.

    What is held meanwhile is a keyed digest in this process; the window does not grow by asking again.
    """
    digest = hmac.new(_SALT, f"{what}|{address}".encode(), hashlib.sha256).hexdigest()[:24]
    key = f"often:{digest}"
    cache.add(key, 0, window)
    try:
        count: int = cache.incr(key)
    except ValueError:  # it ran out between the two
        return False
    return count > most

"""The text of a key: a mark that is kept, and a secret of which only the digest is.

The secret has 192 random bits, so that a plain SHA-256 of it can be kept: there is nothing to guess, and a slow
hash as for passwords would cost every question more than its answer.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

PREFIX = "yike"
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # what cannot be misread
MARK, SECRET = 8, 24  # characters, bytes
LONGEST = 200


def new() -> tuple[str, str, str]:
    """Return a new key as (whole text, mark, digest)."""
    mark = "".join(secrets.choice(ALPHABET) for _ in range(MARK))
    secret = secrets.token_urlsafe(SECRET)
    return f"{PREFIX}_{mark}_{secret}", mark, digest_of(secret)


def parted(text: str) -> tuple[str, str] | None:
    """Return mark and secret of a key's text, None for what cannot be one."""
    prefix, _, rest = text[:LONGEST].partition("_")
    mark, _, secret = rest.partition("_")
    return (mark, secret) if prefix == PREFIX and len(mark) == MARK and mark.isalnum() and secret else None


def digest_of(secret: str) -> str:
    """Return what is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def same(secret: str, digest: str) -> bool:
    """Return whether it is the secret of a digest, in a time that tells nothing."""
    return hmac.compare_digest(digest_of(secret), digest)

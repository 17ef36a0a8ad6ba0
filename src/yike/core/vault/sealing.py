"""Seal a value to its row, open it again, and find equal values without opening any.

A sealed text is ``1.<key version>.<base64 of nonce, ciphertext and tag>`` (AES-256-GCM, 96-bit random nonce).
Its *place* (model, field, row) is associated data: put into another row or column it does not open.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import os

from cryptography.exceptions import InvalidTag

from yike.core.vault.keyring import Keyring
from yike.core.vault.normal import normal
from yike.engines.faults import Fault

FORMAT = "1"
_NONCE = 12
_INDEX_BYTES = 16  # 128 bits: two of a billion numbers meet with a chance of 1 in 10^20


def unopened() -> Fault:
    """Return the fault of a sealed value that is damaged or stands in a row it was not sealed for."""
    return Fault(
        "加密的内容打不开：它被改动过，或者不属于这一行",
        "the sealed value does not open: it was altered, or it does not belong to this row",
        do_zh="请从备份恢复这一条，并告诉审计员",
        do_en="Restore this record from a backup and tell the audit officer",
    )


def seal(ring: Keyring, plain: str, place: str) -> str:
    """Return ``plain`` sealed with the newest key to ``place`` ("residents.person.phone:<row>")."""
    nonce = os.urandom(_NONCE)
    body = nonce + ring.newest.cipher.encrypt(nonce, plain.encode(), place.encode())
    return f"{FORMAT}.{ring.newest.version}.{base64.urlsafe_b64encode(body).decode()}"


def version_of(sealed: str) -> int:
    """Return the version of the key that sealed a text. Raises ``Fault`` where it is no sealed text."""
    form, _, rest = sealed.partition(".")
    version, dot, _ = rest.partition(".")
    if form != FORMAT or not dot or not (version.isascii() and version.isdigit()):
        raise unopened()
    return int(version)


def open_sealed(ring: Keyring, sealed: str, place: str) -> str:
    """Return what was sealed to ``place``.

    Raises ``Fault`` where the text was altered, was sealed to another place, or its key is not at hand.
    """
    key = ring.key(version_of(sealed))
    try:
        body = base64.b64decode(sealed.rpartition(".")[2], altchars=b"-_", validate=True)
        return key.cipher.decrypt(body[:_NONCE], body[_NONCE:], place.encode()).decode()
    except (InvalidTag, ValueError, binascii.Error):
        raise unopened() from None


def _index(key: bytes, kind: str, value: str) -> str:
    digest = hmac.digest(key, f"{kind}:{value}".encode(), "sha256")
    return base64.urlsafe_b64encode(digest[:_INDEX_BYTES]).rstrip(b"=").decode()


def blind_index(ring: Keyring, kind: str, plain: str) -> str:
    """Return the index (22 characters) under which equal values of ``kind`` are found, by the newest key."""
    return _index(ring.newest.index, kind, normal(kind, plain))


def blind_indexes(ring: Keyring, kind: str, plain: str) -> list[str]:
    """Return the indexes of a value by every key at hand: what to search for while keys are being rotated."""
    value = normal(kind, plain)
    return [_index(key.index, kind, value) for key in ring]

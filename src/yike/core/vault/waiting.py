"""A file that was looked at and waits for somebody's yes: kept on disk, locked with a key the server does not have.

The key is in the token, which goes into the page and comes back with the yes. So a disk that is stolen, or a
backup made in between, holds nothing that can be read.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import secrets
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from yike.engines.faults import Fault
from yike.engines.wholefile import whole_file

LONGEST = timedelta(hours=2)
_NAME, _KEY, _NONCE = 16, 32, 12  # bytes


def gone() -> Fault:
    """Return the fault of a token that opens nothing: too old, used, or somebody else's."""
    return Fault(
        "这个文件已经不在了",
        "this file is no longer here",
        do_zh="请重新上传",
        do_en="Upload it again",
    )


def keep(folder: Path, name: str, content: bytes, whose: str, now: datetime) -> str:
    """Keep a file for ``whose`` (a person and a purpose) and return the token that opens it.

    Files older than two hours are thrown away on the way. Raises ``Fault`` where the disk is full.
    """
    _throw_away(folder, now - LONGEST)
    file, key, nonce = secrets.token_bytes(_NAME), secrets.token_bytes(_KEY), os.urandom(_NONCE)
    head = json.dumps({"name": name, "until": (now + LONGEST).timestamp()}).encode() + b"\n"
    target = folder / file.hex()
    with whole_file(target) as part:
        part.write_bytes(nonce + AESGCM(key).encrypt(nonce, head + content, whose.encode()))
    os.utime(target, (now.timestamp(), now.timestamp()))
    return base64.urlsafe_b64encode(file + key).decode()


def take(folder: Path, token: str, whose: str, now: datetime) -> tuple[str, bytes]:
    """Return name and content of a file kept for ``whose``. Raises ``Fault`` where the token opens nothing."""
    path, key = _place(folder, token)
    try:
        sealed = path.read_bytes()
        plain = AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], whose.encode())
    except (OSError, InvalidTag, ValueError):
        raise gone() from None
    head, _, content = plain.partition(b"\n")
    said = json.loads(head)
    if now.timestamp() > said["until"]:
        raise gone()
    return said["name"], content


def drop(folder: Path, token: str) -> None:
    """Throw a kept file away; one that is gone already is no trouble."""
    _place(folder, token)[0].unlink(missing_ok=True)


def _place(folder: Path, token: str) -> tuple[Path, bytes]:
    try:
        raw = base64.b64decode(token.encode("ascii"), altchars=b"-_", validate=True)
    except (binascii.Error, UnicodeEncodeError, ValueError):
        raise gone() from None
    if len(raw) != _NAME + _KEY:
        raise gone()
    return folder / raw[:_NAME].hex(), raw[_NAME:]


def _throw_away(folder: Path, before: datetime) -> None:
    for path in folder.glob("[0-9a-f]*") if folder.is_dir() else ():
        if path.stat().st_mtime < before.timestamp():
            path.unlink(missing_ok=True)

"""The office's keys: read from a file or the environment, several versions side by side, never in the database.

A key file is text. Lines beginning with # are remarks; every other line is one key::

    1 Zm9v…(32 bytes, base64) 3f9a01bc

that is its version, the key, and a check that finds a mistyped or torn line. The highest version seals;
all of them open. Two keys are derived from each line (HKDF-SHA256): one seals, one makes blind indexes.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import secrets
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from yike.engines.faults import Fault
from yike.engines.wholefile import whole_file

KEY_BYTES = 32
_REMARK = (
    "# 一刻的密钥。没有它，身份证号、电话和出生日期再也打不开。请抄一份锁进保险柜，不要放进备份盘。\n"
    "# The keys of Yike. Without them no sealed number can be opened again. Keep a copy in the safe, apart from "
    "the backups.\n"
)


def _derived(secret: bytes, purpose: bytes) -> bytes:
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose).derive(secret)


@dataclass(frozen=True, repr=False)
class Key:
    """One version of the office's secret (32 bytes). Its repr never shows the secret."""

    version: int
    secret: bytes

    @cached_property
    def cipher(self) -> AESGCM:
        """The cipher that seals and opens."""
        return AESGCM(_derived(self.secret, b"yike seal 1"))

    @cached_property
    def index(self) -> bytes:
        """The key of the blind index (32 bytes)."""
        return _derived(self.secret, b"yike index 1")

    @cached_property
    def chain(self) -> bytes:
        """The key of the history's seals (32 bytes)."""
        return _derived(self.secret, b"yike chain 1")

    @property
    def line(self) -> str:
        """The key as it stands in a key file."""
        return f"{self.version} {base64.b64encode(self.secret).decode()} {_check(self.version, self.secret)}"

    def __repr__(self) -> str:
        return f"Key({self.version})"


class Keyring:
    """All versions of the office's key; the newest seals."""

    def __init__(self, keys: list[Key]) -> None:
        self._keys = {key.version: key for key in sorted(keys, key=lambda key: key.version)}
        self.newest = self._keys[max(self._keys)]

    @property
    def versions(self) -> list[int]:
        """Versions held, oldest first."""
        return list(self._keys)

    def __iter__(self) -> Iterator[Key]:
        return iter(self._keys.values())

    def key(self, version: int) -> Key:
        """Return the key of ``version``. Raises ``Fault`` where it is not in the file."""
        try:
            return self._keys[version]
        except KeyError:
            raise _lacking(version) from None


def _lacking(version: int) -> Fault:
    return Fault(
        f"密钥文件里没有第 {version} 版密钥",
        f"the key file does not hold version {version} of the key",
        do_zh="请把旧密钥放回密钥文件，再运行密钥更换",
        do_en="Put the old key back into the key file, then rotate the keys",
    )


def _check(version: int, secret: bytes) -> str:
    return hashlib.sha256(b"yike check %d " % version + secret).hexdigest()[:8]


def _damaged(file: object, row: int) -> Fault:
    return Fault(
        "密钥不完整或抄错了",
        "the key is incomplete or mistyped",
        do_zh="请用保险柜里的那份密钥文件替换",
        do_en="Replace the file with the copy from the safe",
        file=file,
        row=row,
    )


def _empty(file: object) -> Fault:
    return Fault(
        "里面没有密钥",
        "it holds no key",
        do_zh="请用保险柜里的那份密钥文件替换；新装的系统请先生成密钥",
        do_en="Replace it with the copy from the safe; on a new installation make a key first",
        file=file,
    )


def _key_of(line: str, file: object, row: int) -> Key:
    words = line.split()
    try:
        version, secret = int(words[0]), base64.b64decode(words[1], validate=True)
    except (ValueError, IndexError, binascii.Error):
        raise _damaged(file, row) from None
    if version < 1 or len(secret) != KEY_BYTES or words[2:] != [_check(version, secret)]:
        raise _damaged(file, row)
    return Key(version, secret)


def parse(text: str, file: object = None) -> Keyring:
    """Return the keys in ``text``, one a line or between semicolons; ``file`` is named in faults.

    Raises ``Fault`` with the row of a damaged or doubled key, and where there is none.
    """
    keys: dict[int, Key] = {}
    for row, line in enumerate(text.replace(";", "\n").splitlines(), 1):
        if line.strip() and not line.lstrip().startswith("#"):
            key = _key_of(line, file, row)
            if keys.setdefault(key.version, key) != key:
                raise _damaged(file, row)
    if not keys:
        raise _empty(file)
    return Keyring(list(keys.values()))


def _check_mode(path: Path) -> None:
    if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise Fault(
            "别的用户也能读这个密钥文件",
            "other users may read this key file",
            do_zh=f"请运行 chmod 600 {path.name}",
            do_en=f"Run chmod 600 {path.name}",
            file=path,
        )


def read_file(path: Path) -> Keyring:
    """Return the keys in a file that only its owner may read.

    Raises ``Fault`` where it is missing, open to others, or damaged.
    """
    try:
        _check_mode(path)
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise _damaged(path, 1) from None
    except OSError as error:
        raise Fault(
            f"密钥文件打不开：{error.strerror}",
            f"the key file cannot be opened: {error.strerror}",
            do_zh="请检查 YIKE_KEYS_FILE 指的位置；新装的系统请先生成密钥",
            do_en="Check where YIKE_KEYS_FILE points; on a new installation make a key first",
            file=path,
        ) from error
    return parse(text, path)


def new_key(version: int) -> Key:
    """Return a fresh random key."""
    return Key(version, secrets.token_bytes(KEY_BYTES))


def _write(path: Path, keys: list[Key]) -> None:
    with whole_file(path) as part:
        part.chmod(0o600)
        part.write_text(_REMARK + "".join(f"{key.line}\n" for key in keys), encoding="utf-8")


def create_file(path: Path) -> Keyring:
    """Write a new key file for its owner alone and return its keys. Never overwrites one.

    Raises ``Fault`` where there is a file already or the folder cannot be written.
    """
    if path.exists():
        raise Fault(
            "已经有密钥文件了",
            "there is a key file already",
            do_zh="不会覆盖它：里面的密钥丢了，数据就打不开",
            do_en="It will not be overwritten: without its keys the data cannot be opened",
            file=path,
        )
    _write(path, [new_key(1)])
    return read_file(path)


def add_version(path: Path) -> Keyring:
    """Add a new key to a key file, which from then on seals, and return all of its keys."""
    ring = read_file(path)
    _write(path, [*ring, new_key(ring.newest.version + 1)])
    return read_file(path)

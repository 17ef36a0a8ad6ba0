"""The keyring of this installation: settings ``YIKE_KEYS`` (the text) or ``YIKE_KEYS_FILE`` (a path)."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from yike.core.vault.keyring import Keyring, parse, read_file
from yike.engines.faults import Fault


@lru_cache(maxsize=4)
def _from_text(text: str) -> Keyring:
    return parse(text, "YIKE_KEYS")


@lru_cache(maxsize=4)
def _from_file(name: str, _changed_ns: int, _size: int) -> Keyring:
    return read_file(Path(name))


def keyring() -> Keyring:
    """Return the keys at hand; a key file that changed is read again, so rotation needs no restart.

    Raises ``Fault`` where there are no keys, or as ``read_file``.
    """
    if text := getattr(settings, "YIKE_KEYS", ""):
        return _from_text(text)
    if not (name := getattr(settings, "YIKE_KEYS_FILE", "")):
        raise Fault(
            "没有设置密钥",
            "no keys are set",
            do_zh="请把 YIKE_KEYS_FILE 设为密钥文件的位置",
            do_en="Set YIKE_KEYS_FILE to the place of the key file",
        )
    path = os.fspath(name)  # asked for with every value that is sealed: no more work here than one look
    try:
        state = os.stat(path)  # noqa: PTH116
    except OSError:
        return read_file(Path(path))  # which says what is wrong
    return _from_file(path, state.st_mtime_ns, state.st_size)

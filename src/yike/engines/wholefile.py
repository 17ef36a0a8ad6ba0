"""Outputs appear whole or not at all: write beside the target, then rename."""

from __future__ import annotations

import errno
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from yike.engines.faults import Fault

_OF_THE_DISK = {
    getattr(errno, name)
    for name in (
        "ENOSPC",
        "EDQUOT",
        "EACCES",
        "EPERM",
        "EROFS",
        "EIO",
        "EFBIG",
        "EISDIR",
        "ENOTDIR",
        "ENAMETOOLONG",
    )
    if hasattr(errno, name)
}


def _cannot_write(target: Path, error: OSError) -> Fault:
    return Fault(
        f"写不进去：{error.strerror}",
        f"cannot be written: {error.strerror}",
        do_zh="请换一个有写权限、有空间的文件夹",
        do_en="Choose a folder you may write to that has room",
        file=target,
    )


@contextmanager
def whole_file(target: Path) -> Iterator[Path]:
    """Yield a path to write to; it becomes ``target`` on success and vanishes on any failure.

    Raises ``Fault`` where the folder cannot be written.
    """
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}{target.suffix}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        part.touch(exist_ok=False)  # the person's own umask decides who may read it
    except OSError as error:
        raise _cannot_write(target, error) from error
    try:
        yield part
        part.replace(target)
    except OSError as error:
        if error.errno in _OF_THE_DISK:
            raise _cannot_write(target, error) from error
        raise
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """Yield an empty folder; its files move into ``target`` together on success, none on failure.

    An existing ``target`` keeps files of other names. Raises ``Fault`` where it cannot be written.
    """
    try:
        target.mkdir(parents=True, exist_ok=True)
        part = Path(tempfile.mkdtemp(prefix=".part-", dir=target))
    except OSError as error:
        raise _cannot_write(target, error) from error
    try:
        yield part
        files = sorted(part.iterdir())
        for file in files:
            if (target / file.name).is_dir():  # found before the first file has moved
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        for file in files:
            file.replace(target / file.name)
    except OSError as error:
        if error.errno in _OF_THE_DISK:
            raise _cannot_write(target, error) from error
        raise
    finally:
        shutil.rmtree(part, ignore_errors=True)

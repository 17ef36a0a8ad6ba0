"""Pages that failed by a fault of ours: kept in a file of the data folder, with nothing in it that anybody wrote.

Whoever met one tells its number; the doctor counts them. A database could not keep them: it may be what failed.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import sys
import traceback
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings

from yike.core.record.clock import now

FILE, OLDER = "failures.jsonl", "failures.old.jsonl"
MOST = 1 << 20  # bytes of the file; then it becomes the older one
OF_CODE = (AttributeError, ImportError, NameError, RecursionError)
"""Errors whose words speak of the program; those of any other may repeat what somebody entered, as Django does."""

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Failure:
    """When it was (ISO 8601), the number that was told, which page, the error, and the way to it, step by step.

    ``page`` is a name and no address: addresses hold numbers of persons, some of them secrets.
    """

    at: str
    number: str
    page: str
    error: str
    way: tuple[str, ...]


def keep(error: BaseException, page: str) -> str:
    """Keep what failed, and return the number to tell; never raises, not even on a full disk."""
    way = [
        f"{_short(one.filename)}:{one.lineno} {one.name}" for one in traceback.extract_tb(error.__traceback__)
    ]
    failure = Failure(
        now().isoformat("T", "seconds"), secrets.token_hex(3).upper(), page, _said(error), tuple(way)
    )
    log.error(
        "网页出错 · a page failed: %s %s %s %s", failure.number, page, failure.error, way[-1] if way else ""
    )
    with suppress(OSError, ValueError):
        _append(json.dumps(asdict(failure)))
    return failure.number


def kept_since(moment: datetime) -> list[Failure]:
    """Return what failed since a moment, the oldest first. Raises ``OSError`` where the file cannot be read."""
    return [row for name in (OLDER, FILE) for row in _rows(Path(settings.YIKE_HOME) / name, moment)]


def _said(error: BaseException) -> str:
    words = str(error).partition("\n")[0] if isinstance(error, OF_CODE) else ""
    words = words.encode("utf-8", "backslashreplace").decode()  # half a sign can be written nowhere
    return f"{type(error).__name__}: {words}" if words else type(error).__name__


def _short(file: str) -> str:
    """Return a file as it is named below the folder that Python found it in."""
    roots = (root for root in sys.path if root and file.startswith(root))
    return file.removeprefix(max(roots, key=len, default="")).lstrip("/\\").replace("\\", "/")


def _append(line: str) -> None:
    """Write one line at once: other processes write beside us, and what a full disk cut off before has no end."""
    path = Path(settings.YIKE_HOME) / FILE
    with suppress(FileNotFoundError):
        if path.stat().st_size > MOST:
            path.replace(path.with_name(OLDER))
    file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(file, f"\n{line}\n".encode())
    finally:
        os.close(file)


def _rows(path: Path, since: datetime) -> list[Failure]:
    """Return lines of a file; one that is not whole is left out: the disk was full, or somebody edited it."""
    rows = []
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines() if path.exists() else []:
        with suppress(ValueError, TypeError, LookupError):
            told = json.loads(line)
            row = Failure(**told | {"way": tuple(told["way"])})
            if datetime.fromisoformat(row.at) >= since:
                rows.append(row)
    return rows

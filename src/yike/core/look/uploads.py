"""Files that people send: put where readers can open them, gone when the reading is done."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath, PureWindowsPath

from django.core.files.uploadedfile import UploadedFile

from yike.engines.faults import Fault

MEGABYTE = 1024 * 1024
LARGEST = 30 * MEGABYTE
LONGEST_SUFFIX = 16  # signs; a name on the disk may not be longer than 255 bytes


@contextmanager
def on_disk(upload: UploadedFile[bytes], *, largest: int = LARGEST) -> Iterator[Path]:
    """Give an upload as a file of its own name, for as long as the block lasts.

    A ``Fault`` raised inside names the file as the person knows it, not where it lay. Raises ``Fault`` for a file
    of more than ``largest`` bytes.
    """
    name = bare_name(upload.name or "")
    if (upload.size or 0) > largest:
        raise _too_large(name, largest)
    with tempfile.TemporaryDirectory(prefix="yike-") as folder:
        path = Path(folder) / f"upload{_ending(name)}"
        with path.open("wb") as out:
            for chunk in upload.chunks():
                out.write(chunk)
        try:
            yield path
        except Fault as fault:
            if fault.where.file:
                fault.where = replace(fault.where, file=name)
            raise


def bare_name(name: str) -> str:
    """Return the last part of a file's name as the browser gave it, at most 120 characters; never a path."""
    last = PureWindowsPath(PurePosixPath(name).name).name
    return last[-120:] or "upload"


def _ending(name: str) -> str:
    """Return the suffix by which readers know a kind of file; empty where it is longer than any they know."""
    suffix = PurePosixPath(name).suffix
    return suffix if len(suffix) <= LONGEST_SUFFIX else ""


def _too_large(name: str, largest: int) -> Fault:
    return Fault(
        f"文件超过 {largest // MEGABYTE} MB",
        f"the file is larger than {largest // MEGABYTE} MB",
        do_zh="请分成几个文件，或只保留要用的列",
        do_en="Split it, or keep only the columns you need",
        file=name,
    )

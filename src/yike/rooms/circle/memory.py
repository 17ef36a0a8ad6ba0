"""Memory of a process that serves for weeks: little of it held, and what reading left free given back."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_ARENA_MAX = -8  # M_ARENA_MAX of glibc's malloc.h
_DONT_NEED = 4  # MADV_DONTNEED of Linux' mman.h
_MAPS = Path("/proc/self/smaps")
_HEAD = re.compile(r"^([0-9a-f]+)-([0-9a-f]+) (\S{4}) \S+ \S+ \S+ *(.*)$")


def share_one_pool() -> None:
    """Let all threads take memory from one pool; other systems than Linux do as they do.

    A pool for each thread saves waiting for each other, which threads of Python hardly do, and leaves each thread
    with free pieces that no other may use: ten megabytes after a busy minute.
    """
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).mallopt(_ARENA_MAX, 1)


def give_back() -> None:
    """Give back to the system what reading left free; where its library cannot, it stays with us."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


def let_rest(library: str) -> None:
    """Let go of the code of a library that is not needed for now, such as a compiler that has compiled.

    It is read again from its file where it is needed after all. Only what is as in the file is let go, and only
    what nobody can write: nothing is lost. Other systems than Linux do as they do.
    """
    with suppress(OSError, AttributeError):
        advise = ctypes.CDLL(None).madvise
        for begin, end in unwritten(_MAPS.read_text(errors="replace"), library):
            advise(ctypes.c_void_p(begin), ctypes.c_size_t(end - begin), _DONT_NEED)


def unwritten(maps: str, library: str) -> Iterator[tuple[int, int]]:
    """Yield from and up to of a library's pieces that are just as in its file, by the table that Linux keeps.

    A piece that was mended while it was loaded has pages without a file, in memory ("Anonymous") or put aside
    ("Swap"): those would be lost. A piece of which the table does not say both is left alone.
    """
    for piece, path, may, own in _pieces(maps):
        named = Path(path).name.startswith(library)
        if named and "w" not in may and own == {"Anonymous": "0", "Swap": "0"}:
            yield piece


def _pieces(maps: str) -> Iterator[tuple[tuple[int, int], str, str, dict[str, str]]]:
    """Yield where each piece lies, its file, what may be done with it, and the kB it holds that no file has."""
    own: dict[str, str] = {}
    piece: tuple[tuple[int, int], str, str, dict[str, str]] | None = None
    for line in maps.splitlines():
        if head := _HEAD.match(line):
            if piece:
                yield piece
            begin, end, may, path = head.groups()
            own = {}
            piece = ((int(begin, 16), int(end, 16)), path, may, own)
        elif line.startswith(("Anonymous:", "Swap:")):
            name, held, *_ = line.split()
            own[name.removesuffix(":")] = held
    if piece:
        yield piece

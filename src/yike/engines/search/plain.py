"""Text without dress: half-width small letters and simplified characters, cut into atoms.

An atom is one Chinese character, one run of letters or one run of digits. Punctuation, spaces, emoji and
accents are left out.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path

READ = 2_000  # characters of a text that are looked at
LONGEST = 48  # atoms of a text
_ATOM = re.compile(r"[0-9]{1,32}|[^\W\d_\u2e80-\U0010ffff]{1,32}|[^\W\d_]")
DATA = Path(__file__).parent / "data"
Span = tuple[int, int]


@dataclass(frozen=True)
class Plain:
    """The atoms of a text, and where each stands in it."""

    atoms: tuple[str, ...]
    spans: tuple[Span, ...]


@cache
def _simplified() -> dict[int, int]:
    """Return what each traditional character is written as now."""
    before, after = (DATA / "simplified.txt").read_text(encoding="utf-8").split()
    return dict(zip(map(ord, before), map(ord, after), strict=True))


def _fold(text: str) -> str:
    bare = (c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return "".join(bare).casefold().translate(_simplified())


def _folded(text: str) -> tuple[str, list[int] | range]:
    """Return the text folded, and for each of its characters the place it came from."""
    quick = text.casefold().translate(_simplified())
    if len(quick) == len(text) and unicodedata.is_normalized("NFKD", quick):
        return quick, range(len(text))
    parts = [_fold(character) for character in text]
    return "".join(parts), [place for place, part in enumerate(parts) for _ in part]


def plain(text: str) -> Plain:
    """Return the first atoms of a text, at most ``LONGEST``."""
    folded, origin = _folded(text[:READ])
    found = list(islice(_ATOM.finditer(folded), LONGEST))
    spans = tuple((origin[m.start()], origin[m.end() - 1] + 1) for m in found)
    return Plain(tuple(m.group() for m in found), spans)


def is_word(atom: str) -> bool:
    """Return whether an atom is a run of letters or digits, of however few, and no Chinese character."""
    return atom[0] < "\u2e80"


def joined(spans: list[Span]) -> tuple[Span, ...]:
    """Return spans in order, those that touch made one."""
    out: list[Span] = []
    for begin, end in sorted(spans):
        if out and begin <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((begin, end))
    return tuple(out)

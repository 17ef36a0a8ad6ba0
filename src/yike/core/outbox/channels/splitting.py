"""Cut a long text into parts that fit, at the end of a paragraph, a line, a sentence, a clause, in this order.

Limits are in bytes as the vendor counts them, never in characters: a Chinese one has three.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from itertools import accumulate

Weigh = Callable[[str], int]

PARAGRAPH = re.compile(r"\n[ \t]*\n+")
LINE = re.compile(r"\n")
SENTENCE = re.compile(r"[。！？!?；;…]+[”’」』）)\"]*|\.(?=\s)")
CLAUSE = re.compile(r"[，、,：:]|\s")
INLINE = re.compile(r"!?\[[^\]\n]*\]\([^)\s]*\)|`[^`\n]+`|\*\*[^*\n]+\*\*|<(\w+)[^>\n]*>[^<\n]*</\1>")
CLOSERS = set("。！？!?；;…”’」』）)，、,：:")
JOINERS = {"\u200d", *map(chr, range(0xFE00, 0xFE10)), *map(chr, range(0x1F3FB, 0x1F400))}


def utf8(text: str) -> int:
    """Return the bytes of a text in UTF-8."""
    return len(text.encode())


def split(text: str, room: int, weigh: Weigh = utf8, *, markdown: bool = False) -> list[str]:
    """Return parts of at most ``room`` each by ``weigh``; joined again they are the text, to the letter.

    ``weigh`` must add up over characters. Markdown is not cut inside a link, a code, a bold or a font mark.
    A single character heavier than the room is a mistake of the caller's.
    """
    sums = [0, *accumulate(weigh(char) for char in text)]
    whole = [match.span() for match in INLINE.finditer(text)] if markdown else []
    return list(_parts(text, room, sums, whole))


def cropped(text: str, room: int, weigh: Weigh = utf8) -> str:
    """Return a text of at most ``room`` by ``weigh``: whole, or as far as fits and then "…"."""
    if weigh(text) <= room:
        return text
    return split(text, room - weigh("…"), weigh)[0].rstrip() + "…"


def _parts(text: str, room: int, sums: list[int], whole: list[tuple[int, int]]) -> Iterator[str]:
    start = 0
    while sums[-1] - sums[start] > room:
        end = _reach(sums, start, room)
        cut = _cut(text, start, end, whole)
        yield text[start:cut]
        start = cut
    if start < len(text) or not text:
        yield text[start:]


def _reach(sums: list[int], start: int, room: int) -> int:
    """Return the farthest end that still fits."""
    end = start
    while sums[end + 1] - sums[start] <= room:
        end += 1
    if end == start:
        raise ValueError("a character is heavier than the room for a part")
    return end


def _cut(text: str, start: int, end: int, whole: list[tuple[int, int]]) -> int:
    """Return where to cut: the best kind of end in the farther half, else the last sentence, else a clause."""
    half = start + (end - start) // 2
    tries = [
        (PARAGRAPH, half),
        (LINE, half),
        (SENTENCE, half),
        (SENTENCE, start),
        (LINE, start),
        (CLAUSE, start),
    ]
    for kind, low in tries:
        cuts = [m.end() for m in kind.finditer(text, low, end) if _fit(text, m.end(), whole)]
        if cuts:
            return cuts[-1]
    return next((cut for cut in range(end, start, -1) if _fit(text, cut, whole)), end)


def _fit(text: str, cut: int, whole: list[tuple[int, int]]) -> bool:
    """Return whether a cut here breaks neither a mark of markdown nor what the eye sees as one character."""
    if any(low < cut < high for low, high in whole):
        return False
    if cut >= len(text):
        return True
    after, before = text[cut], text[cut - 1]
    if after in JOINERS | CLOSERS or before == "\u200d":
        return False
    return not (unicodedata.combining(after) or _flag(text, cut))


def _flag(text: str, cut: int) -> bool:
    """Return whether the cut falls between the two letters of a flag."""
    run = 0
    while run < cut and "\U0001f1e6" <= text[cut - 1 - run] <= "\U0001f1ff":
        run += 1
    return run % 2 == 1 and "\U0001f1e6" <= text[cut] <= "\U0001f1ff"

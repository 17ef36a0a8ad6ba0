"""How Chinese is read: one syllable for each character, without tones, by phrase where a phrase decides."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from yike.engines.search.plain import DATA, plain

_FIRST, _LAST = 0x4E00, 0x9FFF
_ZERO = "〇"
_RARE_FIRST = 0x3400  # the first rare character; letters of other scripts come before


@dataclass(frozen=True)
class _Readings:
    """``single`` holds for each character of the plain block the number of its syllable, plus one."""

    names: tuple[str, ...]
    single: array[int]
    phrases: dict[str, tuple[str, ...]]
    sizes: dict[str, tuple[int, ...]]  # of the phrases that begin with a character, long ones first

    def of(self, character: str) -> str:
        """Return the syllable of one character, empty where none is known."""
        if character == _ZERO:
            return "ling"
        code = ord(character)
        if not _FIRST <= code <= _LAST:
            return _rare(character) if code >= _RARE_FIRST else ""
        number = self.single[code - _FIRST]
        return self.names[number - 1] if number else ""


@cache
def _readings() -> _Readings:
    """Read the table: syllables with their characters, an empty line, phrases with their syllables."""
    singles, phrases = (DATA / "readings.txt").read_text(encoding="utf-8").split("\n\n")
    rows = [line.split() for line in singles.splitlines()]
    numbers = array("H", bytes(2 * (_LAST - _FIRST + 1)))
    for number, (_, characters) in enumerate(rows, 1):
        for character in characters.replace(_ZERO, ""):
            numbers[ord(character) - _FIRST] = number
    table = {phrase: tuple(sounds) for phrase, *sounds in map(str.split, phrases.splitlines())}
    sizes: dict[str, set[int]] = {}
    for phrase in table:
        sizes.setdefault(phrase[0], set()).add(len(phrase))
    order = {begins: tuple(sorted(of, reverse=True)) for begins, of in sizes.items()}
    return _Readings(tuple(sound for sound, _ in rows), numbers, table, order)


@cache
def _rare_lines() -> str:
    """Return the readings of characters outside the plain block, such as 䶮: read once a name asks for one."""
    return (DATA / "rare.txt").read_text(encoding="utf-8")


def _rare(character: str) -> str:
    """Return the syllable at the head of the line that a rare character stands in, empty where in none."""
    lines = _rare_lines()
    at = lines.find(character)
    return lines[lines.rfind("\n", 0, at) + 1 :].split(" ", 1)[0] if at >= 0 else ""


def sounds(atoms: Sequence[str]) -> tuple[str, ...]:
    """Return what each atom sounds like: a character its syllable, a word of plain letters itself."""
    table = _readings()
    out: list[str] = []
    while len(out) < len(atoms):
        atom = atoms[len(out)]
        if atom.isascii():
            out.append(atom)
            continue
        phrase = _phrase(table, atoms, len(out)) if atom in table.sizes else None
        out += phrase or ((table.of(atom) if len(atom) == 1 else ""),)
    return tuple(out)


def _phrase(table: _Readings, atoms: Sequence[str], at: int) -> tuple[str, ...] | None:
    for size in table.sizes[atoms[at]]:
        if found := table.phrases.get("".join(atoms[at : at + size])):
            return found if len(found) == len(atoms[at : at + size]) else None
    return None


def pinyin(text: str) -> str:
    """Return a text in pinyin without tones and spaces, ü as v: 居住证 is juzhuzheng."""
    return "".join(sounds(plain(text).atoms))

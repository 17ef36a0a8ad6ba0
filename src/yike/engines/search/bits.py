"""Titles spelt in letters, a whole column of them searched at once: one bit for each letter of a title.

A title becomes rows of at most 63 letters. For each letter of the alphabet a row keeps a 64-bit word with a bit
for each place at which the letter stands, and one more word for the places at which a syllable begins. To
compare, the set of places at which the next letter of the question may stand is kept as such a word and moved
on letter by letter: by one place, or, since initials are allowed, to the beginning of the next syllable. That
jump is an addition: from a place within a syllable the carry runs through the rest of it and stops where the
next one begins. Mistakes are kept in further words, one for each number of mistakes (R. Baeza-Yates and G.
Gonnet 1992; S. Wu and U. Manber 1992, "Fast text searching allowing errors", Communications of the ACM 35(10);
the jump is ours).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yike.engines.search.spelling import LETTERS, MOST, Spelling, Step

Words = NDArray[np.uint64]
Rows = NDArray[np.int32]
WIDTH = 63  # letters of a row; one more bit marks its end
_ONE = np.uint64(1)
_CODE = {letter: code for code, letter in enumerate(LETTERS)}
_STRIDE = (
    WIDTH - MOST
)  # rows of a long title begin at most so far apart that any question fits into one of them


@dataclass(frozen=True)
class Found:
    """Forms that hold the letters, in order; ``front`` if they begin so; ``mistakes`` forgiven for it."""

    form: Rows
    front: NDArray[np.bool_]
    mistakes: NDArray[np.uint8]

    def mistakes_of(self, form: int) -> int | None:
        """Return the mistakes forgiven for a form, None where it was not found."""
        at = int(np.searchsorted(self.form, form))
        return int(self.mistakes[at]) if at < self.form.size and self.form[at] == form else None


@dataclass(frozen=True)
class Spelt:
    """Rows of letters: ``form`` tells whose each row is, in order.

    ``starts`` are the places of the first letters of syllables, with one more behind the last letter; ``front``
    whether the row begins where its form does; ``has`` its letters as a set. A row has a third of all letters at
    most: only their places are kept, in the order of the alphabet, in ``places`` from ``first`` on, and one empty
    word behind all.
    """

    form: Rows
    places: Words
    first: Rows
    starts: Words
    front: NDArray[np.bool_]
    has: Words

    @classmethod
    def of(cls, forms: Sequence[tuple[str, ...]]) -> Spelt:
        """Spell out forms, each given as the sounds of its atoms."""
        rows = [(form, front, row) for form, sounds in enumerate(forms) for front, row in _rows(sounds)]
        spelt = [row for _, _, row in rows]
        has, places = _places(spelt)
        count = np.bitwise_count(has).astype(np.int32)
        form = np.array([form for form, _, _ in rows], np.int32)
        front = np.array([front for _, front, _ in rows], np.bool_)
        first = (np.cumsum(count) - count).astype(np.int32)
        return cls(form, places, first, _starts(spelt), front, has)

    def _at(self, codes: Sequence[int], row: NDArray[np.intp]) -> list[Words]:
        """Return the places of letters in some rows: each after as many as come before it in the row's set."""
        has, first = self.has.take(row), self.first.take(row).astype(np.intp)

        def places(code: np.uint64) -> Words:
            before = np.bitwise_count(has & ((_ONE << code) - _ONE))
            return self.places.take(first + before) * (has >> code & _ONE)

        found = {code: places(np.uint64(code)) for code in set(codes)}
        return [found[code] for code in codes]

    def exact(self, asked: Spelling) -> Found:
        """Return the forms in which the letters stand as their steps say."""
        letters = [_CODE[letter] for letter in asked.letters]
        needed = _letters(letters)
        row = np.flatnonzero(self.has & needed == needed)
        starts, at = self.starts[row], self._at(letters, row)
        ends = _walk(starts, starts, at, asked)
        row = row[ends != 0]
        if not row.size:
            return self._found(row, np.zeros(0, np.bool_), np.zeros(0, np.uint8))
        starts, at = self.starts[row], self._at(letters, row)
        front = (_walk(starts & _ONE, starts, at, asked) != 0) & self.front[row]
        return self._found(row, front, np.zeros(row.size, np.uint8))

    def near(self, asked: Spelling, most: int) -> Found:
        """Return the forms in which the letters stand in one stretch with at most ``most`` mistakes."""
        letters = [_CODE[letter] for letter in asked.letters]
        row = np.flatnonzero(np.bitwise_count(_letters(letters) & ~self.has) <= most)
        ends = _stumble(self.starts[row], self._at(letters, row), most)
        mistakes = np.full(row.size, most + 1, np.uint8)
        for count in range(most, -1, -1):
            mistakes[ends[count] != 0] = count
        kept = mistakes <= most
        return self._found(row[kept], self.front[row[kept]], mistakes[kept])

    def _found(self, row: NDArray[np.intp], front: NDArray[np.bool_], mistakes: NDArray[np.uint8]) -> Found:
        """Keep the best row of each form: rows of a form stand together, the first at its front."""
        order = np.lexsort((~front, mistakes, self.form[row]))
        row = row[order]
        first = np.ones(row.size, np.bool_)
        first[1:] = self.form[row[1:]] != self.form[row[:-1]]
        return Found(self.form[row[first]], front[order][first], mistakes[order][first])


def _letters(codes: Sequence[int]) -> np.uint64:
    """Return the set of letters as bits."""
    return np.uint64(sum(1 << code for code in set(codes)))


def jump(ends: Words, starts: Words) -> Words:
    """Return the beginnings of the syllables after those in which something ended."""
    moved, rest = ends << _ONE, ~starts
    return (((moved & rest) + rest) & starts) | (moved & starts)


def _walk(begin: Words, starts: Words, at: Sequence[Words], asked: Spelling) -> Words:
    """Return where the last letter stands; the first may stand at ``begin``. All lists follow the letters."""
    ends = begin & at[0]
    for step, places in zip(asked.steps[1:], at[1:], strict=True):
        ends = _next(ends, starts, step) & places
    return (ends << _ONE) & starts if asked.closed else ends


def _next(ends: Words, starts: Words, step: Step) -> Words:
    match step:
        case Step.FREE:
            return ends << _ONE | jump(ends, starts)
        case Step.INSIDE:
            return ends << _ONE & ~starts
        case Step.BEGIN:
            return ends << _ONE & starts
        case Step.NEXT:
            return jump(ends, starts)


def _stumble(starts: Words, at: Sequence[Words], most: int) -> list[Words]:
    """Return for each number of mistakes where a next letter could stand after the last one.

    A mistake is a wrong, missing, superfluous letter, or two that changed places. A first letter begins a syllable.
    """
    nothing = np.zeros_like(starts)
    may = [starts.copy() for _ in range(most + 1)]
    for count in range(1, most + 1):
        may[count] |= may[count - 1] << _ONE
    before: list[Words] = [nothing] * (most + 1)
    last: Words = nothing
    for places in at:
        now = [(may[0] & places) << _ONE]
        for count in range(1, most + 1):
            wrong_or_more = may[count - 1] << _ONE | may[count - 1]
            swapped = ((before[count - 1] & places) << _ONE & last) << _ONE
            now.append((may[count] & places) << _ONE | wrong_or_more | swapped | now[count - 1] << _ONE)
        before, may, last = may, now, places
    return may


def _rows(sounds: tuple[str, ...]) -> Iterator[tuple[bool, tuple[str, ...]]]:
    """Give the rows of a form, each with whether it begins where the form does. A long one has its initials too."""
    spelt = tuple(kept for sound in sounds if (kept := "".join(c for c in sound if c in _CODE)))
    length = sum(map(len, spelt))
    if length <= WIDTH:
        yield from [(True, spelt)] if spelt else []
        return
    yield True, tuple(sound[0] for sound in spelt)
    begin = 0
    while begin < len(spelt):
        yield begin == 0, _fitting(spelt[begin:])
        if sum(map(len, spelt[begin:])) <= WIDTH:
            return
        begin += max(1, len(_fitting(spelt[begin:], _STRIDE)))


def _fitting(sounds: tuple[str, ...], most: int = WIDTH) -> tuple[str, ...]:
    """Return as many of the first sounds as have ``most`` letters together."""
    total = np.cumsum([len(sound) for sound in sounds])
    return sounds[: int(np.searchsorted(total, most, "right"))]


def _places(rows: Sequence[tuple[str, ...]]) -> tuple[Words, Words]:
    """Return the letters of each row as a set, and the places of each of them in the row; see ``Spelt``."""
    texts = ["".join(row) for row in rows]
    length = np.fromiter(map(len, texts), np.int32, len(texts))
    code_of = np.zeros(128, np.int64)
    code_of[np.frombuffer(LETTERS.encode(), np.uint8)] = np.arange(len(LETTERS))
    code = code_of[np.frombuffer("".join(texts).encode(), np.uint8)]
    row = np.repeat(np.arange(len(texts), dtype=np.int64), length)
    place = np.arange(code.size) - np.repeat(length.cumsum() - length, length)
    key = row * len(LETTERS) + code
    order = np.argsort(key, kind="stable")
    letters, first = np.unique(key[order], return_index=True)
    has = np.zeros(len(texts), np.uint64)
    np.bitwise_or.at(has, letters // len(LETTERS), _ONE << (letters % len(LETTERS)).astype(np.uint64))
    places = np.zeros(letters.size + 1, np.uint64)
    if letters.size:
        places[:-1] = np.bitwise_or.reduceat(_ONE << place[order].astype(np.uint64), first)
    return has, places


def _starts(rows: Sequence[tuple[str, ...]]) -> Words:
    """Return where syllables begin in each row, and where one more would."""
    starts = np.zeros(len(rows), np.uint64)
    for number, row in enumerate(rows):
        place, begins = 0, 1
        for sound in row:
            place += len(sound)
            begins |= 1 << place
        starts[number] = begins
    return starts

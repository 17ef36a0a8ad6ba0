"""Which syllables of a title the letters of a question stand for: the walk of ``bits``, with a way back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from yike.engines.search.spelling import Spelling, Step


@dataclass(frozen=True)
class Trace:
    """``touched``: the atoms of the title that have a letter of the question; ``whole`` of them are spelt out."""

    touched: tuple[int, ...]
    whole: int
    mistakes: int


@dataclass(frozen=True)
class Ribbon:
    """A title in letters: ``owner`` tells whose each letter is, ``begins`` at which places an atom begins."""

    letters: str
    owner: tuple[int, ...]
    begins: frozenset[int]

    @classmethod
    def of(cls, sounds: Sequence[str]) -> Ribbon:
        """Put the sounds of a title one after the other."""
        owner = tuple(atom for atom, sound in enumerate(sounds) for _ in sound)
        begins = [place for place, atom in enumerate(owner) if not place or owner[place - 1] != atom]
        return cls("".join(sounds), owner, frozenset([*begins, len(owner)]))

    def following(self, place: int) -> int:
        """Return where the syllable after that of a place begins."""
        place += 1
        while place not in self.begins:
            place += 1
        return place


def trace(asked: Spelling, ribbon: Ribbon, mistakes: int) -> Trace | None:
    """Return the match that begins earliest; None where there is none with so many mistakes."""
    for begin in sorted(ribbon.begins - {len(ribbon.owner)}):
        places = (
            _with_mistakes(asked, ribbon, begin, mistakes) if mistakes else _exactly(asked, ribbon, begin)
        )
        if places:
            return _trace(ribbon, places, mistakes)
    return None


def _trace(ribbon: Ribbon, places: list[int], mistakes: int) -> Trace:
    touched = sorted({ribbon.owner[place] for place in places})
    have = set(places)
    full = [atom for atom in touched if all(p in have for p, of in enumerate(ribbon.owner) if of == atom)]
    return Trace(tuple(touched), len(full), mistakes)


def _exactly(asked: Spelling, ribbon: Ribbon, begin: int) -> list[int] | None:
    """Return the place of each letter, the first at ``begin``; the same syllable is tried before the next."""
    layers = [{begin: -1}] if ribbon.letters[begin] == asked.letters[0] else [{}]
    for letter, step in zip(asked.letters[1:], asked.steps[1:], strict=True):
        layer: dict[int, int] = {}
        for place in layers[-1]:
            for onward in _onward(ribbon, place, step):
                if onward < len(ribbon.letters) and ribbon.letters[onward] == letter:
                    layer.setdefault(onward, place)
        layers.append(layer)
    ends = [place for place in layers[-1] if not asked.closed or place + 1 in ribbon.begins]
    return _back(layers, ends[0]) if ends else None


def _onward(ribbon: Ribbon, place: int, step: Step) -> tuple[int, ...]:
    after = place + 1
    if step is Step.INSIDE or step is Step.BEGIN:
        return (after,) if (after in ribbon.begins) == (step is Step.BEGIN) else ()
    jump = ribbon.following(place)
    return (jump,) if step is Step.NEXT or jump == after else (after, jump)


def _back(layers: list[dict[int, int]], place: int) -> list[int]:
    out = []
    for layer in reversed(layers):
        out.append(place)
        place = layer[place]
    return out[::-1]


def _with_mistakes(asked: Spelling, ribbon: Ribbon, begin: int, most: int) -> list[int] | None:
    """Return the places of the right letters in the stretch from ``begin`` on with the fewest mistakes."""
    typed, text = asked.letters, ribbon.letters[begin : begin + len(asked.letters) + most]
    cost = _table(typed, text)
    end = min(range(len(text) + 1), key=lambda column: (cost[-1][column], abs(column - len(typed))))
    if cost[-1][end] > most:
        return None
    return [begin + column for column in _right(cost, typed, text, end)]


def _table(typed: str, text: str) -> list[list[int]]:
    """Return the mistakes between each beginning of ``typed`` and each beginning of ``text``; a swap counts one."""
    cost = [list(range(len(text) + 1))]
    for row, letter in enumerate(typed, 1):
        line = [row]
        for column, other in enumerate(text, 1):
            least = min(cost[-1][column - 1] + (letter != other), cost[-1][column] + 1, line[-1] + 1)
            if row > 1 < column and letter == text[column - 2] and typed[row - 2] == other:
                least = min(least, cost[-2][column - 2] + 1)
            line.append(least)
        cost.append(line)
    return cost


def _right(cost: list[list[int]], typed: str, text: str, column: int) -> list[int]:
    """Walk the table back and return the columns of letters that are as typed."""
    row, right = len(typed), []
    while row and column:
        here = cost[row][column]
        if typed[row - 1] == text[column - 1] and here == cost[row - 1][column - 1]:
            right.append(column - 1)
            row, column = row - 1, column - 1
        elif here == cost[row - 1][column - 1] + 1:
            row, column = row - 1, column - 1
        elif here == cost[row - 1][column] + 1:
            row -= 1
        elif here == cost[row][column - 1] + 1:
            column -= 1
        else:
            right += [column - 1, column - 2]
            row, column = row - 2, column - 2
    return right

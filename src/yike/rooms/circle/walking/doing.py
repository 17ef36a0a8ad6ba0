"""How much of the catalogue people can have done within reach (事项可办率), at any moment of the week."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from yike.engines.reach.standards import minutes_ds
from yike.engines.reach.streets.model import Floats, Ints
from yike.rooms.circle.walking.asks import WEIGHTS, Question
from yike.rooms.circle.walking.homes import Open
from yike.rooms.circle.walking.places import Buildings, Level

if TYPE_CHECKING:
    from yike.rooms.circle.walking.town import Town

AT_ONCE = 16  # sets of points walked to in one sweep


@dataclass(frozen=True, eq=False)
class Doability:
    """``share`` (h): of the items of the catalogue, the part that can be done within reach of each building."""

    share: Floats
    buildings: Buildings

    def mean(self, weight: str, area: int | None = None, level: Level = "community") -> float | None:
        """Return the mean share over households or elders, in all or in one area; None where nobody lives."""
        if weight not in WEIGHTS:
            raise KeyError(weight)
        of = self.buildings.weights[weight]
        if area is not None:
            of = np.where(self.buildings.area(level) == area, of, 0.0)
        total = float(of.sum())
        return float((self.share * of).sum() / total) if total > 0 and len(self.share) else None


def doability(town: Town, question: Question, catalogue: Collection[int]) -> Doability:
    """Return what part of ``catalogue`` (ids of items) each building can have done within the question's minutes.

    At the question's pace and moment; kinds, baskets and rule sets play no part. An item that nobody offers stays
    in the denominator. Items that the same points offer are walked to once. Raises ``Fault`` for an unknown pace,
    an odd moment, and minutes out of range.
    """
    buildings, limit = town.homes.buildings, minutes_ds(question.minutes)
    done = np.zeros(len(buildings))
    alike = Counter(rows for item in sorted(set(catalogue)) if (rows := _offering(town, question, item)))
    gates = town.gates_at(question.at)
    for some in _blocks(list(alike)):
        columns = town.homes.walked(question.pace, gates, [_open(town, question, rows) for rows in some])
        for rows, column in zip(some, columns, strict=True):
            done += alike[rows] * (column.ds <= limit)
    return Doability(done / max(len(set(catalogue)), 1), buildings)


def _offering(town: Town, question: Question, item: int) -> bytes:
    """Return the rows, as bytes to be compared, of the points that serve, are open and offer an item."""
    directory, keeps = town.directory, town.open_at(question.at)
    row, hours = directory.offering(item)
    fits = directory.serving[row] & keeps[directory.hours[row]] & keeps[hours]
    return np.unique(row[fits]).astype(np.int32).tobytes()


def _open(town: Town, question: Question, rows: bytes) -> Open:
    row: Ints = np.frombuffer(rows, np.int32)
    return Open(town.directory.id[row], town.points_at(question.pace).take(row))


def _blocks(sets: list[bytes]) -> Iterator[list[bytes]]:
    return (sets[first : first + AT_ONCE] for first in range(0, len(sets), AT_ONCE))

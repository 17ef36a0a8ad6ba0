"""What people really call the things an office does: 办执照 for 个体工商户登记."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("everyday.csv")


@dataclass(frozen=True)
class Everyday:
    """A word people use, the names of items that it may mean, and what it is in English.

    An item is meant if its own name holds one of ``items``: offices lengthen names at their ends.
    """

    word: str
    items: tuple[str, ...]
    english: tuple[str, ...] = ()


@cache
def everyday() -> tuple[Everyday, ...]:
    """Return the table that comes with the house, in its own order."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return tuple(Everyday(row["word"], _several(row["item"]), _several(row["english"])) for row in rows)


@cache
def words_for(name: str) -> tuple[str, ...]:
    """Return the everyday words for an item of this official name, Chinese before English ones."""
    meant = [row for row in everyday() if any(item in name for item in row.items)]
    words = [row.word for row in meant] + [word for row in meant for word in row.english]
    return tuple(dict.fromkeys(words))


def _several(cell: str) -> tuple[str, ...]:
    return tuple(part for part in cell.split("|") if part)

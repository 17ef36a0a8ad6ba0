"""Points by published rules: the bundled ones, and what a share scores by those in force."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from yike.engines.scoring import Curve, Table, rounded, table
from yike.rooms.grid.indicators import Share

SAMPLE = Path(__file__).parent / "data" / "scoring.csv"


@dataclass(frozen=True)
class Points:
    """What a share scores by the rule of one source."""

    source: str
    share: Share
    points: Decimal
    full: Decimal


@cache
def sample() -> dict[tuple[str, str], Curve]:
    """Return the bundled rules by source and indicator."""
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        return table(csv.DictReader(file))


@cache
def sample_notes() -> dict[tuple[str, str], str]:
    """Return what the bundled rules say of where they come from."""
    with SAMPLE.open(encoding="utf-8", newline="") as file:
        rows = [((row["source"], row["indicator"]), row["note"]) for row in csv.DictReader(file)]
    return {key: note for key, note in rows if note}


def scored(shares: dict[str, Share], curves: Table) -> list[Points]:
    """Return the points of each share that a rule scores, where there are enough to tell a rate by."""
    return [
        Points(source, shares[code], rounded(curve.points(rate)), curve.full)
        for (source, code), curve in curves.items()
        if code in shares and shares[code].enough and (rate := shares[code].rate) is not None
    ]

"""The tables of points in use: the bundled sample, or what the street has taken in for a source instead."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from yike.engines.scoring import Curve, rounded, table
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
    """Return the bundled table."""
    with SAMPLE.open(encoding="utf-8") as file:
        return table(csv.DictReader(file))


def scored(shares: dict[str, Share], curves: dict[tuple[str, str], Curve]) -> list[Points]:
    """Return the points of each share that a rule scores, where there are enough to tell a rate by."""
    return [
        Points(source, shares[code], rounded(curve.points(rate)), curve.full)
        for (source, code), curve in curves.items()
        if code in shares and shares[code].enough and (rate := shares[code].rate) is not None
    ]

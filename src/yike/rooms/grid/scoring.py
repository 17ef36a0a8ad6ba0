"""The tables of points in use: the bundled sample, with what the street keeps in its data folder in its place.

``scoring.csv`` in the data folder has the columns source, indicator, rate and points. A source that is there
replaces the bundled one of that name whole; another comes beside.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from pathlib import Path

from django.conf import settings

from yike.engines.faults import Fault
from yike.engines.scoring import COLUMNS, Curve, Table, rounded, table
from yike.rooms.grid.indicators import Share

OWN = "scoring.csv"
SAMPLE = Path(__file__).parent / "data" / OWN


@dataclass(frozen=True)
class Points:
    """What a share scores by the rule of one source."""

    source: str
    share: Share
    points: Decimal
    full: Decimal


def curves() -> Table:
    """Return the tables in use. Raises ``Fault`` naming file, row and column where the street's own is wrong."""
    own = Path(settings.YIKE_HOME) / OWN
    if not own.exists():
        return sample()
    found = read(own)
    named = {source for source, _indicator in found}
    return {key: curve for key, curve in sample().items() if key[0] not in named} | found


@cache
def sample() -> dict[tuple[str, str], Curve]:
    """Return the bundled table."""
    return read(SAMPLE)


def read(path: Path) -> dict[tuple[str, str], Curve]:
    """Return the table of a CSV file (UTF-8, as spreadsheets save it). Raises ``Fault`` naming what is wrong."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            if not set(COLUMNS) <= set(rows.fieldnames or ()):
                raise _no_columns()
            return table(rows)
    except Fault as fault:
        fault.where = replace(fault.where, file=path.name)
        raise
    except (UnicodeDecodeError, csv.Error, OSError) as error:
        raise _unreadable(path) from error


def _no_columns() -> Fault:
    return Fault(
        "计分表缺列",
        "the table of points lacks a column",
        do_zh=f"第一行要有 {'、'.join(COLUMNS)}",
        do_en=f"The first row needs {', '.join(COLUMNS)}",
        row=1,
    )


def _unreadable(path: Path) -> Fault:
    return Fault(
        "读不了这个文件",
        "this file cannot be read",
        do_zh="请存成 UTF-8 的 CSV",
        do_en="Save it as CSV in UTF-8",
        file=path.name,
    )


def scored(shares: dict[str, Share], curves: Table) -> list[Points]:
    """Return the points of each share that a rule scores, where there are enough to tell a rate by."""
    return [
        Points(source, shares[code], rounded(curve.points(rate)), curve.full)
        for (source, code), curve in curves.items()
        if code in shares and shares[code].enough and (rate := shares[code].rate) is not None
    ]

"""Which area is this point in, and what else is asked of polygons: ``bench.areas`` against the house's limit."""

from __future__ import annotations

from collections.abc import Iterator

from bench import areas
from bench.house.limits import Row, against

LIMIT_S = 5


def rows(_database: str) -> Iterator[Row]:
    """Measure locating a million points, cutting and checking of tiles, in seconds."""
    for row in areas.rows():
        if "locate" in row:
            yield {"table": "a million points, seconds"} | row | against(row["locate"], LIMIT_S, "limit")
        else:
            yield {"table": "cutting and checking, seconds"} | row

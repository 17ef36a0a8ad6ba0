"""A tenth of the circle, asked the same: beside the whole of it, how the cost of the nearest grows."""

from __future__ import annotations

import time
from collections.abc import Iterator

from bench.house import bigcircle
from bench.house.bigcircle import SMALL
from bench.house.circle import HELD, NEAREST_MS, PATIENCE_S, nearest, nearest_over_http, served, timed
from bench.house.limits import Row, held
from yike.rooms.circle import standing


def rows(_database: str) -> Iterator[Row]:
    """Build the small circle and ask it, here and over HTTP."""
    circle = bigcircle.build(SMALL)
    began = time.perf_counter()
    town = standing.town(PATIENCE_S)
    first = time.perf_counter() - began
    yield {"table": "start", "what": "the town read and warm", "unit": "s", "value": first}
    next(nearest(town, circle))
    yield HELD | held("nearest, without HTTP", timed(nearest(town, circle)), NEAREST_MS)
    with served() as (port, _process):
        yield from nearest_over_http(port, circle)

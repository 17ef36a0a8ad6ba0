"""Points inside of points, over a file and the directory together: none may lie inside itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from yike.core.areas.exchange.drafts import Mistake
from yike.rooms.circle.exchange import faults
from yike.rooms.circle.exchange.standing import Standing

if TYPE_CHECKING:
    from yike.rooms.circle.exchange.planning import Change


def rings(changes: Sequence[Change], now: Standing) -> Iterator[Mistake]:
    """Yield a mistake for each row whose point would lie inside itself by way of others."""
    around = {code: point.host.code for code, point in (now.points | now.closed).items() if point.host}
    rows = {one.row.values["code"]: one for one in changes if "host" in one.values}
    for code, one in rows.items():
        host = one.values["host"]
        around[code] = host if isinstance(host, str) else getattr(host, "code", "")
    in_rings = _in_rings(around)
    yield from (
        Mistake(one.row.spot("host"), faults.itself()) for code, one in rows.items() if code in in_rings
    )


def _in_rings(around: dict[str, str]) -> set[str]:
    """Return which codes lie on a ring; each is walked from once."""
    found: set[str] = set()
    seen: dict[str, str] = {}  # from which start a code was first walked over
    for start in around:
        at, way = start, list[str]()
        while at and at not in seen:
            seen[at] = start
            way.append(at)
            at = around.get(at, "")
        if at and seen[at] == start and at in way:
            found.update(way[way.index(at) :])
    return found

"""Points inside of points, over a file and the directory together: none may lie inside itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from yike.core.areas.exchange.drafts import Mistake
from yike.engines.sheets.rings import on_rings
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
    ring = on_rings(around)
    yield from (Mistake(one.row.spot("host"), faults.itself()) for code, one in rows.items() if code in ring)

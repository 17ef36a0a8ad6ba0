"""What ends with a request: the parts of co-units that nobody waits for any more."""

from __future__ import annotations

from collections.abc import Iterable

from yike.core.deadlines.actions import cancel_deadline
from yike.core.deadlines.queries import running
from yike.core.record.deed import Deed
from yike.rooms.grid.models import Request, RequestPart
from yike.rooms.grid.models.parts import WAITS

NEEDLESS = "诉求已经答复、改派或撤回"


def end_parts(d: Deed, parts: Iterable[RequestPart], why: str) -> None:
    """Call parts off inside an open deed: their deadlines end, and were never due."""
    for part in parts:
        d.change(part, ended_at=d.at, why=why)
        for one in running(part.of):
            cancel_deadline(d, one)


def end_all_parts(d: Deed, row: Request) -> None:
    """Call off what is still waited for of a request."""
    from yike.rooms.grid.actions.requests.telling import tell_parts_off  # noqa: PLC0415 - which names a request

    parts = list(row.parts.filter(WAITS).select_related("unit__liaison"))
    end_parts(d, parts, NEEDLESS)
    tell_parts_off(d, row, parts)

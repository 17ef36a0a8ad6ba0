"""Hours of a file that reach into the night at points that close for it: each is told by its cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from yike.core.areas.exchange.drafts import Mistake
from yike.rooms.circle.exchange import faults
from yike.rooms.circle.exchange.columns import EXCEPTIONS
from yike.rooms.circle.exchange.drafts import Drafts, Row
from yike.rooms.circle.exchange.standing import Standing
from yike.rooms.circle.models import PointKind
from yike.rooms.circle.nights import at_night

if TYPE_CHECKING:
    from yike.rooms.circle.exchange.planning import Change, Plan


def nightly(plan: Plan, drafts: Drafts, now: Standing) -> Iterator[Mistake]:
    """Yield the doubts about the new and changed hours of points, offers and exceptions."""
    kinds = {code: point.kind for code, point in now.points.items()}
    kinds |= {change.row.values["code"]: _kind(change) for change in plan.points}
    for change in plan.points:
        if not {"hours", "kind"}.isdisjoint(change.values):
            hours = change.values.get("hours", change.of.hours if change.of else "")
            yield from _odd(change.row, hours, _kind(change))
    for change in plan.offers:
        kind = kinds.get(
            change.row.values["point"], PointKind.OTHER
        )  # a point that is not there is told already
        yield from _odd(change.row, change.values.get("hours", ""), kind)
    yield from _special(plan, drafts, kinds)


def _kind(change: Change) -> str:
    return str(change.values.get("kind") or change.of.kind)


def _special(plan: Plan, drafts: Drafts, kinds: Mapping[str, str]) -> Iterator[Mistake]:
    for row in drafts.of(EXCEPTIONS):
        code = str(row.values.get("point", "")).lower()
        if code in plan.exceptions:
            yield from _odd(row, row.values.get("hours", ""), kinds[code])


def _odd(row: Row, hours: str, kind: str) -> Iterator[Mistake]:
    if (found := at_night(hours, kind)) is not None:
        yield Mistake(row.spot("hours"), faults.at_night(found))

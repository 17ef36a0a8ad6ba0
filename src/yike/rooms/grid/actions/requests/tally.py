"""What a request counts for, as it stands: one line a measure. A move writes the difference as facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta

from yike.core.record.deed import Deed
from yike.core.record.models import Fact
from yike.rooms.grid import measures
from yike.rooms.grid.models import Request, RequestState, Solved

DAY = timedelta(hours=24, minutes=1)  # the whole of the last minute is still in time

TALLY: Mapping[str, Callable[[Request], bool]] = {
    measures.REQUESTS.code: lambda _row: True,
    measures.REPLIED.code: lambda row: row.replied_at is not None,
    measures.REPLIED_24H.code: lambda row: bool(row.replied_at and row.replied_at < row.received_at + DAY),
    measures.SIGNED.code: lambda row: row.owner_id is not None,
    measures.ANSWERED.code: lambda row: row.answered_at is not None,
    measures.ON_TIME.code: lambda row: row.on_time is True,
    measures.CLOSED.code: lambda row: row.state == RequestState.CLOSED,
    measures.REVISITED.code: lambda row: bool(row.solved),
    measures.SOLVED.code: lambda row: row.solved == Solved.YES,
    measures.SATISFIED.code: lambda row: row.satisfied is True,
    measures.SECOND.code: lambda row: row.round > 1,
    measures.SUPERVISED.code: lambda row: row.supervised,
    measures.WITHDRAWN.code: lambda row: row.state == RequestState.WITHDRAWN,
}
"""Counted again from the rows alone, these give the same numbers as the facts: a test holds them to it."""


def standing(row: Request) -> frozenset[str]:
    """Return the codes of all measures that a request counts for."""
    return frozenset(code for code, holds in TALLY.items() if holds(row))


def tally(d: Deed, row: Request, before: frozenset[str], area_before: int | None = None) -> None:
    """Write as facts what a request counts for now and did not before, and take back the contrary.

    A correction stands on the day of what it corrects. Where its area has changed, all of it moves there.
    """
    after = standing(row)
    moved = area_before not in (None, row.area_id)
    for code in sorted(before if moved else before - after):
        _take_back(d, row, code)
    for code in sorted(after if moved else after - before):
        d.fact(code, 1, area=row.area_id, source=row)


def _take_back(d: Deed, row: Request, code: str) -> None:
    facts = Fact.objects.filter(measure=code, source_model="grid.request", source_pk=str(row.pk))
    last = facts.filter(quantity__gt=0).order_by("-pk").first()
    if last is not None:
        d.fact(code, -1, area=last.area_id, source=row, day=last.day, corrects=last)

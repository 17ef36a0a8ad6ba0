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
ASKED_BACK = frozenset({measures.REVISITED.code, measures.SOLVED.code, measures.SATISFIED.code})
"""A call back and what it found: they stand on one day, that of the last one, so that no part exceeds its whole."""


def standing(row: Request) -> frozenset[str]:
    """Return the codes of all measures that a request counts for."""
    return frozenset(code for code, holds in TALLY.items() if holds(row))


def tally(d: Deed, row: Request, before: frozenset[str], *, asked_back: bool = False) -> None:
    """Write as facts what a request counts for now and did not before, and take back the contrary.

    A correction stands on the day of what it corrects. ``asked_back``: there was a call back just now, so that all
    that calls back found moves to today.
    """
    after, afresh = standing(row), ASKED_BACK if asked_back else frozenset()
    for code in sorted((before - after) | (before & afresh)):
        _take_back(d, row, code)
    for code in sorted((after - before) | (after & afresh)):
        d.fact(code, 1, area=row.area_id, source=row)


def move_tally(d: Deed, row: Request) -> None:
    """Let all that a request counts for move to its area of now, each on the day on which it happened."""
    for code in sorted(standing(row)):
        last = _take_back(d, row, code)
        d.fact(code, 1, area=row.area_id, source=row, day=last.day if last else None)


def _take_back(d: Deed, row: Request, code: str) -> Fact | None:
    """Take back the last fact of a measure on its own day, and return it; None where there is none."""
    facts = Fact.objects.filter(measure=code, source_model="grid.request", source_pk=str(row.pk))
    last: Fact | None = facts.filter(quantity__gt=0).order_by("-pk").first()
    if last is not None:
        d.fact(code, -1, area=last.area_id, source=row, day=last.day, corrects=last)
    return last

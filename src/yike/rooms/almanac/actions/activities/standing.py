"""Stalls in the directory: shown once the activity is approved, and gone when it is over or called off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar

from yike.core.record.deed import Deed
from yike.core.rights.by import By
from yike.rooms.almanac.models.activities import COMING, OFF, Activity
from yike.rooms.almanac.stands import code_of, directory, stand_of

_LATER: ContextVar[list[Activity] | None] = ContextVar("activities told together at the end", default=None)


def stand(d: Deed, *rows: Activity) -> None:
    """Let the directory say what is offered at activities as they are now, inside the deed that changed them.

    Whatever else the deed locks, it locks before: who writes the directory waits for nobody any more. Whoever may
    hold activities need not be one who keeps the directory: the machine writes it, on their behalf.
    """
    later = _LATER.get()
    if later is None:
        _tell(d, rows)
    else:
        later.extend(rows)


@contextmanager
def stand_last(d: Deed) -> Iterator[None]:
    """Let many activities be changed first, and the directory be told of all of them then."""
    later: list[Activity] = []
    token = _LATER.set(later)
    try:
        yield
    finally:
        _LATER.reset(token)
    stand(d, *later)


def _tell(d: Deed, rows: Sequence[Activity]) -> None:
    kept = directory()
    if kept is None or not rows:
        return
    by = By.machine("almanac.stalls").acting_for(d.by.name)
    kept.hold([code_of(row) for row in rows])
    for row in rows:
        found = stand_of(row)
        if found is not None:
            kept.show(by, found)
        else:
            kept.hide(by, code_of(row), _why(row))


def _why(row: Activity) -> str:
    """Return why nothing is offered, for residents, in the language in which a keeper writes such a reason."""
    if row.state in OFF:
        return row.called_off
    return "这次活动不办事项了" if row.state in COMING else "活动结束了"

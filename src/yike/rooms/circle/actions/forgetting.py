"""Telephone numbers of visitors, forgotten once nobody has to be called any more."""

from __future__ import annotations

from yike.core.record.deed import deed
from yike.core.rights.by import By
from yike.rooms.circle.queries.ratings import needlessly_reachable


def forget_phones() -> int:
    """Take the number off every rating nobody is called about; return how many. History keeps that it happened.

    The actions leave none behind: those that older editions of this house kept with good ratings are found here,
    and any that came from elsewhere.
    """
    keys = list(needlessly_reachable().values_list("pk", flat=True))
    for key in keys:
        with deed(By.machine("circle.ratings"), "circle.rating.forget") as d:
            for row in needlessly_reachable().filter(pk=key):
                d.change(d.lock(row), phone=None)
    return len(keys)

"""Stalls in the directory: shown once the activity is approved, and gone when it is over or called off."""

from __future__ import annotations

from yike.core.record.deed import Deed
from yike.core.rights.by import By
from yike.rooms.almanac.models.activities import Activity
from yike.rooms.almanac.stands import code_of, directory, stand_of


def stand(d: Deed, row: Activity) -> None:
    """Let the directory say what is offered at an activity as it is now, inside the deed that changed it.

    Whoever may hold activities need not be one who keeps the directory: the machine writes it, on their behalf.
    """
    kept = directory()
    if kept is None:
        return
    by = By.machine("almanac.stalls").acting_for(d.by.name)
    found = stand_of(row)
    if found is not None:
        kept.show(by, found)
    else:
        kept.hide(by, code_of(row), row.get_state_display())

"""Somebody leaves, or an area closes: duties pass on first, so that no place is left without whom to ask."""

from __future__ import annotations

from yike.core.accounts import handover
from yike.core.accounts.models import User
from yike.core.areas.models import Area
from yike.engines.faults import Fault
from yike.rooms.grid.actions.duties import hand_on
from yike.rooms.grid.queries.duties import led_by, needed_in


def _led(user: User) -> int:
    return led_by(user).count()


handover.register("grid.duties.led", "当组长的包干点", "duties they lead", _led, hand_on)


def still_answered_for(area: Area) -> Fault | None:
    """Return the fault of closing an area with duty places, None where there are none."""
    count = needed_in(area)
    if not count:
        return None
    there, places = ("is", "duty place") if count == 1 else ("are", "duty places")
    return Fault(
        f"“{area.name}”里还有 {count:,} 个包干点",
        f'there {there} still {count:,} {places} in "{area.name}"',
        do_zh="请先把它们划到别的网格，或撤销",
        do_en="Put them into another grid first, or drop them",
    )

"""How many people are at a zone of an open day just now: one more, one less, or so many."""

from __future__ import annotations

from yike.core.record.clock import now
from yike.core.record.deed import Deed, deed
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.almanac.actions.door.arriving import require_door
from yike.rooms.almanac.actions.door.counting import some_people
from yike.rooms.almanac.models.activities import COMING
from yike.rooms.almanac.models.parts import Part, PartKind

MOST = 10_000  # people at one zone


def step_crowd(by: By, zone: Part, step: int) -> Part:
    """Let ``step`` people more be at a zone (fewer if negative), never fewer than none. Raises ``Fault``."""
    with deed(by, "almanac.zone.crowd") as d:
        row = _counted(d, by, zone)
        return _keep(d, row, max(row.inside + step, 0))


def set_crowd(by: By, zone: Part, *, people: int, holds: int) -> Part:
    """Say how many people are at a zone, and how many it can hold (0: nobody knows). Raises ``Fault``."""
    with deed(by, "almanac.zone.crowd") as d:
        row = _counted(d, by, zone)
        return _keep(d, d.change(row, holds=some_people(holds, MOST)), people)


def _counted(d: Deed, by: By, zone: Part) -> Part:
    """Return the fresh row of a zone that is counted now. Raises ``Fault``."""
    row = d.lock(zone)
    require_door(by, row.activity)
    if row.kind != PartKind.ZONE or row.activity.state not in COMING:
        raise Fault(
            "现在不用数这里的人",
            "nobody is counted here now",
            do_zh="展区的人数从审批通过数到活动结束",
            do_en="Zones are counted from approval until the activity ends",
        )
    return row


def _keep(d: Deed, row: Part, people: int) -> Part:
    """Note how many are there; history keeps no press, or it would hold thousands a day."""
    row.inside, row.counted_at = some_people(people, MOST), now()
    d.tick_many([row], ("inside", "counted_at"))
    return row

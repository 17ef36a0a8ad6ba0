"""Cover kept month by month: how many households and elders of each community have a service station in reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yike.core.areas.models import Area
from yike.core.record.clock import today
from yike.core.record.deed import Deed, deed
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.circle import standing
from yike.rooms.circle.measures import COVERED, DOABLE
from yike.rooms.circle.queries.cover import communities, known_before, written
from yike.rooms.circle.queries.items import catalogue
from yike.rooms.circle.walking.asks import Question

if TYPE_CHECKING:
    from yike.rooms.circle.walking.board import Board
    from yike.rooms.circle.walking.doing import Doability
    from yike.rooms.circle.walking.town import Town

KIND = "service_station"
ASKED = Question(kinds=(KIND,))  # 15 minutes at an adult's pace, whatever the hours


def keep_cover(by: By, town: Town) -> int:
    """Write this month's cover of each community as facts; return how many communities were written.

    A fact holds the difference to what was known before, so that the sum until a day is the cover on that day.
    Communities written this month already are left alone.
    """
    board, month = town.board(ASKED), today().replace(day=1)
    rows = [area for area in communities() if area.pk in set(board.areas())]
    with deed(by, "circle.cover.keep") as d:
        for area in rows[:1]:
            d.lock(area)  # one after the other, where two do it at once
        known = written(month)
        left = [area for area in rows if area.pk not in known]
        found = town.doability(ASKED, catalogue())
        for area in left:
            _write(d, board, area)
            _write_doable(d, found, area)
        return len(left)


def _write(d: Deed, board: Board, area: Area) -> None:
    for (weight, part), declared in COVERED.items():
        number = round(getattr(board.figure(KIND, weight, area.pk), part))
        d.fact(declared.code, number - known_before(area, declared.code), area=area, source=area)


def _write_doable(d: Deed, found: Doability, area: Area) -> None:
    """Write the share of items that can be done times who lives there: over all who live there it is the rate."""
    homes = found.buildings.community == area.pk
    for weight, declared in DOABLE.items():
        number = round(float((found.share * found.buildings.weights[weight])[homes].sum()))
        d.fact(declared.code, number - known_before(area, declared.code), area=area, source=area)


def keep_cover_monthly() -> None:
    """Keep this month's cover once; where the streets are not there, or not yet, do nothing."""
    if len(written(today().replace(day=1))) >= len(communities()):
        return
    try:
        town = standing.town()
    except (Fault, standing.Preparing):
        return
    keep_cover(By.machine("circle.cover", "sweep"), town)

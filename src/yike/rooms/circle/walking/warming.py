"""Asking a fresh town everything once, so that nobody's first page waits for compiled code to be made or loaded."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime

import numpy as np

from yike.engines.faults import Fault
from yike.rooms.circle.walking.asks import Question, Wish
from yike.rooms.circle.walking.town import Town

MOMENT = datetime(2026, 11, 24, 10, 0)  # some Tuesday morning: which one makes no difference
QUESTION = Question(at=MOMENT)


def warm_first(town: Town) -> None:
    """Ask what residents ask: what is near, the way there, what can be done around."""
    wish = _somewhere(town)
    near = town.nearest(wish)
    for found in (*near.found, *near.later)[:1]:
        town.way(wish, found.id)
    town.around(wish)


def warm_at_leisure(town: Town) -> None:
    """Ask what planners ask: a board, blind areas, the week, sites, isochrones.

    At one pace: the code is the same for all, and the streets of a pace that nobody asks for need no memory.
    """
    town.grounds(_somewhere(town))
    town.board(QUESTION)
    for kind in town.directory.kinds[:1]:
        town.blind(QUESTION, kind, drawn=1)
        town.week(QUESTION, kind, date(2026, 11, 23))
        with suppress(Fault):  # a street of two corners has no room for a new point
            town.sites(QUESTION, kind)


def _somewhere(town: Town) -> Wish:
    """Return a wish from where a building stands, or a corner of the streets."""
    homes, streets = town.homes.buildings, town.ground.streets
    for places in (homes, streets):
        there = np.flatnonzero(np.isfinite(places.lon) & np.isfinite(places.lat))
        if len(there):
            row = int(there[len(there) // 2])
            return Wish(float(places.lon[row]), float(places.lat[row]), MOMENT, minutes=30)
    return Wish(0.0, 0.0, MOMENT)

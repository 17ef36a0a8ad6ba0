"""Asking a fresh town everything once, so that nobody's first page waits for compiled code to be made or loaded."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime

import numpy as np

from yike.rooms.circle.walking.asks import Question, Wish
from yike.rooms.circle.walking.town import Town

MOMENT = datetime(2026, 11, 24, 10, 0)  # some Tuesday morning: which one makes no difference
QUESTION = Question(at=MOMENT)
FIRST_PAGES_S = 20.0  # in which whoever just started the house opens its first pages
RESTS, SHORTEST_REST_S, LONGEST_REST_S = 2.0, 0.5, 10.0
Rest = Callable[[float], object]


def warm_first(town: Town) -> None:
    """Ask what residents ask: what is near, the way there, what can be done around."""
    wish = _somewhere(town)
    near = town.nearest(wish)
    for found in (*near.found, *near.later)[:1]:
        town.way(wish, found.id)
    town.around(wish)


def warm_at_leisure(town: Town, rest: Rest) -> None:
    """Ask for the board, its map and ground reached, with ``rest(seconds)`` before and after each.

    Nobody waits for this, so it gives way: first to those who open the first pages, then after each question for
    longer than that took. What planners ask beyond (the week, sites) is left until somebody plans: making its code
    takes much memory, and most days nobody does. At one pace: the code is the same for all.
    """
    rest(FIRST_PAGES_S)
    for ask in _asked_at_leisure(town):
        began = time.thread_time()
        ask()
        rest(min(max(SHORTEST_REST_S, RESTS * (time.thread_time() - began)), LONGEST_REST_S))


def _asked_at_leisure(town: Town) -> Iterator[Callable[[], object]]:
    yield lambda: town.board(QUESTION)
    yield lambda: town.grounds(_somewhere(town))
    if town.directory.kinds:
        yield lambda: town.blind(QUESTION, town.directory.kinds[0], drawn=1)


def _somewhere(town: Town) -> Wish:
    """Return a wish from where a building stands, or a corner of the streets."""
    homes, streets = town.homes.buildings, town.ground.streets
    for places in (homes, streets):
        there = np.flatnonzero(np.isfinite(places.lon) & np.isfinite(places.lat))
        if len(there):
            row = int(there[len(there) // 2])
            return Wish(float(places.lon[row]), float(places.lat[row]), MOMENT, minutes=30)
    return Wish(0.0, 0.0, MOMENT)

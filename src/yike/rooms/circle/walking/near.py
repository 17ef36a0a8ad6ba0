"""The nearest points that are open and offer what is wished, those that open next, and what can be done around."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from shapely import MultiPolygon

from yike.engines.reach.isochrone import isochrones
from yike.engines.reach.pace import LONGEST, UNREACHED
from yike.engines.reach.path import Path, path
from yike.engines.reach.singlesource import times_from
from yike.engines.reach.standards import minutes_ds
from yike.engines.reach.streets.model import Ints
from yike.rooms.circle.walking.answers import Around, Doable, Found, Near
from yike.rooms.circle.walking.asks import MINUTES, Wish
from yike.rooms.circle.walking.places import NOT_GIVEN, Mask
from yike.rooms.circle.walking.search import STEPS_DS, Search, search_from, straight

if TYPE_CHECKING:
    from yike.rooms.circle.walking.town import Town

SHORTEST_DS = 1_800  # three minutes: less is not worth a second look
SLACK = 1.25  # of the walk that the straight line and the usual detour promise
FARTHER = 2


@dataclass(frozen=True)
class _Choice:
    """Rows of points that offer what is wished, each with the hours of its offer, and whether it is open now."""

    row: Ints
    offer_hours: Ints
    open: Mask

    def ranked(self, search: Search, wanted: Mask, most: int) -> list[tuple[int, int]]:
        """Return (point row, row of the offer's hours) of the nearest that were reached, each point once."""
        at = np.flatnonzero(wanted & (search.ds[self.row] != UNREACHED))
        order = at[np.lexsort((self.row[at], search.ds[self.row[at]]))]
        first = dict[int, int]()
        for one in order:
            first.setdefault(int(self.row[one]), int(self.offer_hours[one]))
            if len(first) == most:
                break
        return list(first.items())


def nearest(town: Town, wish: Wish) -> Near:
    """Return the open points nearest to a position and the closed ones that open next; see ``Near``.

    The search goes only as far as needed. Raises ``Fault`` for an unknown pace or kind and minutes out of range.
    """
    directory = town.directory
    choice, paused = _choice(town, wish, directory.serving), _choice(town, wish, directory.paused)
    most = None if wish.minutes is None else minutes_ds(wish.minutes)
    search = _search(town, wish, choice, most)
    open_rows = choice.ranked(search, choice.open, wish.count) if wish.count > 0 else []
    shut = ~choice.open & ~np.isin(choice.row, choice.row[choice.open])
    later = choice.ranked(search, shut, wish.later) if wish.later > 0 else []
    away = paused.ranked(search, np.ones(len(paused.row), np.bool_), wish.later) if wish.later > 0 else []
    told = _told(town, wish, search, [*open_rows, *later, *away])
    shown, then = len(open_rows), len(open_rows) + len(later)
    return Near(
        wish,
        told[:shown],
        told[shown:then],
        told[then:],
        len(np.unique(choice.row)),
        search.walked,
        search.why,
        _holidays_known(town, wish),
    )


def way(town: Town, wish: Wish, point: int) -> Path | None:
    """Return the way to a point at the wish's pace and moment: line and sentences; None where there is none.

    Raises ``Fault`` where there is no such point.
    """
    row = np.array([town.directory.row(point)])
    door = town.ground.stand(wish.pace, np.array([wish.lon]), np.array([wish.lat]))
    return path(town.walk(wish.pace, wish.at), door, town.points_at(wish.pace).take(row))


def around(town: Town, wish: Wish, minutes: float = MINUTES) -> Around:
    """Return the items that can be done within so many minutes of a position; see ``Around``."""
    directory, limit = town.directory, minutes_ds(minutes)
    search = search_from(town, wish, max(limit, STEPS_DS[1]))
    point, hours = directory.offer_point, directory.offer_hours
    serving = directory.serving[point] & _allowed(town, wish)[point]
    is_open = serving & town.open_at(wish.at)[directory.hours[point]] & town.open_at(wish.at)[hours]
    ds = search.ds[point]

    def told(wanted: Mask) -> dict[int, Doable]:
        return {one.item: one for one in _nearest_of_each(town, wish, search, wanted)}

    here, there = told(is_open & (ds <= limit)), told(is_open & (ds > limit) & (ds != UNREACHED))
    shut = told(serving & ~is_open & (ds <= limit))
    return Around(
        wish,
        limit,
        tuple(here.values()),
        tuple(one for item, one in there.items() if item not in here),
        tuple(one for item, one in shut.items() if item not in here),
        len(np.unique(directory.offer_item[serving])),
        search.walked,
        search.why,
        _holidays_known(town, wish),
    )


def grounds(town: Town, wish: Wish, minutes: Sequence[float]) -> list[MultiPolygon]:
    """Return the ground reached from a position in so many minutes, one polygon each; empty ones from no street."""
    limits = [minutes_ds(one) for one in minutes]
    walk = town.walk(wish.pace, wish.at)
    door = town.ground.stand(wish.pace, np.array([wish.lon]), np.array([wish.lat]))
    return isochrones(walk, times_from(walk, door, limit_ds=max(limits)), limits, places=door)


def _nearest_of_each(town: Town, wish: Wish, search: Search, wanted: Mask) -> Iterator[Doable]:
    """Yield, for each item among the wanted offers, the nearest point; nearest items first."""
    directory = town.directory
    at = np.flatnonzero(wanted)
    ds = search.ds[directory.offer_point[at]]
    order = at[np.lexsort((directory.offer_point[at], directory.offer_item[at], ds))]
    _, first = np.unique(directory.offer_item[order], return_index=True)
    chosen = order[np.sort(first)]
    pairs = zip(directory.offer_point[chosen].tolist(), directory.offer_hours[chosen].tolist(), strict=True)
    at_points = list(pairs)
    rows = list(dict.fromkeys(at_points))  # a point mostly offers many items
    told = dict(zip(rows, _told(town, wish, search, rows), strict=True))
    for item, pair in zip(directory.offer_item[chosen].tolist(), at_points, strict=True):
        yield Doable(item, told[pair])


def _choice(town: Town, wish: Wish, among: Mask) -> _Choice:
    """Return the points among some that offer what is wished, once for each offer of a wished item."""
    directory = town.directory
    if wish.item is None:
        row = np.arange(len(directory), dtype=np.int32)
        hours = np.full(len(row), NOT_GIVEN, np.int32)
    else:
        row, hours = directory.offering(wish.item)
    fits = among[row] & _allowed(town, wish)[row]
    if wish.kind is not None:
        fits &= directory.kind[row] == directory.kind_row(wish.kind)
    row, hours = row[fits], hours[fits]
    keeps = town.open_at(wish.at)
    return _Choice(row, hours, keeps[directory.hours[row]] & keeps[hours])


def _allowed(town: Town, wish: Wish) -> Mask:
    if wish.among is None:
        return np.ones(len(town.directory), np.bool_)
    return np.isin(town.directory.id, np.array(sorted(wish.among), np.int64))


def _search(town: Town, wish: Wish, choice: _Choice, most: int | None) -> Search:
    """Search as far as the straight line promises enough open points, and closed ones; farther where it lied."""
    wanted = (wish.count, choice.open), (wish.later, ~choice.open)
    enough = [min(count, _points(choice, of)) for count, of in wanted]
    farthest = LONGEST if most is None else min(LONGEST, most)
    limit = min(max(_promised(town, wish, choice.row[of], count) for count, of in wanted), farthest)
    while True:
        search = search_from(town, wish, limit)
        reached = search.ds[choice.row] != UNREACHED
        counts = [_points(choice, reached & of) for _, of in wanted]
        if limit == farthest or all(c >= e for c, e in zip(counts, enough, strict=True)):
            return search
        limit = min(limit * FARTHER, farthest)


def _promised(town: Town, wish: Wish, rows: Ints, count: int) -> int:
    """Return within how many deciseconds ``count`` of the points should be: straight lines and usual detours."""
    rows = np.unique(rows)
    count = min(count, len(rows))
    if count <= 0:
        return SHORTEST_DS
    ds = straight(town.directory.lon[rows], town.directory.lat[rows], wish)
    return max(round(float(np.partition(ds, count - 1)[count - 1]) * SLACK), SHORTEST_DS)


def _points(choice: _Choice, wanted: Mask) -> int:
    return len(np.unique(choice.row[wanted]))


def _told(town: Town, wish: Wish, search: Search, pairs: Sequence[tuple[int, int]]) -> tuple[Found, ...]:
    """Return what is told of points, given as pairs of a row and the row of the offer's own hours."""
    if not pairs:
        return ()
    metres = search.metres(np.array([row for row, _ in pairs], np.int32))
    return tuple(
        _found(town, wish, row, hours, int(search.ds[row]), float(far))
        for (row, hours), far in zip(pairs, metres, strict=True)
    )


def _found(town: Town, wish: Wish, row: int, offer_hours: int, ds: int, metres: float) -> Found:
    """Return what is told of a point. Without a moment nothing is told of opening and closing."""
    directory = town.directory
    stands = town.stands(wish.at, row, offer_hours)
    serving = bool(directory.serving[row])
    is_open = serving and stands.open
    return Found(
        id=int(directory.id[row]),
        ds=ds,
        metres=metres,
        open=is_open,
        closes=stands.closes if is_open else None,
        opens=stands.opens if serving and not is_open else None,
        hours_known=stands.known,
    )


def _holidays_known(town: Town, wish: Wish) -> bool:
    return wish.at is None or town.days.knows(wish.at.date())

"""Where the new and moved points of a file lie: their areas follow, and what looks odd is told by its cell.

All of them are looked at at once; only odd ones are asked what else they could mean.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from yike.core.areas.exchange.drafts import Mistake
from yike.core.areas.models import Area, AreaLevel
from yike.core.areas.queries import NO_AREA, locate
from yike.engines.reach.streets.model import Floats
from yike.rooms.circle import placing
from yike.rooms.circle.exchange import faults
from yike.rooms.circle.exchange.standing import Standing
from yike.rooms.circle.queries.streets import footings
from yike.rooms.circle.walking.places import Mask

if TYPE_CHECKING:
    from yike.rooms.circle.exchange.planning import Change

OUT = 1000.0  # metres beyond the borders of all areas
TWIN = 30.0  # metres within which two points of one kind are probably one
LAT_M, LON_M = 110_574.0, 111_320.0  # metres of a degree, the latter at the equator
CROWD = 20  # points of one kind in a square of that side that are looked at
MOST_READ = 50  # odd places that are asked what else they could mean

Cells = defaultdict[tuple[str, int, int], list[int]]


class Judged(NamedTuple):
    """What is wrong and what is odd about places; ``unwalked``: streets and water could not be looked at."""

    wrong: list[Mistake]
    odd: list[Mistake]
    unwalked: bool


def place(changes: Sequence[Change], now: Standing, *, read: bool) -> Judged:
    """Give the new and moved points among ``changes`` their areas; return what is wrong and what is odd.

    ``read``: the file may be in another datum than it was read in, so that other readings are worth telling.
    """
    moved = [one for one in changes if one.of is None or not {"lon", "lat"}.isdisjoint(one.values)]
    if not moved:
        return Judged([], [], unwalked=False)
    lon, lat = _column(moved, "lon"), _column(moved, "lat")
    found = locate(lon, lat, AreaLevel.COMMUNITY)
    wrong = list(_areas(moved, found.tolist(), now))
    stood = footings(lon, lat)
    odd = [*_odd(moved, lon, lat, _out(lon, lat, now), stood, read), *_twins(moved, lon, lat, changes, now)]
    return Judged(wrong, odd, unwalked=stood is None)


def _column(changes: Sequence[Change], name: str) -> Floats:
    return np.array([_told(one, name) for one in changes], np.float64)


def _told(change: Change, name: str) -> Any:
    return change.values[name] if name in change.values else getattr(change.of, name)


def _areas(moved: Sequence[Change], found: list[int], now: Standing) -> Iterator[Mistake]:
    """Let areas follow places: of new rows that name none, and of rows that lay in their area before.

    A place in an area that is not the doer's is told by its cell: nobody else's ground is filled by a file.
    """
    known = {area.pk: area for area in now.areas.values() if area is not None}
    others = _names({*found} - known.keys())
    before = iter(_before([one for one in moved if one.of is not None]))
    for one, there in zip(moved, found, strict=True):
        was = next(before) if one.of is not None else NO_AREA
        area: Area | None = known.get(there)
        if "area" in one.values:
            continue
        if there in others and (one.of is None or was == one.of.area_id):
            yield Mistake(one.row.spot("lon"), faults.not_yours(others[there]))
        elif one.of is None and area is None:
            yield Mistake(one.row.spot("area"), faults.no_area())
        elif area is not None and (one.of is None or was == one.of.area_id != there):
            one.values["area"] = area


def _names(areas: set[int]) -> dict[int, str]:
    """Return the names of areas by key."""
    return dict(Area.objects.filter(pk__in=areas).values_list("pk", "name")) if areas - {NO_AREA} else {}


def _before(moved: Sequence[Change]) -> list[int]:
    """Return the communities where points lay that are there already."""
    lon = np.array([one.of.lon for one in moved], np.float64)
    lat = np.array([one.of.lat for one in moved], np.float64)
    found: list[int] = locate(lon, lat, AreaLevel.COMMUNITY).tolist() if moved else []
    return found


def _odd(
    moved: Sequence[Change],
    lon: Floats,
    lat: Floats,
    out: Floats,
    stood: tuple[Floats, Mask] | None,
    read: bool,
) -> Iterator[Mistake]:
    metres, wet = stood if stood is not None else (np.zeros(len(lon)), np.zeros(len(lon), np.bool_))
    odd = (out > OUT) | (metres > np.where(wet, placing.BANK, placing.FAR))
    for number, row in enumerate(np.flatnonzero(odd).tolist()):
        others = _others(float(lon[row]), float(lat[row])) if read and number < MOST_READ else []
        if out[row] > OUT:
            fault = faults.far_out(float(out[row]), others)
        elif wet[row]:
            fault = faults.in_water(others)
        else:
            fault = faults.far_from_streets(float(metres[row]), others)
        yield Mistake(moved[row].row.spot("lon"), fault)


def _out(lon: Floats, lat: Floats, now: Standing) -> Floats:
    """Return how many metres places lie beyond the boxes of all areas with a border; nothing where none has one."""
    areas = [area for area in now.areas.values() if area is not None and area.west is not None]
    if not areas:
        return np.zeros(len(lon))
    far = np.full(len(lon), np.inf)
    boxes = np.array([(area.west, area.south, area.east, area.north) for area in areas], np.float64)
    for west, south, east, north in boxes.tolist():
        x = np.maximum(np.maximum(west - lon, lon - east), 0.0) * LON_M * np.cos(np.radians(lat))
        y = np.maximum(np.maximum(south - lat, lat - north), 0.0) * LAT_M
        far = np.minimum(far, np.hypot(x, y))
    return far


def _others(lon: float, lat: float) -> list[placing.Reading]:
    return [one for one in placing.placed(lon, lat).others if one.area is not None]


def _twins(
    moved: Sequence[Change], lon: Floats, lat: Floats, changes: Sequence[Change], now: Standing
) -> Iterator[Mistake]:
    """Tell each new or moved point that stands right beside another one of its kind, in file or directory."""
    touched = {one.of.pk for one in changes if one.of is not None}
    still = [point for point in now.points.values() if point.pk not in touched]
    rest = [one for one in changes if one.of is not None and {"lon", "lat"}.isdisjoint(one.values)]
    x = np.concatenate((lon, _column(rest, "lon"), [point.lon for point in still]))
    y = np.concatenate((lat, _column(rest, "lat"), [point.lat for point in still]))
    scale = LON_M * np.cos(np.radians(float(np.mean(y))))
    x, y = x * scale, y * LAT_M
    kinds = [*(_told(one, "kind") for one in (*moved, *rest)), *(point.kind for point in still)]
    names = [*(_told(one, "name") for one in (*moved, *rest)), *(point.name for point in still)]
    cells: Cells = defaultdict(list)
    for other in range(len(moved), len(kinds)):
        _stand(cells, kinds[other], x[other], y[other], other)
    for row, one in enumerate(moved):
        near = [
            (n, float(np.hypot(x[n] - x[row], y[n] - y[row])))
            for n in _beside(cells, kinds[row], x[row], y[row])
        ]
        found = min(((n, metres) for n, metres in near if metres <= TWIN), default=None)
        if found is not None:
            yield Mistake(one.row.spot("lon"), faults.twin(str(names[found[0]]), found[1]))
        _stand(cells, kinds[row], x[row], y[row], row)  # of two in the file, the lower one is told


def _stand(cells: Cells, kind: str, x: float, y: float, number: int) -> None:
    """Note where a point stands; of a crowd on one spot a few are enough, or each would be asked about all."""
    cell = cells[kind, int(x // TWIN), int(y // TWIN)]
    if len(cell) < CROWD:
        cell.append(number)


def _beside(cells: Cells, kind: str, x: float, y: float) -> Iterator[int]:
    """Yield the points of a kind in the cell of a place and in those around it: all within ``TWIN``, and others."""
    column, line = int(x // TWIN), int(y // TWIN)
    for across in (column - 1, column, column + 1):
        for along in (line - 1, line, line + 1):
            yield from cells.get((kind, across, along), ())

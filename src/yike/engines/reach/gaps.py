"""Blind areas: connected streets from which a kind is out of reach, and the homes that stand on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from yike.engines.reach.anchors import Anchors
from yike.engines.reach.cover import Mask
from yike.engines.reach.pace import UNREACHED, Deciseconds
from yike.engines.reach.streets.model import Floats, Ints, Streets, metres_per_degree
from yike.engines.reach.walk import Walk

CELL = 40.0  # metres; the outline of a gap is drawn on a grid this fine
MOST_CELLS = 1200  # of one outline; beyond, cells are doubled in width, so that wide gaps stay cheap to draw
AROUND = 250.0  # metres; streets farther from every home of the gap are not drawn as part of it
DRAWN = 100  # gaps of one kind that get an outline; a map with more is not read


@dataclass(frozen=True)
class Gap:
    """One blind area of one kind. Times in deciseconds, places in WGS-84 degrees.

    ``worst_ds`` is None where some home reaches no point at all (``unreached`` counts them).
    ``nearest_point`` is the point that is missed by least: its row, and ``nearest_ds`` the walk of the home
    nearest to it; -1 and None where nothing is reached. ``where`` is the street most of the weight lives on.
    ``extent`` outlines the blind streets around the homes, for drawing only.
    """

    kind: int
    homes: Ints
    weights: dict[str, float]
    worst_ds: int | None
    unreached: int
    nearest_point: int
    nearest_ds: int | None
    lon: float
    lat: float
    where: str
    extent: shapely.Geometry | None


@dataclass(frozen=True)
class BlindArea:
    """Rows of the blind homes of one area, and of the blind segments that connect them."""

    homes: Ints
    segments: Ints


def beyond(ds: Deciseconds, limit_ds: int) -> Mask:
    """Return whether each time is beyond the limit; what is unreached always is."""
    return np.asarray((ds > limit_ds) | (ds == UNREACHED))


def blind_areas(walk: Walk, homes: Anchors, blind_node: Mask, blind_home: Mask) -> list[BlindArea]:
    """Return the connected sets of blind homes (盲区, domain dossier §5.1).

    Blind nodes joined by a usable segment are one area. A blind home belongs to the area of a blind end of
    its segment. Where both ends are in reach and only the home's own leg is too long, the homes of that one
    segment are an area. Homes on no street belong to none. Areas without homes are left out.
    """
    rows = np.flatnonzero(blind_home & homes.snapped).astype(np.int32)
    if not len(rows):
        return []
    streets = walk.streets
    joined = np.flatnonzero(walk.usable & blind_node[streets.a] & blind_node[streets.b]).astype(np.int32)
    label = _labels(streets, joined, blind_node)
    area, home_area = np.unique(_home_labels(streets, label, homes.segment[rows]), return_inverse=True)
    groups = _grouped(rows, home_area, len(area))
    at = np.searchsorted(area, label[streets.a[joined]])
    mine = area[np.minimum(at, len(area) - 1)] == label[streets.a[joined]]
    lines = _grouped(joined[mine], at[mine], len(area))
    return [BlindArea(h, s) for h, s in zip(groups, lines, strict=True)]


def _labels(streets: Streets, joined: Ints, blind_node: Mask) -> NDArray[np.int64]:
    """Return the component of every blind node, -1 for the others."""
    a, b = streets.a[joined], streets.b[joined]
    links = coo_array((np.ones(len(joined), np.int8), (a, b)), shape=(streets.nodes, streets.nodes))
    label = connected_components(links, directed=False)[1].astype(np.int64)
    return np.where(blind_node, label, -1)


def _home_labels(streets: Streets, label: NDArray[np.int64], segment: Ints) -> NDArray[np.int64]:
    at_a, at_b = label[streets.a[segment]], label[streets.b[segment]]
    alone = streets.nodes + segment.astype(np.int64)  # a number no component has
    return np.where(at_a >= 0, at_a, np.where(at_b >= 0, at_b, alone))


def _grouped(rows: Ints, group: NDArray[np.int64], groups: int) -> list[Ints]:
    order = np.argsort(group, kind="stable")
    cuts = np.cumsum(np.bincount(group, minlength=groups))[:-1]
    return np.split(rows[order], cuts)


def gaps(
    walk: Walk,
    homes: Anchors,
    node_ds: Deciseconds,
    home_ds: Deciseconds,
    limit_ds: int,
    weights: Mapping[str, Floats],
    home_point: Ints | None = None,
    *,
    kind: int = 0,
    drawn: int = DRAWN,
) -> list[Gap]:
    """Return the gaps of one kind, heaviest by the first weight first.

    ``node_ds`` (n,) and ``home_ds`` (h,) are the times to the nearest open point of the kind, ``home_point``
    (h,) the row of that point. Every blind home that stands on a street is in exactly one gap. The first
    ``drawn`` gaps carry an outline.
    """
    areas = blind_areas(walk, homes, beyond(node_ds, limit_ds), beyond(home_ds, limit_ds))
    sums = [{name: float(w[area.homes].sum()) for name, w in weights.items()} for area in areas]
    order = sorted(range(len(areas)), key=lambda i: _heaviest_first(sums[i], areas[i]))
    lon, lat = street_positions(walk.streets, homes)
    first = next(iter(weights.values()), np.ones(len(homes)))
    found = []
    for rank, i in enumerate(order):
        rows = areas[i].homes
        weight = first[rows] if first[rows].any() else np.ones(len(rows))
        extent = outline(walk.streets, areas[i], lon[rows], lat[rows]) if rank < drawn else None
        missed = _missed(rows, home_ds, home_point)
        x, y = (float(np.average(v[rows], weights=weight)) for v in (lon, lat))
        where = place_name(walk.streets, areas[i], homes.segment[rows], weight)
        found.append(Gap(kind, rows, sums[i], *missed, x, y, where, extent))
    return found


def _heaviest_first(sums: dict[str, float], area: BlindArea) -> tuple[float, ...]:
    return (*(-v for v in sums.values()), -float(len(area.homes)), float(area.homes[0]))


def _missed(
    rows: Ints, home_ds: Deciseconds, home_point: Ints | None
) -> tuple[int | None, int, int, int | None]:
    """Return worst time, homes that reach nothing, the point missed by least, and by which walk."""
    ds = home_ds[rows]
    unreached = int((ds == UNREACHED).sum())
    if unreached == len(ds):
        return None, unreached, -1, None
    least = int(np.argmin(ds))
    point = -1 if home_point is None else int(home_point[rows[least]])
    return None if unreached else int(ds.max()), unreached, point, int(ds[least])


def street_positions(streets: Streets, places: Anchors) -> tuple[Floats, Floats]:
    """Return degrees (k,) of where each place meets its street, NaN where it stands on none."""
    if not streets.segments:
        nowhere = np.full(len(places), np.nan)
        return nowhere, nowhere
    at, on = np.maximum(places.segment, 0), places.snapped
    a, b = streets.a[at], streets.b[at]
    along = np.where(on, places.along, np.nan)
    lon = streets.lon[a] + along * (streets.lon[b] - streets.lon[a])
    return lon, streets.lat[a] + along * (streets.lat[b] - streets.lat[a])


def place_name(streets: Streets, area: BlindArea, segment: Ints, weight: Floats) -> str:
    """Return the street most of the weight lives on, else the longest named one; "" where none is named."""
    by_homes = _heaviest_name(streets, segment, weight)
    return by_homes or _heaviest_name(streets, area.segments, streets.length[area.segments])


def _heaviest_name(streets: Streets, segment: Ints, weight: Floats) -> str:
    name = streets.name[segment]
    named = name >= 0
    if not named.any():
        return ""
    which, index = np.unique(name[named], return_inverse=True)
    return streets.names[int(which[np.argmax(np.bincount(index, weight[named]))])]


def outline(streets: Streets, area: BlindArea, lon: Floats, lat: Floats) -> shapely.Geometry:
    """Return a (multi)polygon in degrees around the homes at ``lon``, ``lat`` and the blind streets near.

    Drawn on a grid of cells that blind streets within 250 m of a home run through, 40 m wide or, for a gap
    of many, a power of two wider, and rounded; so it is a picture of the gap, not its exact border.
    """
    east, north = (float(v) for v in metres_per_degree(np.asarray(lat.mean())))
    west, south = float(lon.mean()), float(lat.mean())
    homes = np.column_stack(((lon - west) * east, (lat - south) * north))
    x, y, cell = _cells(homes)
    if cell == CELL:  # homes so many that they need wider cells already fill their streets
        a, b = streets.a[area.segments], streets.b[area.segments]
        start, end = (
            np.column_stack(((streets.lon[v] - west) * east, (streets.lat[v] - south) * north))
            for v in (a, b)
        )
        near = _near(homes, start, end)
        x, y, cell = _cells(np.concatenate((homes, _dots(start[near], end[near]))))
    boxes = shapely.box(x, y, x + cell, y + cell)
    shape = shapely.coverage_union_all(boxes).buffer(cell * 0.6, quad_segs=3).simplify(cell * 0.15)
    scale = np.array([east, north])
    return shapely.transform(shape, lambda xy: np.round(xy / scale + (west, south), 6))


def _cells(dots: Floats) -> tuple[Floats, Floats, float]:
    """Return the west and south edges of the cells the dots lie in, and how wide the cells are."""
    size = CELL
    while True:
        column, row = np.floor(dots / size).astype(np.int64).T
        cells = np.unique((row << 32) + column + (1 << 31))  # one number per cell sorts faster than pairs
        if len(cells) <= MOST_CELLS:
            west = ((cells & 0xFFFFFFFF) - (1 << 31)).astype(np.float64)
            return west * size, (cells >> 32).astype(np.float64) * size, size
        size *= 2.0


def _near(homes: Floats, start: Floats, end: Floats) -> Ints:
    """Return rows of the segments whose middle is within ``AROUND`` of a home, longer ones farther."""
    middle, half = (start + end) / 2.0, np.hypot(*(end - start).T) / 2.0
    low, high = homes.min(axis=0) - AROUND, homes.max(axis=0) + AROUND
    rows = np.flatnonzero(((middle + half[:, None] >= low) & (middle - half[:, None] <= high)).all(axis=1))
    distance = cKDTree(homes).query(middle[rows])[0]
    return rows[distance <= AROUND + half[rows]].astype(np.int32)


def _dots(start: Floats, end: Floats) -> Floats:
    """Return points every half cell or closer along straight segments, (·, 2) metres."""
    count = np.ceil(np.hypot(*(end - start).T) / (CELL / 2.0)).astype(np.int64) + 1
    row = np.repeat(np.arange(len(count)), count)
    step = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    t = (step / np.maximum(count[row] - 1, 1))[:, None]
    return start[row] + t * (end[row] - start[row])

"""Everything a map shows, in units of the sheet: made once, drawn as SVG and as a picture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yike.engines.reach.gaps import Gap
from yike.engines.reach.pace import Deciseconds
from yike.engines.reach.streets.model import Floats, Ints, Streets
from yike.engines.reach.walk import Walk
from yike.rooms.circle.report.frame import WIDTH, Frame, frame_of
from yike.rooms.circle.report.labels import Ground, Label, Run, placed, street_runs, water_runs
from yike.rooms.circle.report.lines import Lines, chained, picked, segment_classes, street_lines, thinned
from yike.rooms.circle.report.outline import Outline, outline_of

_MOST_POINTS = 400_000  # drawn vertices over all maps: keeps the page under about 3 MB
_HALF_PIXEL = 0.5
_THINNINGS = (_HALF_PIXEL, 0.8, 1.3, 2.0)  # units; beyond these streets would lose their shape
_MOST_MAPS = 20
_NAMES = 160  # street names tried for a place on the sheet
_MANY, _FEW = (
    (17.0, 46, 9.0),
    (40.0, 7, 16.0),
)  # size of names, most names, half a sign; the few are for phones

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Signs:
    """Service points on the sheet. ``kind`` gives the shape, ``open_now`` a filled or a hollow sign."""

    x: Floats
    y: Floats
    kind: Ints
    open_now: Bools


@dataclass(frozen=True)
class Subject:
    """What one map is about: a kind (-1 for all together), its limit, its first gaps, numbered from 1."""

    kind: int
    limit_ds: int
    node_ds: Deciseconds  # (n,)
    gaps: Sequence[Gap]
    kinds: tuple[int, ...]  # whose points are drawn


@dataclass(frozen=True)
class KindMap:
    """One map: streets by class of minutes, signs, outlines of gaps, and names."""

    kind: int
    limit_ds: int
    streets: tuple[Lines, ...]  # (6,)
    signs: Signs
    outlines: tuple[Outline, ...]
    names: tuple[Label, ...]
    few_names: tuple[Label, ...]  # large and sparse, for a phone


@dataclass(frozen=True)
class Drawing:
    """All maps of a report on one sheet. ``left_out`` are the kinds that no map was drawn for, to save room."""

    frame: Frame
    water_areas: Lines
    water_lines: Lines
    maps: tuple[KindMap, ...]
    left_out: tuple[int, ...]
    tolerance: float


def _water(streets: Streets, frame: Frame) -> tuple[Lines, Lines]:
    water = streets.water
    if len(water.start) < 2 or not len(water.lon):
        empty = Lines(np.empty(0), np.empty(0), np.zeros(1, np.int32))
        return empty, empty
    x, y = frame.place(water.lon, water.lat)
    inside = np.concatenate(([0], np.cumsum(frame.holds(x, y, margin=WIDTH))))
    seen = inside[water.start[1:]] > inside[water.start[:-1]]
    lines = Lines(x, y, water.start)
    areas = thinned(picked(lines, seen & water.area), _HALF_PIXEL)
    return areas, thinned(picked(lines, seen & ~water.area), _HALF_PIXEL)


def _room(walk: Walk, frame: Frame, wanted: int) -> tuple[float, int]:
    """Return the thinning in units and how many maps a page then holds: half a pixel and all, where they fit."""
    streets = walk.streets
    if 2 * streets.segments * wanted <= _MOST_POINTS:
        return _HALF_PIXEL, wanted
    x, y = frame.place(streets.lon, streets.lat)
    inside = frame.holds(x, y)
    seen = inside[streets.a] | inside[streets.b]
    lines = chained(x, y, streets.a, streets.b, seen, np.zeros(len(seen), np.int8))
    for tolerance in _THINNINGS:
        lines = thinned(lines, tolerance)
        if len(lines.x) * wanted <= _MOST_POINTS:
            return tolerance, wanted
    return _THINNINGS[-1], max(1, min(wanted, _MOST_POINTS // max(len(lines.x), 1)))


@dataclass(frozen=True)
class Names:
    """What may be written on the sheet: waters and streets, the weightiest first."""

    waters: Sequence[Run]
    streets: Sequence[Run]


def _labels(
    names: Names, frame: Frame, signs: Signs, outlines: Sequence[Outline], *, few: bool
) -> tuple[Label, ...]:
    """Return the many small names or the few large ones, clear of signs and gap numbers."""
    size, most, sign = _FEW if few else _MANY
    ground = Ground(frame)
    ground.take(zip(signs.x.tolist(), signs.y.tolist(), strict=True), sign)
    ground.take([(o.x, o.y) for o in outlines], sign * 2.0)
    blue = placed(names.waters, ground, size * 0.92, max(2, most // 4))
    return blue + placed(names.streets, ground, size, most - len(blue))


def _outlines(frame: Frame, gaps: Sequence[Gap]) -> Iterator[Outline]:
    for number, gap in enumerate(gaps, 1):
        found = outline_of(number, frame, gap)
        if found is not None:
            yield found


def _kind_map(
    walk: Walk, frame: Frame, subject: Subject, signs: Signs, names: Names, tolerance: float
) -> KindMap:
    classes = segment_classes(walk, subject.node_ds, subject.limit_ds)
    lines = street_lines(walk, frame, classes, tolerance)
    own = np.isin(signs.kind, subject.kinds)
    mine = Signs(signs.x[own], signs.y[own], signs.kind[own], signs.open_now[own])
    outlines = tuple(_outlines(frame, subject.gaps))
    many = _labels(names, frame, mine, outlines, few=False)
    few = _labels(names, frame, mine, outlines, few=True)
    return KindMap(subject.kind, subject.limit_ds, lines, mine, outlines, many, few)


def draw(
    walk: Walk,
    around: tuple[Floats, Floats],
    points: tuple[Floats, Floats, Ints, Bools],
    subjects: Sequence[Subject],
    *,
    most_maps: int = _MOST_MAPS,
) -> Drawing:
    """Return the maps of ``subjects``, the first ones where the page has no room for all.

    ``around`` are the places (degrees) that the sheet must show; ``points`` are longitude, latitude, kind and
    whether each is open at the moment asked about.
    """
    frame = frame_of(*around)
    lon, lat, kind, open_now = points
    x, y = frame.place(lon, lat)
    on = frame.holds(x, y)
    signs = Signs(x[on], y[on], kind[on], open_now[on])
    tolerance, most = _room(walk, frame, min(most_maps, len(subjects)))
    drawn = subjects[:most]
    areas, lines = _water(walk.streets, frame)
    names = Names(water_runs(walk.streets, frame), street_runs(walk.streets, frame, _NAMES))
    maps = tuple(_kind_map(walk, frame, subject, signs, names, tolerance) for subject in drawn)
    return Drawing(frame, areas, lines, maps, tuple(s.kind for s in subjects[most:]), tolerance)

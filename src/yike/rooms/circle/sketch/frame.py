"""The drawing board of the sketch: metres around one point of the old town, and how a hand-drawn line bends."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np
import shapely
import shapely.ops
from shapely import LineString, Polygon

from yike.engines.reach.streets.model import metres_per_degree

Vec = tuple[float, float]
Rng = np.random.Generator

ORIGIN: Vec = (120.6360, 31.3010)  # WGS-84; about 相王路 and 十全街
_EAST, _NORTH = (float(v[0]) for v in metres_per_degree(np.array([ORIGIN[1]])))


def metres(lon: float, lat: float) -> Vec:
    """Return metres east and north of the origin for WGS-84 degrees."""
    return (lon - ORIGIN[0]) * _EAST, (lat - ORIGIN[1]) * _NORTH


def degrees(x: float, y: float) -> Vec:
    """Return WGS-84 degrees, seven decimals (about 1 cm), for metres east and north of the origin."""
    return round(ORIGIN[0] + x / _EAST, 7), round(ORIGIN[1] + y / _NORTH, 7)


def line(controls: Iterable[Vec]) -> LineString:
    """Return the line through WGS-84 ``controls`` in metres."""
    return LineString([metres(*c) for c in controls])


def polygon(controls: Iterable[Vec]) -> Polygon:
    """Return the polygon around WGS-84 ``controls`` in metres."""
    return Polygon([metres(*c) for c in controls])


def unit(dx: float, dy: float) -> Vec:
    """Return the direction of a vector, length one."""
    length = math.hypot(dx, dy)
    return dx / length, dy / length


def along(path: LineString, at: float) -> tuple[Vec, Vec]:
    """Return the point of ``path`` at ``at`` metres and its direction there."""
    here = path.interpolate(at)
    before, after = path.interpolate(max(at - 2.0, 0.0)), path.interpolate(min(at + 2.0, path.length))
    return (here.x, here.y), unit(after.x - before.x, after.y - before.y)


def sway(rng: Rng, path: LineString, amplitude: float, step: float = 24.0) -> LineString:
    """Return ``path`` bent sideways by at most ``amplitude`` metres, its corners rounded and its two ends kept.

    Two sine waves of random length and phase: old streets drift, they do not zigzag.
    """
    path = rounded(path)
    s = np.linspace(0.0, path.length, max(3, math.ceil(path.length / step) + 1))
    xy = shapely.get_coordinates(shapely.line_interpolate_point(path, s))
    drift = amplitude * _waves(rng, s) * np.minimum(1.0, np.minimum(s, path.length - s) / 40.0)
    heading = np.gradient(xy, axis=0)
    heading /= np.hypot(heading[:, 0], heading[:, 1])[:, None]
    return LineString(xy + drift[:, None] * np.column_stack([-heading[:, 1], heading[:, 0]]))


def rounded(path: LineString) -> LineString:
    """Return ``path`` with its corners cut twice (Chaikin 1974), ends kept."""
    xy = shapely.get_coordinates(path)
    for _ in range(2 if len(xy) > 2 else 0):
        quarter, three = 0.75 * xy[:-1] + 0.25 * xy[1:], 0.25 * xy[:-1] + 0.75 * xy[1:]
        xy = np.vstack([xy[:1], np.stack([quarter, three], axis=1).reshape(-1, 2)[1:-1], xy[-1:]])
    return LineString(xy)


def _waves(rng: Rng, s: np.ndarray) -> np.ndarray:
    long, short = rng.uniform(300.0, 520.0), rng.uniform(150.0, 230.0)
    phase = rng.uniform(0.0, 2.0 * math.pi, 2)
    waves: np.ndarray = np.sin(2 * math.pi * s / long + phase[0])
    waves = waves + 0.6 * np.sin(2 * math.pi * s / short + phase[1])
    return waves / 1.6


def beside(path: LineString, offset: float) -> LineString:
    """Return the line ``offset`` metres to the left (negative: right) of ``path``, in the same direction."""
    return path.offset_curve(offset, join_style="mitre")


def piece(path: LineString, start: float, end: float) -> LineString:
    """Return the part of ``path`` between two distances from its start, in metres."""
    return shapely.remove_repeated_points(shapely.ops.substring(path, start, end), 0.02)


def lengthened(path: LineString, start: float, end: float) -> LineString:
    """Return ``path`` carried straight on by ``start`` and ``end`` metres."""
    xy = [tuple(c) for c in path.coords]
    first, last = (
        unit(xy[0][0] - xy[1][0], xy[0][1] - xy[1][1]),
        unit(xy[-1][0] - xy[-2][0], xy[-1][1] - xy[-2][1]),
    )
    head = (xy[0][0] + first[0] * start, xy[0][1] + first[1] * start)
    tail = (xy[-1][0] + last[0] * end, xy[-1][1] + last[1] * end)
    return LineString([head, *xy, tail])


def overlapping(path: LineString) -> LineString:
    """Return ``path`` half a metre longer at both ends, so that where it meets a street it surely crosses it."""
    return lengthened(path, 0.5, 0.5)


def pick(rng: Rng, options: Sequence[str]) -> str:
    """Return one of ``options``."""
    return options[int(rng.integers(len(options)))]


def ray_between(middle: Vec, heading: Vec, reach: float) -> LineString:
    """Return the straight line of ``2 * reach`` metres through ``middle``."""
    x, y = heading[0] * reach, heading[1] * reach
    return LineString([(middle[0] - x, middle[1] - y), (middle[0] + x, middle[1] + y)])

"""Names beside their streets and canals, placed so that none covers another.

A name goes where its line is straight enough, beside the line, turned with it. Chinese names of steep streets
stand upright, one character below the other, as on a printed sheet. Two sets are placed: one for a
full-size sheet, and a sparse, large one that is still legible on a phone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import atan2, ceil, degrees

import numpy as np
from numpy.typing import NDArray

from yike.engines.reach.streets.model import Floats, Ints, Streets
from yike.rooms.circle.report.frame import Frame

_CELL = 4.0  # units of the sheet per cell of the occupied-ground raster
_STRAIGHT = 0.93  # chord over length that a name needs
_STEEP = 50.0  # degrees beyond which Chinese names stand upright
_TRIES = (0.5, 0.36, 0.64, 0.22, 0.78)


@dataclass(frozen=True)
class Label:
    """A name on the sheet. ``spots`` are character centres; one spot only for a line of text at ``angle``."""

    text: str
    spots: tuple[tuple[float, float], ...]
    angle: float  # degrees clockwise
    size: float  # units
    water: bool


@dataclass(frozen=True)
class Run:
    """A line that bears one name: its points on the sheet and the running length at each of them."""

    name: str
    x: Floats
    y: Floats
    along: Floats
    weight: float  # drawn length of everything that bears the name
    water: bool = False

    def at(self, where: float) -> tuple[float, float]:
        """Return the place ``where`` units from the start."""
        return float(np.interp(where, self.along, self.x)), float(np.interp(where, self.along, self.y))


def run_of(name: str, x: Floats, y: Floats, weight: float, *, water: bool = False) -> Run:
    """Return a run with its lengths measured."""
    steps = np.hypot(np.diff(x), np.diff(y))
    return Run(name, x, y, np.concatenate(([0.0], np.cumsum(steps))), weight, water)


class Ground:
    """Which parts of the sheet are taken."""

    def __init__(self, frame: Frame) -> None:
        self._taken: NDArray[np.bool_] = np.zeros(
            (ceil(frame.height / _CELL) + 1, ceil(frame.width / _CELL) + 1), np.bool_
        )

    def _window(self, x: float, y: float, half: float) -> tuple[slice, slice] | None:
        rows, columns = self._taken.shape
        top, bottom = int((y - half) // _CELL), int((y + half) // _CELL) + 1
        left, right = int((x - half) // _CELL), int((x + half) // _CELL) + 1
        if top < 0 or left < 0 or bottom > rows or right > columns:
            return None
        return slice(top, bottom), slice(left, right)

    def free(self, spots: Iterable[tuple[float, float]], half: float) -> bool:
        """Return whether squares of that half side around all spots are on the sheet and not taken."""
        windows = [self._window(x, y, half) for x, y in spots]
        return all(w is not None and not self._taken[w].any() for w in windows)

    def take(self, spots: Iterable[tuple[float, float]], half: float) -> None:
        """Mark those squares as taken."""
        for x, y in spots:
            window = self._window(x, y, half)
            if window is not None:
                self._taken[window] = True


def is_wide(character: str) -> bool:
    """Return whether a character is as wide as it is high (Chinese), rather than about half."""
    return ord(character) >= 0x2E80


def text_width(text: str, size: float) -> float:
    """Return about how many units the text takes in a line."""
    return size * sum(1.0 if is_wide(c) else 0.56 for c in text)


def _upright(angle: float) -> float:
    """Return the angle turned so that text never hangs upside down."""
    return angle - 180.0 if angle > 90.0 else angle + 180.0 if angle <= -90.0 else angle


def _beside(spots: Sequence[tuple[float, float]], dx: float, dy: float) -> tuple[tuple[float, float], ...]:
    return tuple((round(x + dx, 1), round(y + dy, 1)) for x, y in spots)


def _candidates(run: Run, size: float) -> Iterator[tuple[Label, tuple[tuple[float, float], ...]]]:
    """Yield labels for a run with the spots they cover, best first."""
    whole = float(run.along[-1])
    need = text_width(run.name, size)
    for share in _TRIES:
        start, stop = share * whole - need / 2.0, share * whole + need / 2.0
        if start < 0.0 or stop > whole:
            continue
        (x0, y0), (x1, y1) = run.at(start), run.at(stop)
        if np.hypot(x1 - x0, y1 - y0) < _STRAIGHT * need:
            continue
        angle = _upright(degrees(atan2(y1 - y0, x1 - x0)))
        steep = abs(angle) > _STEEP and all(is_wide(c) for c in run.name)
        away = 0.0 if run.water else size * (0.8 if steep else 0.72)
        for side in (1.0, -1.0) if away else (0.0,):
            yield _label(run, size, (start, stop), angle, steep, away * side)


def _label(
    run: Run, size: float, span: tuple[float, float], angle: float, steep: bool, away: float
) -> tuple[Label, tuple[tuple[float, float], ...]]:
    count = len(run.name) if steep else max(2, round(text_width(run.name, 1.0)))
    places = np.linspace(span[0], span[1], 2 * count + 1)[1::2]
    spots = [run.at(float(p)) for p in places]
    turn = np.radians(angle)
    if steep:
        spots.sort(key=lambda spot: spot[1])
        covered = _beside(spots, away, 0.0)
        return Label(run.name, covered, 0.0, size, run.water), covered
    dx, dy = float(np.sin(turn)) * away, -float(np.cos(turn)) * away
    covered = _beside(spots, dx, dy)
    middle = _beside([((spots[0][0] + spots[-1][0]) / 2, (spots[0][1] + spots[-1][1]) / 2)], dx, dy)
    return Label(run.name, middle, round(angle, 1), size, run.water), covered


def placed(runs: Sequence[Run], ground: Ground, size: float, most: int) -> tuple[Label, ...]:
    """Return up to ``most`` labels, the weightiest runs first, none over another or over taken ground."""
    labels: list[Label] = []
    for run in runs:
        if len(labels) >= most:
            break
        for label, covered in _candidates(run, size):
            if ground.free(covered, size * 0.55):
                ground.take(covered, size * 0.62)
                labels.append(label)
                break
    return tuple(labels)


def _merged(x: Floats, y: Floats, a: Ints, b: Ints) -> tuple[Floats, Floats]:
    """Return the longest unbroken line that the segments make."""
    import shapely  # noqa: PLC0415 - only where there are names to place

    ends = np.stack((np.stack((x[a], x[b]), axis=1), np.stack((y[a], y[b]), axis=1)), axis=2)
    lines = shapely.get_parts(shapely.line_merge(shapely.multilinestrings(shapely.linestrings(ends))))
    points = shapely.get_coordinates(lines[int(np.argmax(shapely.length(lines)))])
    return points[:, 0], points[:, 1]


def street_runs(streets: Streets, frame: Frame, most: int) -> list[Run]:
    """Return the named streets on the sheet, most drawn length first, each by its longest unbroken line."""
    x, y = frame.place(streets.lon, streets.lat)
    inside = frame.holds(x, y)
    at = np.flatnonzero((streets.name >= 0) & inside[streets.a] & inside[streets.b])
    if not len(at):
        return []
    at = at[np.argsort(streets.name[at], kind="stable")]
    a, b, name = streets.a[at], streets.b[at], streets.name[at]
    weight = np.bincount(name, np.hypot(x[b] - x[a], y[b] - y[a]), minlength=len(streets.names))
    ranked = np.lexsort((np.arange(len(weight)), -weight))[:most]
    ranked = ranked[weight[ranked] > 0.0]
    rows = [slice(*np.searchsorted(name, (n, n + 1)).tolist()) for n in ranked]
    return [
        run_of(streets.names[n], *_merged(x, y, a[r], b[r]), float(weight[n]))
        for n, r in zip(ranked.tolist(), rows, strict=True)
        if streets.names[n]
    ]


def _midline(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Return about the middle of a long narrow ring: half-way between its two banks."""
    first = int(np.argmax(np.hypot(x - x.mean(), y - y.mean())))
    x, y = np.roll(x[:-1], -first), np.roll(y[:-1], -first)
    last = int(np.argmax(np.hypot(x - x[0], y - y[0])))
    there = _evenly(x[: last + 1], y[: last + 1])
    back = _evenly(np.append(x[last:], x[0])[::-1], np.append(y[last:], y[0])[::-1])
    return (there[0] + back[0]) / 2.0, (there[1] + back[1]) / 2.0


def _evenly(x: Floats, y: Floats, count: int = 48) -> tuple[Floats, Floats]:
    along = np.concatenate(([0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))))
    at = np.linspace(0.0, along[-1], count)
    return np.interp(at, along, x), np.interp(at, along, y)


def water_runs(streets: Streets, frame: Frame) -> list[Run]:
    """Return the named waters that run over the sheet, longest first, one for each name."""
    water = streets.water
    x, y = frame.place(water.lon, water.lat)
    runs: dict[str, Run] = {}
    for i, name in enumerate(water.name):
        rows = slice(int(water.start[i]), int(water.start[i + 1]))
        if not name or len(x[rows]) < 2 or not frame.holds(x[rows], y[rows]).any():
            continue
        middle = _midline(x[rows], y[rows]) if water.area[i] and len(x[rows]) > 4 else (x[rows], y[rows])
        run = run_of(name, *middle, 0.0, water=True)
        if name not in runs or run.along[-1] > runs[name].along[-1]:
            runs[name] = run
    return sorted(runs.values(), key=lambda run: (-float(run.along[-1]), run.name))

"""The prepared streets as lines for maps: joined by name, simplified, and never more than a slow phone can take."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from yike.engines.reach.streets.model import Floats, Streets, metres_per_degree
from yike.rooms.circle.walking.waters import Box, Json

FINE = 5  # decimals of a degree: a metre
BENDS = (2e-5, 5e-5, 1e-4)  # degrees by which a line may be straightened, two metres to ten
MOST_CORNERS = 6_000  # about 33 kB compressed, so that a page with its map keeps within 500 kB
MOST_NAMES = 12  # streets whose names are written, the longest: each name asks for type of its own
LEAST_NAMED_M = 150.0  # a shorter street has no room for its name


@dataclass(frozen=True)
class StreetLines:
    """Streets in WGS-84 degrees, the longest first; those without a name last. ``whole``: none is left out."""

    lines: tuple[BaseGeometry, ...]
    names: tuple[str, ...]
    metres: tuple[float, ...]
    whole: bool

    @classmethod
    def of(cls, streets: Streets, most: int = MOST_CORNERS) -> StreetLines:
        """Return the streets with at most ``most`` corners: straightened first, then the shortest left out."""
        found = sorted(_joined(streets), key=lambda one: (one[0] == "", -one[2], one[0]))
        if not found:
            return cls((), (), (), whole=True)
        lines, kept = _within(np.array([line for _, line, _ in found], object), most)
        return cls(
            tuple(lines[:kept]),
            tuple(name for name, *_ in found[:kept]),
            tuple(metres for *_, metres in found[:kept]),
            whole=kept == len(found),
        )

    def features(self, box: Box | None = None, *, named: int = MOST_NAMES) -> list[Json]:
        """Return the streets in a box, None all, as the map component takes them.

        The ``named`` longest with their names, all others together: a feature each would weigh more than its line.
        """
        shapes = np.array(self.lines, object)
        if box is not None and len(shapes):
            shapes = shapely.clip_by_rect(shapes, *box)
        long = [metres >= LEAST_NAMED_M for metres in self.metres]
        told = [bool(name) and at < named and long[at] for at, name in enumerate(self.names)]
        rows = [at for at, shape in enumerate(shapes) if not shape.is_empty]
        rest = [part for at in rows if not told[at] for part in shapely.get_parts(shapes[at])]
        found = [_feature(shapely.get_parts(shapes[at]), self.names[at]) for at in rows if told[at]]
        return found + ([_feature(rest, "")] if rest else [])


def _joined(streets: Streets) -> Iterator[tuple[str, BaseGeometry, float]]:
    """Yield each name with its segments joined into lines and its metres; of those without a name, line by line."""
    ends = [(streets.lon[end], streets.lat[end]) for end in (streets.a, streets.b)]
    segments = shapely.linestrings(np.stack([np.column_stack(end) for end in ends], axis=1))
    order = np.argsort(streets.name, kind="stable")
    rows, first, count = np.unique(streets.name[order], return_index=True, return_counts=True)
    for row, start, many in zip(rows.tolist(), first.tolist(), count.tolist(), strict=True):
        part = order[start : start + many]
        joined = shapely.line_merge(shapely.multilinestrings(segments[part]))
        if row >= 0 and streets.names[row]:
            yield streets.names[row], joined, float(streets.length[part].sum())
        else:
            yield from (("", one, _metres(one)) for one in shapely.get_parts(joined))


def _metres(line: BaseGeometry) -> float:
    xy: Floats = shapely.get_coordinates(line)
    east, north = metres_per_degree(xy[:1, 1])
    return float(np.hypot(np.diff(xy[:, 0]) * east, np.diff(xy[:, 1]) * north).sum())


def _within(lines: Any, most: int) -> tuple[Any, int]:
    """Return the lines straightened as little as keeps them within ``most`` corners, and how many are kept."""
    for bend in BENDS:
        bent = shapely.simplify(lines, bend)
        corners = np.cumsum(shapely.get_num_coordinates(bent))
        if corners[-1] <= most:
            break
    return bent, int(np.searchsorted(corners, most, side="right"))


def _feature(parts: Iterable[BaseGeometry], name: str) -> Json:
    lines = [np.round(shapely.get_coordinates(part), FINE).tolist() for part in parts]
    return {
        "type": "Feature",
        "properties": {"kind": "street", "label": name} if name else {"kind": "street"},
        "geometry": {"type": "MultiLineString", "coordinates": lines},
    }

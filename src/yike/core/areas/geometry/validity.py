"""Whether the lines of a polygon bound an area, and where they do not: crossing sides, stray holes."""

from __future__ import annotations

import re
from typing import cast

import numpy as np
import shapely

from yike.core.areas.geometry.misdrawn import Misdrawn, Place, place_text, side_words
from yike.core.areas.geometry.plane import Shape

_REASON = re.compile(r"^(?P<what>[^\[]+)\[(?P<lon>\S+) (?P<lat>\S+)\]$")
_REDRAW = ("请把这里的点挪开再试", "Move the points there apart and try again")
_HOLES = ("请改正洞的位置，或去掉它", "Correct the place of the hole, or remove it")
_JOIN = ("请把它们合成一块", "Join them into one")
# What the geometry library finds, and how an office says it. All but crossings are rare.
_WORDS: dict[str, tuple[str, str, tuple[str, str]]] = {
    "Hole lies outside shell": ("有一个洞在外圈以外", "a hole lies outside the outer ring", _HOLES),
    "Holes are nested": ("一个洞套在另一个洞里", "a hole lies inside another hole", _HOLES),
    "Nested shells": ("一块落在另一块里面", "one part lies inside another", _JOIN),
    "Interior is disconnected": ("被洞切成了两半", "holes cut it in two", _REDRAW),
    "Duplicate Rings": ("同一圈画了两遍", "the same ring is drawn twice", _REDRAW),
}


def check_valid(shape: Shape) -> None:
    """Refuse a polygon whose lines cross or touch each other. Raises ``Misdrawn`` with the place."""
    reason = shapely.is_valid_reason(shape)
    if reason == "Valid Geometry":
        return
    match = _REASON.match(reason)
    if match is None:
        raise Misdrawn("边线有错，围不成一块", "its lines do not bound an area", do=_REDRAW)
    at = float(match["lon"]), float(match["lat"])
    zh, en, do = _WORDS.get(match["what"]) or (*_crossing(shape, at), _REDRAW)
    part_zh, part_en = side_words(at, cast("tuple[float, float, float, float]", shape.bounds))
    raise Misdrawn(
        f"{zh}，在{part_zh} {place_text(at)}",
        f"{en}, in the {part_en} part at {place_text(at)}",
        do=do,
        at=at,
    )


def _crossing(shape: Shape, at: Place) -> tuple[str, str]:
    """Say which sides cross or touch at a place; a point has side n before it and n + 1 after it."""
    sides = _sides_at(shape, at)
    if len(sides) < 2:
        return "边线自己相交", "its line crosses itself"
    one, other = sides[0], sides[-1]
    if other - one == 1:
        return f"第 {other} 条边沿第 {one} 条边折了回来", f"side {other} runs back along side {one}"
    return f"第 {one} 条边与第 {other} 条边相交", f"side {one} crosses side {other}"


def _sides_at(shape: Shape, at: Place) -> list[int]:
    """Return the sides that run through a place, counted from 1 through all rings."""
    found, before = [], 0
    for ring in _rings_of(shape):
        ends = np.stack([ring[:-1], ring[1:]], axis=1)
        through = shapely.dwithin(shapely.linestrings(ends), shapely.Point(at), 1e-9)
        found += [before + int(i) + 1 for i in np.flatnonzero(through)]
        before += len(ends)
    return found


def _rings_of(shape: Shape) -> list[np.ndarray]:
    rings = shapely.get_rings(shapely.get_parts(shape))
    return [shapely.get_coordinates(ring) for ring in rings]

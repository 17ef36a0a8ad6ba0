"""How fast a person walks, and what that person cannot pass. Times are whole deciseconds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yike.engines.faults import Fault
from yike.engines.reach.streets.model import Flags, Floats, Mark, Streets

UNREACHED = 65535  # deciseconds; its own value, never a number to be shown
LONGEST = 65534  # the longest walk that can be told apart: 109 minutes

Deciseconds = NDArray[np.uint16]


NO_MARK = Mark(0)


@dataclass(frozen=True)
class Pace:
    """A walker. ``metres_per_minute`` on the level; ``never`` marks are impassable.

    ``crossing_seconds`` and ``signal_seconds`` are optional waits charged once per marked segment.
    Source of the speeds: the planning pace is 1000 m in 15 min (GB 50180-2018); the others are this
    product's defaults, to be confirmed by each street (docs/reach.md).
    """

    name: str
    metres_per_minute: float
    never: Mark = NO_MARK
    crossing_seconds: float = 0.0
    signal_seconds: float = 0.0
    slope: bool = True  # used only where the streets carry heights


PACES: dict[str, Pace] = {
    p.name: p
    for p in (
        Pace("adult", 66.7),
        Pace("brisk", 80.0),
        Pace("elder", 48.0),
        Pace("wheelchair", 40.0, never=Mark.STEPS | Mark.KERB | Mark.NO_WHEELCHAIR),
        Pace("pram", 55.0),
    )
}


def pace_named(name: str) -> Pace:
    """Return the pace of that name. Raises ``Fault`` with the known names."""
    if name in PACES:
        return PACES[name]
    known = ", ".join(PACES)
    raise Fault(
        f"没有叫“{name}”的步速",
        f'there is no pace "{name}"',
        do_zh=f"请用其中之一：{known}",
        do_en=f"Use one of: {known}",
    )


def slope_factor(rise_over_run: Floats) -> Floats:
    """Return how many times longer a segment takes at that slope, 1 on the level.

    Tobler's hiking function (1993), speed ∝ exp(−3.5·|s + 0.05|), scaled to 1 at s = 0; so a gentle
    descent is a little faster, and the two directions differ.
    """
    return np.exp(3.5 * (np.abs(rise_over_run + 0.05) - 0.05))


def passable(mark: Flags, pace: Pace) -> NDArray[np.bool_]:
    """Return, per segment, whether this walker can pass its marks."""
    return (mark & np.uint16(int(pace.never))) == 0


def _wait(mark: Flags, pace: Pace) -> Floats:
    lights = (mark & np.uint16(int(Mark.SIGNALS))) != 0
    crossing = (mark & np.uint16(int(Mark.CROSSING))) != 0
    return np.where(lights, pace.signal_seconds, np.where(crossing, pace.crossing_seconds, 0.0))


def _whole(seconds: Floats, follows: NDArray[np.bool_]) -> Deciseconds:
    """Round to deciseconds so that along a street the rounding never adds up.

    Consecutive segments of one street share a running total: each takes the difference of two rounded
    totals, hence any stretch of the street is right to half a decisecond at both ends.
    """
    total = np.cumsum(seconds * 10.0)
    before = np.concatenate(([0.0], total[:-1]))
    first = np.flatnonzero(~follows)
    base = before[first][np.cumsum(~follows) - 1] if len(first) else before
    # rint of differences within one street keeps the totals small enough to be exact
    ds = np.rint(total - base) - np.rint(before - base)
    return np.where(ds > LONGEST, UNREACHED, ds).astype(np.uint16)


def segment_times(
    streets: Streets, pace: Pace, open_now: NDArray[np.bool_] | None = None
) -> tuple[Deciseconds, Deciseconds]:
    """Return deciseconds from ``a`` to ``b`` and from ``b`` to ``a`` for every segment (shape m each).

    ``open_now`` (m) marks segments whose gate is open; closed or impassable ones get ``UNREACHED``.
    Without heights and one-way footways both arrays are the same object.
    """
    flat = streets.length / pace.metres_per_minute * 60.0
    wait = _wait(streets.mark, pace)
    follows = np.zeros(streets.segments, np.bool_)
    follows[1:] = streets.a[1:] == streets.b[:-1]
    walkable = passable(streets.mark, pace)
    if open_now is not None:
        walkable = walkable & open_now
    one_way = (streets.mark & np.uint16(int(Mark.ONE_WAY_FOOT))) != 0

    def times(seconds: Floats, may: NDArray[np.bool_]) -> Deciseconds:
        return np.where(may, _whole(seconds, follows), np.uint16(UNREACHED))

    if streets.height is None or not pace.slope:
        both = times(flat + wait, walkable)
        return both, both if not one_way.any() else np.where(one_way, np.uint16(UNREACHED), both)
    rise = np.nan_to_num((streets.height[streets.b] - streets.height[streets.a]).astype(np.float64))
    slope = rise / np.maximum(streets.length, 1.0)
    out = times(flat * slope_factor(slope) + wait, walkable)
    back = times(flat * slope_factor(-slope) + wait, walkable & ~one_way)
    return out, back

"""What nodes do to walkers: barriers that block, gates with hours, kerbs and crossings."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from yike.engines.reach.streets.drawn import Nodes, Steps, Words, cut_steps, straight_metres
from yike.engines.reach.streets.model import BOTH_HOURS, Flags, Ints, Mark

STUB = 2.0  # metres on either side of a gate that its hours shut; homes further along keep their street


@dataclass(frozen=True)
class Doors:
    """Effects per node (n). ``hours`` is -1 for none; ``crossing`` holds CROSSING and SIGNALS bits."""

    blocks: NDArray[np.bool_]
    mark: Flags
    hours: Ints
    crossing: Flags
    kerb: NDArray[np.bool_]

    @classmethod
    def none(cls, n: int) -> Doors:
        """Return n nodes without any effect."""
        flags = np.zeros(n, np.uint16)
        return cls(np.zeros(n, bool), flags, np.full(n, -1, np.int32), flags.copy(), np.zeros(n, bool))

    def plus(self, n: int) -> Doors:
        """Return these followed by n nodes without any effect."""
        both = {f.name: (getattr(self, f.name), getattr(Doors.none(n), f.name)) for f in fields(self)}
        return Doors(**{name: np.concatenate(pair) for name, pair in both.items()})


def apply_doors(doors: Doors, nodes: Nodes, steps: Steps, hours: Words) -> tuple[Nodes, Steps]:
    """Return nodes and steps with everything the n doors do to them; ``hours`` learns of hours that meet."""
    nodes, steps = _stubbed(doors, nodes, steps)
    doors = doors.plus(len(nodes) - len(doors.hours))
    gate = all_open(doors.hours[steps.a], doors.hours[steps.b], hours)
    steps = replace(steps, hours=all_open(gate, steps.hours, hours))
    return part_at_blocks(doors, nodes, mark_steps(doors, steps))


def all_open(one: Ints, other: Ints, hours: Words) -> Ints:
    """Return the hours (m) in which both are open: the one there is, or a new text of both where they differ."""
    met, texts = np.maximum(one, other), hours.all
    differ = np.flatnonzero((one >= 0) & (other >= 0) & (one != other))
    for row in differ:
        parts = {part for each in (one[row], other[row]) for part in texts[each].split(BOTH_HOURS)}
        met[row] = hours.number(BOTH_HOURS.join(sorted(parts)))
    return met.astype(np.int32)


def _touching(hit: NDArray[np.bool_], steps: Steps) -> NDArray[np.bool_]:
    return hit[steps.a] | hit[steps.b]


def mark_steps(doors: Doors, steps: Steps) -> Steps:
    """Return the steps with the marks of their nodes: gates and kerbs on both sides, a crossing once."""
    mark = steps.mark | doors.mark[steps.a] | doors.mark[steps.b]
    mark[_kerbed(doors, steps)] |= np.uint16(int(Mark.KERB))
    return replace(steps, mark=mark | _crossed(doors, steps))


def _kerbed(doors: Doors, steps: Steps) -> NDArray[np.bool_]:
    """Return the steps that a kerb bars: at a crossing the crossing, not the pavement that passes it."""
    crossing = (steps.mark & int(Mark.CROSSING)) != 0
    on_crossing = np.zeros(len(doors.kerb), np.bool_)
    lines = np.isin(steps.line, steps.line[crossing])
    on_crossing[steps.a[lines]] = on_crossing[steps.b[lines]] = True
    by_node = _touching(doors.kerb & ~on_crossing, steps)
    return by_node | (lines & _touching(doors.kerb, steps))


def _crossed(doors: Doors, steps: Steps) -> Flags:
    """Return the crossing bits of footways at crossing nodes: on the step that arrives, else that leaves.

    Only footways cross there; the carriageway itself passes the node without crossing anything. A line that
    is a crossing already carries its mark and gains at most the lights.
    """
    footway = (steps.mark & int(Mark.FOOTWAY)) != 0
    arrives = np.zeros(len(doors.crossing), np.bool_)
    arrives[steps.b[footway]] = True
    here = np.where(arrives[steps.a], 0, doors.crossing[steps.a]) | doors.crossing[steps.b]
    crossing = (steps.mark & int(Mark.CROSSING)) != 0
    lit = np.isin(steps.line, steps.line[_touching((doors.crossing & int(Mark.SIGNALS)) != 0, steps)])
    lights = np.where(crossing & lit, int(Mark.SIGNALS), 0)
    return np.where(footway, here, lights).astype(np.uint16)


def part_at_blocks(doors: Doors, nodes: Nodes, steps: Steps) -> tuple[Nodes, Steps]:
    """Give every step that ends at a blocking barrier an end of its own there: nobody gets through."""
    shut_a, shut_b = np.flatnonzero(doors.blocks[steps.a]), np.flatnonzero(doors.blocks[steps.b])
    if not len(shut_a) and not len(shut_b):
        return nodes, steps
    copies = np.concatenate((steps.a[shut_a], steps.b[shut_b]))
    fresh = np.arange(len(nodes), len(nodes) + len(copies), dtype=np.int32)
    a, b = steps.a.copy(), steps.b.copy()
    a[shut_a], b[shut_b] = fresh[: len(shut_a)], fresh[len(shut_a) :]
    return Nodes.of((nodes, nodes.take(copies))), replace(steps, a=a, b=b)


def _stubbed(doors: Doors, nodes: Nodes, steps: Steps) -> tuple[Nodes, Steps]:
    """Cut short pieces off the steps at gates with hours, so that only those shut."""
    timed = doors.hours >= 0
    if not timed.any():
        return nodes, steps
    metres = straight_metres(nodes, steps.a, steps.b)
    long = metres > 3 * STUB
    at_a, at_b = np.flatnonzero(timed[steps.a] & long), np.flatnonzero(timed[steps.b] & long)
    row = np.concatenate((at_a, at_b))
    share = np.concatenate((STUB / metres[at_a], 1.0 - STUB / metres[at_b]))
    order = np.lexsort((share, row))
    return cut_steps(nodes, steps, row[order], share[order])

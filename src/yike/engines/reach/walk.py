"""Streets under one pace and one moment: the graph that all questions are asked of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from yike.engines.reach.anchors import Anchors
from yike.engines.reach.graph import Graph, graph_of
from yike.engines.reach.hierarchy import Hierarchy, prepare
from yike.engines.reach.pace import LONGEST, UNREACHED, Deciseconds, Pace, segment_times
from yike.engines.reach.streets.model import Floats, Ints, Streets


@dataclass(frozen=True)
class Walk:
    """Streets at one pace and moment. ``out``/``back`` are the times of m segments from a to b, from b to a."""

    streets: Streets
    pace: Pace
    out: Deciseconds
    back: Deciseconds

    @classmethod
    def of(cls, streets: Streets, pace: Pace, open_now: np.ndarray | None = None) -> Walk:
        """Return the walk of ``streets`` at ``pace``; ``open_now`` (m bools) shuts gates that are closed."""
        return cls(streets, pace, *segment_times(streets, pace, open_now))

    @property
    def usable(self) -> np.ndarray:
        """Mask of the m segments that can be walked in at least one direction."""
        return (self.out != UNREACHED) | (self.back != UNREACHED)

    @cached_property
    def graph(self) -> Graph:
        """The arcs around every node."""
        return graph_of(self.streets.nodes, self.streets.a, self.streets.b, self.out, self.back)

    @cached_property
    def hierarchy(self) -> Hierarchy:
        """The graph prepared for many questions; made once, when first asked for."""
        return prepare(self.graph)

    def access_ds(self, anchors: Anchors) -> Floats:
        """Return deciseconds (k, not rounded) of the straight legs between the places and their streets."""
        return anchors.access / self.pace.metres_per_minute * 600.0


@dataclass(frozen=True)
class Ends:
    """The two ways a place joins the graph: through either end of its segment, access leg included.

    ``a``/``b`` are nodes (-1 where the place is not snapped); ``leave_*`` is the time from the place to
    that node, ``arrive_*`` from that node to the place; deciseconds, ``UNREACHED`` where not walkable.
    """

    a: Ints
    b: Ints
    leave_a: Deciseconds
    leave_b: Deciseconds
    arrive_a: Deciseconds
    arrive_b: Deciseconds


def _part(share: Floats, whole: Deciseconds, access: Floats) -> Deciseconds:
    """Return the time of the access leg and a share of a segment; no share of it takes no open segment."""
    ds = np.rint(share * whole + access)
    closed = (whole == UNREACHED) & (share != 0)
    return np.where(closed | (ds > LONGEST), UNREACHED, ds).astype(np.uint16)


def ends_of(walk: Walk, anchors: Anchors) -> Ends:
    """Return how each of the k places joins the graph. Each leg is rounded once to deciseconds."""
    at = np.maximum(anchors.segment, 0)
    on = anchors.snapped
    if not walk.streets.segments:
        none, never = np.full(len(anchors), -1, np.int32), np.full(len(anchors), UNREACHED, np.uint16)
        return Ends(none, none, never, never, never, never)
    access = np.where(on, walk.access_ds(anchors), 0.0)
    along = np.where(on, anchors.along, 0.5)  # any share but none: whoever is not on stays unreached
    out = np.where(on, walk.out[at], UNREACHED).astype(np.uint16)
    back = np.where(on, walk.back[at], UNREACHED).astype(np.uint16)
    a, b = walk.streets.a[at], walk.streets.b[at]
    shut = (out == UNREACHED) & (back == UNREACHED)  # then a place at a corner knows that corner only
    near_a, near_b = np.where(shut & (along == 1), b, a), np.where(shut & (along == 0), a, b)
    return Ends(
        np.where(on, near_a, -1).astype(np.int32),
        np.where(on, near_b, -1).astype(np.int32),
        _part(along, back, access),
        _part(1.0 - along, out, access),
        _part(along, out, access),
        _part(1.0 - along, back, access),
    )

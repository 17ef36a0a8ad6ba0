"""Homes and nodes seen from the core: each leaves to at most two core nodes, at known times.

A segment lies in one chain, one tree or between two core nodes. So whatever stands on it, a home or a node,
is like a member of a group: it is *docked* at two core positions.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from yike.engines.reach.hierarchy import Hierarchy
from yike.engines.reach.pace import UNREACHED, Deciseconds
from yike.engines.reach.streets.model import Ints
from yike.engines.reach.walk import Ends


class Docked(NamedTuple):
    """d things sorted by their later core position: those of position p are ``start[p]..start[p+1]``.

    ``item`` is the thing's own number. It leaves to ``near`` and ``far`` in ``leave_near``/``leave_far``
    deciseconds. ``far_start``/``far_of`` list the same things by ``far`` where it is not ``near``.
    """

    item: Ints
    start: Ints
    near: Ints
    far: Ints
    leave_near: Deciseconds
    leave_far: Deciseconds
    far_start: Ints
    far_of: Ints


def _lists(key: Ints, size: int) -> tuple[Ints, Ints]:
    start = np.zeros(size + 1, np.int32)
    np.cumsum(np.bincount(key, minlength=size), out=start[1:])
    return start, np.argsort(key, kind="stable").astype(np.int32)


def _docked(item: Ints, near: Ints, far: Ints, leave: tuple[Deciseconds, Deciseconds], core: int) -> Docked:
    """Index things that are already sorted by ``near``."""
    start = np.searchsorted(near, np.arange(core + 1)).astype(np.int32)
    away = np.flatnonzero(near != far).astype(np.int32)
    far_start, order = _lists(far[away], core)
    return Docked(item, start, near, far, *leave, far_start, away[order])


def dock_nodes(hierarchy: Hierarchy) -> Docked:
    """Return all n rows docked; items are rows."""
    h = hierarchy
    row = np.arange(h.nodes, dtype=np.int32)
    return _docked(row, h.near, h.far, (h.leave_near, h.leave_far), h.core)


def dock(hierarchy: Hierarchy, ends: Ends) -> Docked:
    """Return the places with these ends docked; items are their rows. Places on no street are left out."""
    h = hierarchy
    item = np.flatnonzero(ends.a >= 0).astype(np.int32)
    legs = [
        (core, leave[item].astype(np.int64) + onward)
        for node, leave in ((ends.a, ends.leave_a), (ends.b, ends.leave_b))
        for row in (h.place[node[item]],)
        for core, onward in ((h.near[row], h.leave_near[row]), (h.far[row], h.leave_far[row]))
    ]
    near = np.max([core for core, _ in legs], axis=0) if len(item) else item
    far = np.min([core for core, _ in legs], axis=0) if len(item) else item

    def least(end: Ints) -> Deciseconds:
        times = [np.where(core == end, ds, UNREACHED) for core, ds in legs]
        return np.minimum(np.min(times, axis=0), UNREACHED).astype(np.uint16)

    order = np.argsort(near, kind="stable")
    leave = (least(near)[order], least(far)[order])
    return _docked(item[order], near[order].astype(np.int32), far[order].astype(np.int32), leave, h.core)

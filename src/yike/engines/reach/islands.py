"""Parts of the street network that hang together, and who stands on a part that is not the main one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from yike.engines.reach.anchors import Anchors
from yike.engines.reach.cover import Mask
from yike.engines.reach.streets.model import Ints
from yike.engines.reach.walk import Walk


@dataclass(frozen=True)
class Islands:
    """Components of the streets this walker can use, one-way footways taken as two-way.

    ``label`` (n,) is -1 for nodes no usable segment touches; ``count`` and ``share`` leave those out.
    ``largest`` is the label of the component with most nodes, -1 where there is none.
    """

    count: int
    largest: int
    share: float  # nodes of the largest over all nodes; NaN where there is none
    label: Ints

    def off_main(self, walk: Walk, places: Anchors) -> Mask:
        """Return (k,) which places stand on a street that is not part of the largest component."""
        if not walk.streets.segments:
            return np.zeros(len(places), np.bool_)
        at = self.label[walk.streets.a[np.maximum(places.segment, 0)]]
        return np.asarray(places.snapped & (at != self.largest))


def islands(walk: Walk) -> Islands:
    """Return the components of ``walk``."""
    streets, usable = walk.streets, walk.usable
    a, b = streets.a[usable], streets.b[usable]
    links = coo_array((np.ones(len(a), np.int8), (a, b)), shape=(streets.nodes, streets.nodes))
    touched = np.zeros(streets.nodes, np.bool_)
    touched[a] = touched[b] = True
    if not touched.any():
        return Islands(0, -1, float("nan"), np.full(streets.nodes, -1, np.int32))
    whole = connected_components(links, directed=False)[1]
    _, part = np.unique(whole[touched], return_inverse=True)
    label = np.full(streets.nodes, -1, np.int32)
    label[touched] = part
    size = np.bincount(part)
    largest = int(np.argmax(size))
    return Islands(len(size), largest, float(size[largest] / size.sum()), label)

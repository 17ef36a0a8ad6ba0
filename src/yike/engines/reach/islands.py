"""Parts of the street network that hang together, and who stands on a part that is not the main one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from yike.engines.reach.anchors import Anchors
from yike.engines.reach.cover import Mask
from yike.engines.reach.streets.model import Ints, Streets
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


@dataclass(frozen=True)
class Part:
    """One component: the street most of its length carries ("" where none has a name), and its nodes."""

    name: str
    nodes: int
    share: float


def largest_parts(streets: Streets, found: Islands, most: int = 10) -> tuple[Part, ...]:
    """Return the components with most nodes, largest first; equal ones in order of their label."""
    size = np.bincount(found.label[found.label >= 0], minlength=found.count)
    of = found.label[streets.a]
    return tuple(
        Part(_main_street(streets, of == part), int(size[part]), float(size[part] / size.sum()))
        for part in np.argsort(-size, kind="stable")[:most]
    )


def _main_street(streets: Streets, own: Mask) -> str:
    """Return the name that the most metres of these segments carry."""
    named = own & (streets.name >= 0)
    if not named.any():
        return ""
    return streets.names[int(np.argmax(np.bincount(streets.name[named], streets.length[named])))]


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

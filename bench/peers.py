"""The same question put to the peers: time from every node to the nearest point of each of 20 kinds."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from bench.networks import KINDS, LIMIT, Town
from yike.engines.reach.pace import LONGEST, UNREACHED, Deciseconds

HAIR = 2.0**-20  # deciseconds: keeps a street of no time an edge in a sparse matrix


def single_edges(it: Town) -> tuple[NDArray[Any], NDArray[Any], NDArray[Any]]:
    """Return edges without loops, of parallel ones the shortest."""
    low, high = np.minimum(it.a, it.b), np.maximum(it.a, it.b)
    order = np.lexsort((it.ds, high, low))
    low, high, ds = low[order], high[order], it.ds[order]
    keep = np.append(True, (low[1:] != low[:-1]) | (high[1:] != high[:-1])) & (low != high)
    return low[keep], high[keep], ds[keep].astype(float)


def scipy_matrix(it: Town) -> csr_array:
    """Return the symmetric matrix for scipy."""
    a, b, ds = single_edges(it)
    pair = np.concatenate((a, b)), np.concatenate((b, a))
    return csr_array((np.concatenate((ds, ds)) + HAIR, pair), shape=(it.n, it.n))


def scipy_times(it: Town, matrix: csr_array, limit: float = np.inf) -> Deciseconds:
    """Return (n, 20) deciseconds from scipy's multi-source search, one kind after the other."""
    out = np.empty((it.n, KINDS), np.uint16)
    for k in range(KINDS):
        far = dijkstra(matrix, indices=it.node[it.kind == k], min_only=True, limit=limit)
        out[:, k] = np.where(far <= LONGEST + 0.5, np.minimum(far, LONGEST), UNREACHED)
    return out


class Pandana:
    """pandana, measured in its three steps: build, set points, query. Coordinates are made up, one per node."""

    def __init__(self, it: Town) -> None:
        import pandana  # noqa: PLC0415 - only measured, never needed
        import pandas as pd  # noqa: PLC0415

        self.town = it
        self.x = pd.Series(np.arange(it.n) % 2000 * 10.0)
        self.y = pd.Series(np.arange(it.n) // 2000 * 10.0)
        a, b, ds = single_edges(it)
        weights = pd.DataFrame({"ds": ds})
        self.net = pandana.Network(self.x, self.y, pd.Series(a), pd.Series(b), weights, twoway=True)

    def set_points(self, kinds: range = range(KINDS)) -> None:
        """Tell pandana the points of each kind."""
        for k in kinds:
            node = self.town.node[self.town.kind == k]
            self.net.set_pois(f"k{k}", LIMIT, 1, self.x[node], self.y[node])

    def query(self) -> NDArray[np.float64]:
        """Return (n, 20) nearest distances; pandana gives the limit where nothing is reached."""
        return np.stack([self.net.nearest_pois(LIMIT, f"k{k}")[1].to_numpy() for k in range(KINDS)], 1)


def igraph_times(it: Town) -> Any:
    """Return a function that asks igraph, with one extra vertex per kind for the many sources."""
    import igraph  # noqa: PLC0415

    a, b, ds = single_edges(it)
    edges = np.concatenate((np.stack((a, b), 1), np.stack((it.n + it.kind, it.node), 1)))
    weights = np.concatenate((ds, np.zeros(len(it.kind))))
    graph = igraph.Graph(it.n + KINDS, edges.tolist())
    return lambda: graph.distances(source=list(range(it.n, it.n + KINDS)), weights=weights.tolist())


def networkit_times(it: Town) -> Any:
    """Return a function that asks networkit, with one extra node per kind for the many sources."""
    import networkit as nk  # noqa: PLC0415

    a, b, ds = single_edges(it)
    graph = nk.GraphFromCoo(
        (
            np.concatenate((ds, np.zeros(len(it.kind)))),
            (np.concatenate((a, it.n + it.kind)), np.concatenate((b, it.node))),
        ),
        n=it.n + KINDS,
        weighted=True,
        directed=False,
    )

    def ask() -> Any:
        return [
            nk.distance.Dijkstra(graph, it.n + k, storePaths=False).run().getDistances() for k in range(KINDS)
        ]

    return ask

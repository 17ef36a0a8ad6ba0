"""Prepared query, one-shot question, counts: ours beside pandana, scipy, igraph and networkit."""

from __future__ import annotations

from typing import Any

import numpy as np

from bench.clock import median_seconds, once_seconds
from bench.networks import KINDS, LIMIT, Town, at_nodes, town, walk_of
from bench.peers import Pandana, igraph_times, networkit_times, scipy_matrix, scipy_times
from yike.engines.reach.ball import Balls
from yike.engines.reach.graph import graph_of
from yike.engines.reach.hierarchy import prepare
from yike.engines.reach.oneshot import node_times_once
from yike.engines.reach.sweep import TIMES, Seeds, empty_rows, plant, run

Row = dict[str, Any]


def _seeds(it: Town) -> Seeds:
    return Seeds(it.node, it.kind, np.zeros(len(it.node), np.uint16))


def prepared(name: str, fill: float) -> Row:
    """Measure the prepared query on one network and compare every cell with scipy and pandana."""
    it = town(name)
    graph = graph_of(it.n, it.a, it.b, it.ds, it.ds)
    prepare_s, hierarchy = once_seconds(lambda: prepare(graph))
    plant_s = median_seconds(lambda: plant(hierarchy, graph, _seeds(it), TIMES), 3)
    planted = plant(hierarchy, graph, _seeds(it), TIMES)
    rows = empty_rows(it.n, TIMES)
    query_s = median_seconds(lambda: run(hierarchy, planted, TIMES, rows), 31, 3)
    ours = rows[hierarchy.place, :KINDS]
    matrix = scipy_matrix(it)
    scipy_s, _ = once_seconds(lambda: scipy_times(it, matrix, LIMIT + 0.5))
    exact = scipy_times(it, matrix)
    build_s, panda = once_seconds(lambda: Pandana(it))
    set_s, _ = once_seconds(panda.set_points)
    panda_s = median_seconds(panda.query, 3, 0)
    agree = np.array_equal(np.minimum(ours, LIMIT), np.rint(panda.query()).astype(np.uint16))
    once_s = median_seconds(
        lambda: node_times_once(graph_of(it.n, it.a, it.b, it.ds, it.ds), _seeds(it), KINDS, LIMIT), 5
    )
    answer = it.n * KINDS * 2
    return {
        "network": name,
        "nodes": it.n,
        "ours": query_s,
        "prepare": prepare_s,
        "points": plant_s,
        "scipy": scipy_s,
        "pandana": panda_s,
        "pandana build": build_s,
        "pandana points": set_s,
        "once": once_s,
        "x pandana": panda_s / query_s,
        "x scipy": scipy_s / query_s,
        "floor multiple": query_s / (answer / fill),
        "line floor multiple": query_s / (it.n * 64 / fill),
        "once x pandana": (build_s + set_s + panda_s) / once_s,
        "equal to scipy": bool((ours == exact).all()),
        "equal to pandana": bool(agree),
    }


def others(name: str) -> Row:
    """Measure igraph and networkit on one network."""
    it = town(name)
    return {
        "network": name,
        "igraph": once_seconds(igraph_times(it))[0],
        "networkit": once_seconds(networkit_times(it))[0],
    }


def counts(name: str) -> Row:
    """Measure how many points of each kind every node reaches in 15 minutes, beside pandana's aggregation."""
    import pandas as pd  # noqa: PLC0415

    it, walk = town(name), walk_of(town(name))
    points = at_nodes(it, it.node)
    balls = Balls.around(walk, points)
    ready_s = median_seconds(lambda: Balls.around(walk, points), 3)
    ours_s = median_seconds(lambda: balls.counts(LIMIT, it.kind, KINDS), 7)
    panda = Pandana(it)
    pre_s, _ = once_seconds(lambda: panda.net.precompute(LIMIT))

    def aggregate() -> np.ndarray:
        out = []
        for k in range(KINDS):
            panda.net.set(pd.Series(it.node[it.kind == k]), name=f"c{k}")
            out.append(panda.net.aggregate(LIMIT, type="count", decay="flat", name=f"c{k}").to_numpy())
        return np.stack(out, 1)

    ask_s, theirs = once_seconds(aggregate)
    mine = balls.counts(LIMIT, it.kind, KINDS).T[walk.hierarchy.place]
    return {
        "network": name,
        "points": len(it.node),
        "ours": ours_s,
        "ours with points set": ours_s + ready_s,
        "pandana precompute": pre_s,
        "pandana": ask_s,
        "x pandana": (pre_s + ask_s) / (ours_s + ready_s),
        "cells that differ": int(np.count_nonzero(np.rint(theirs) != mine)),
        "cells": mine.size,
    }

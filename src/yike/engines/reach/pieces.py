"""Which part of every street is reached within a time, to the metre."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yike.engines.reach.anchors import Anchors
from yike.engines.reach.pace import UNREACHED, Deciseconds
from yike.engines.reach.streets.model import Floats, Ints
from yike.engines.reach.walk import Walk


@dataclass(frozen=True)
class Pieces:
    """k stretches of segments: shares ``start`` < ``end`` (0..1 from a to b) of segment row ``segment``.

    In order of segment and share, never overlapping. A segment without length is one piece from 0 to 1.
    """

    segment: Ints
    start: Floats
    end: Floats

    def __len__(self) -> int:
        """Return the number of pieces."""
        return len(self.segment)


def _share(room: Floats, whole: Deciseconds) -> Floats:
    """Return how much of a segment that takes ``whole`` is walked in ``room`` deciseconds; 0 where closed."""
    part = np.where(whole == 0, 1.0, room / np.maximum(whole, 1))
    return np.where((room < 0) | (whole == UNREACHED), 0.0, np.minimum(part, 1.0))


def _room(node_ds: Deciseconds, node: Ints, limit_ds: float) -> Floats:
    ds = node_ds[node]
    return np.where(ds == UNREACHED, -1.0, limit_ds - ds.astype(np.float64))


def _from_ends(walk: Walk, node_ds: Deciseconds, limit_ds: float, towards: bool) -> Pieces:
    """Return what is reached from either end of every segment; pieces of one segment may overlap."""
    s = walk.streets
    into_a, into_b = (walk.back, walk.out) if towards else (walk.out, walk.back)
    rows = np.flatnonzero((node_ds[s.a] <= limit_ds) | (node_ds[s.b] <= limit_ds)).astype(np.int32)
    from_a = _share(_room(node_ds, s.a[rows], limit_ds), into_a[rows])
    from_b = _share(_room(node_ds, s.b[rows], limit_ds), into_b[rows])
    zero, one = np.zeros(len(rows)), np.ones(len(rows))
    return Pieces(np.tile(rows, 2), np.concatenate((zero, 1.0 - from_b)), np.concatenate((from_a, one)))


def _from_places(walk: Walk, places: Anchors, limit_ds: float, towards: bool) -> Pieces:
    """Return what is reached along the places' own segments, before any corner."""
    at = np.flatnonzero(places.snapped)
    segment, along = places.segment[at], places.along[at]
    room = limit_ds - walk.access_ds(places)[at]
    ahead, behind = (walk.back, walk.out) if towards else (walk.out, walk.back)
    start = np.maximum(along - _share(room, behind[segment]), 0.0)
    end = np.minimum(along + _share(room, ahead[segment]), 1.0)
    return Pieces(segment, start, end)


def _runs(pieces: Pieces) -> tuple[Floats, Floats]:
    """Return pieces in order as stretches of one long line on which segment s lies from 2s to 2s + 1."""
    order = np.lexsort((pieces.end, pieces.start, pieces.segment))
    base = 2.0 * pieces.segment[order]
    return base + pieces.start[order], np.maximum.accumulate(base + pieces.end[order])


def _pieces_of(low: Floats, high: Floats, segment: Ints) -> Pieces:
    base = 2.0 * segment
    return Pieces(segment, np.clip(low - base, 0.0, 1.0), np.clip(high - base, 0.0, 1.0))


def _joined(pieces: Pieces) -> Pieces:
    """Return the pieces without the empty ones, overlapping and touching ones made one."""
    keep = pieces.end > pieces.start
    pieces = Pieces(pieces.segment[keep], pieces.start[keep], pieces.end[keep])
    if not len(pieces):
        return pieces
    low, high = _runs(pieces)
    first = np.flatnonzero(np.append(True, low[1:] > high[:-1]))
    last = np.append(first[1:], len(low)) - 1
    return _pieces_of(low[first], high[last], (low[first] // 2).astype(np.int32))


def reached_pieces(
    walk: Walk,
    node_ds: Deciseconds,
    limit_ds: float,
    *,
    places: Anchors | None = None,
    towards: bool = False,
) -> Pieces:
    """Return the parts of all segments within ``limit_ds`` deciseconds.

    ``node_ds`` (n) are the times from the places to the nodes (``times_from``), or ``towards`` them
    (``times_to``). ``places`` adds the stretch on their own segments that ends before any corner.
    """
    pieces = _from_ends(walk, node_ds, limit_ds, towards)
    if places is None:
        return _joined(pieces)
    own = _from_places(walk, places, limit_ds, towards)
    return _joined(
        Pieces(
            np.concatenate((pieces.segment, own.segment)),
            np.concatenate((pieces.start, own.start)),
            np.concatenate((pieces.end, own.end)),
        )
    )


def left_over(pieces: Pieces, among: NDArray[np.int32]) -> Pieces:
    """Return the parts of the segments ``among`` (rows, ascending) that no piece covers."""
    known = np.isin(pieces.segment, among)
    segment = np.concatenate((among, pieces.segment[known], among))
    zero, one = np.zeros(len(among)), np.ones(len(among))
    marked = Pieces(
        segment,
        np.concatenate((zero, pieces.start[known], one)),
        np.concatenate((zero, pieces.end[known], one)),
    )
    low, high = _runs(marked)
    gap = np.flatnonzero(low[1:] > high[:-1])
    owner = (low[gap + 1] // 2).astype(np.int32)
    same = owner == (high[gap] // 2).astype(np.int32)
    return _pieces_of(high[gap][same], low[gap + 1][same], owner[same])

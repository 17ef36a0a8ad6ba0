"""Read streets once, prepare them for the walkers that will be asked about, and keep them in one file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from yike.engines.reach.islands import Part, islands, largest_parts
from yike.engines.reach.pace import pace_named
from yike.engines.reach.saved import in_sweep_order, is_saved, save
from yike.engines.reach.streets.model import Mark, Streets
from yike.engines.reach.walk import Walk
from yike.rooms.circle.surveys.inputs import load_streets
from yike.rooms.circle.surveys.outputs import check_file
from yike.rooms.circle.surveys.request import Step, quiet


@dataclass(frozen=True)
class Prepared:
    """What was found and kept. ``largest`` is the share of nodes in the largest component, NaN for none."""

    streets: Streets
    paces: tuple[str, ...]
    components: int
    largest: float
    parts: tuple[Part, ...]  # the largest components, named
    out: Path

    def summary(self) -> dict[str, Any]:
        """Return the object that ``--json`` prints."""
        streets = self.streets
        return {
            "file": str(self.out),
            "bytes": self.out.stat().st_size,
            "nodes": streets.nodes,
            "segments": streets.segments,
            "kilometres": round(float(streets.length.sum()) / 1000, 1),
            "named_streets": len(streets.names),
            "components": {
                "count": self.components,
                "largest_share": self.largest,
                "largest": [{"name": p.name, "nodes": p.nodes, "share": p.share} for p in self.parts],
            },
            "paces": list(self.paces),
            "marks": {mark.name.lower(): count for mark, count in self.marks() if mark.name},
            "source": {
                "format": streets.source.format,
                "attribution": streets.source.attribution,
                "date": streets.source.date,
                "notes": list(streets.source.notes),
            },
        }

    def marks(self) -> list[tuple[Mark, int]]:
        """Return how many segments carry each mark."""
        found = ((mark, int(np.count_nonzero(self.streets.mark & np.uint16(int(mark))))) for mark in Mark)
        return [(mark, count) for mark, count in found if count]


def prepare_streets(path: Path, out: Path, paces: Sequence[str] = ("adult",), step: Step = quiet) -> Prepared:
    """Read ``path``, prepare it for ``paces`` (the first one is the fastest to ask), write ``out``.

    Writes over an older prepared file but over no other. Raises ``Fault`` for what cannot be read or written
    (before any work) and for unknown paces.
    """
    check_file(out, [path], is_saved)
    walkers = [pace_named(name) for name in paces]
    with step("读街道", "Reading the streets"):
        streets = load_streets(path)
    with step("收缩路网", "Contracting the network"):
        streets, first = in_sweep_order(streets, walkers[0])
        walks = [first, *(Walk.of(streets, walker) for walker in walkers[1:])]
        for walk in walks:
            _ = walk.hierarchy  # made here, so that nobody waits for it later
    with step("存文件", "Writing the file"):
        save(out, streets, walks)
    found = islands(first)
    parts = largest_parts(streets, found)
    return Prepared(streets, tuple(paces), found.count, found.share, parts, out)

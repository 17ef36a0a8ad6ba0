"""The street office's prepared streets: where they lie, how they get there, and walks on them."""

from __future__ import annotations

import json
from collections.abc import Set as AbstractSet
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

import numpy as np

from yike.engines.faults import Fault
from yike.engines.reach.anchors import Anchors
from yike.engines.reach.pace import Pace, pace_named
from yike.engines.reach.saved import Saved, is_saved, load
from yike.engines.reach.segmentgrid import SegmentGrid
from yike.engines.reach.snap import LIMIT_M, snap_to
from yike.engines.reach.streets.model import Floats, Streets
from yike.engines.reach.walk import Walk
from yike.rooms.circle.surveys.opening import Gate, open_at, read_gates
from yike.rooms.circle.surveys.preparing import Prepared, prepare_streets
from yike.rooms.circle.surveys.request import Step, quiet
from yike.rooms.circle.walking.asks import PACES
from yike.rooms.circle.walking.kept import Kept
from yike.rooms.circle.walking.stamps import stamp_of, streets_file
from yike.rooms.circle.walking.streetlines import StreetLines
from yike.rooms.circle.walking.waters import Json, Waters

__all__ = ["Ground", "Standing", "install_streets", "no_streets", "open_ground", "stamp_of", "streets_file"]

GATED_WALKS = 4  # walks with some gates shut that are held at once; each has a hierarchy of its own
Standing = tuple[bool, ...]  # which rows of the gate hours are open


def install_streets(source: Path, home: Path, step: Step = quiet) -> Prepared:
    """Prepare any street file (OSM, GraphML, tables, or one already prepared) for all paces, and keep it.

    The former streets are replaced in one move, so that a server that still reads them is not disturbed. Raises
    ``Fault`` for a file that cannot be read, and then leaves the former ones as they are.
    """
    target = streets_file(home)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if target.exists() and not is_saved(target):
        target.unlink()  # what is left of an accident keeps nobody from installing anew
    return prepare_streets(source, target, PACES, step)


def open_ground(home: Path) -> Ground:
    """Return the office's streets. Raises ``Fault`` where none are installed, or the file is damaged."""
    path = streets_file(home)
    if not path.exists():
        raise no_streets()
    return Ground(load(path))


def no_streets() -> Fault:
    """Return the fault of an office without streets."""
    return Fault(
        "还没有装街道图，步行时间算不出来",
        "no streets are installed yet, so walking times cannot be found",
        do_zh="请管理员准备一份街道文件，运行 yike circle streets 文件名",
        do_en="Ask the administrator to run: yike circle streets FILE",
    )


class Ground:
    """Streets with a walk for every pace. Where places stand depends on what a walker can use, not on speed."""

    def __init__(self, saved: Saved) -> None:
        self._saved = saved
        self._walks = Kept[Pace, Walk](2 * len(PACES))
        self._gated = Kept[tuple[Pace, Standing], Walk](GATED_WALKS)
        self._grids = Kept[int, SegmentGrid](len(PACES))
        self.gates: tuple[Gate, ...] = read_gates(saved.streets)

    @classmethod
    def of(cls, streets: Streets) -> Ground:
        """Return the ground of streets as they were read; each pace is prepared when first asked for."""
        return cls(Saved(streets, ()))

    @property
    def streets(self) -> Streets:
        """The streets as they were read."""
        return self._saved.streets

    @cached_property
    def waters(self) -> Waters:
        """The water that the streets file holds."""
        return Waters.of(self.streets.water)

    @cached_property
    def lines(self) -> StreetLines:
        """The streets as maps draw them."""
        return StreetLines.of(self.streets)

    @cached_property
    def map(self) -> bytes:
        """The streets as GeoJSON, the same for everybody; the longest with their names."""
        return _collected(self.lines.features())

    @cached_property
    def nameless_map(self) -> bytes:
        """The streets as GeoJSON without names, for maps that are heavy with others."""
        return _collected(self.lines.features(named=0))

    def all_open(self, pace: str) -> Walk:
        """Return the walk at a pace with every gate open. Raises ``Fault`` for an unknown pace."""
        walker = pace_named(pace)
        return self._walks.get(walker, lambda: self._saved.walk(walker))

    def gates_at(
        self, at: datetime | None, holidays: AbstractSet[date], worked: AbstractSet[date]
    ) -> Standing:
        """Return which gate hours are open at a local moment; empty where no gate is shut."""
        if at is None or self.streets.hours is None:
            return ()
        standing = tuple(bool(open_at(gate, at, holidays, worked).all()) for gate in self.gates)
        return () if all(standing) else standing

    def walk(self, pace: str, gates: Standing = ()) -> Walk:
        """Return the walk at a pace with the gates as ``gates_at`` says."""
        base = self.all_open(pace)
        hours = self.streets.hours
        if not gates or hours is None:
            return base

        def shut() -> Walk:
            open_now = (hours < 0) | np.array(gates)[np.maximum(hours, 0)]
            return Walk.of(self.streets, base.pace, open_now)

        return self._gated.get((base.pace, gates), shut)

    def stand(self, pace: str, lon: Floats, lat: Floats, limit_m: float = LIMIT_M) -> Anchors:
        """Return where k places (WGS-84 degrees) stand on the streets that this walker can use."""
        walk = self.all_open(pace)
        never = int(walk.pace.never)
        grid = self._grids.get(never, lambda: SegmentGrid.of(self.streets, walk.usable))
        return snap_to(grid, lon, lat, limit_m=limit_m)

    def footing(self, pace: str) -> int:
        """Return a number that is the same for paces at which places stand alike."""
        return int(pace_named(pace).never)


def _collected(features: list[Json]) -> bytes:
    shown = {"type": "FeatureCollection", "features": features}
    return json.dumps(shown, ensure_ascii=False, separators=(",", ":")).encode()

"""A plan is a list of changes to the directory: the directory it makes, and who gains and who loses by it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from yike.engines.faults import Fault
from yike.engines.reach.pace import UNREACHED
from yike.engines.reach.streets.model import Ints
from yike.rooms.circle.walking.asks import Change
from yike.rooms.circle.walking.board import Board, Figure
from yike.rooms.circle.walking.places import Directory, Level

if TYPE_CHECKING:
    from yike.rooms.circle.walking.town import Town


@dataclass(frozen=True)
class Shift:
    """How one area (None: the whole street office) fares in one name of the board.

    Households and elders that come within reach and that fall out of it; cover before and after, by weight.
    """

    area: int | None
    gained: dict[str, float]
    lost: dict[str, float]
    before: dict[str, Figure]
    after: dict[str, Figure]


@dataclass(frozen=True)
class Moved:
    """One building whose walk changed; deciseconds, None where no open point is reached."""

    row: int
    id: str
    before: int | None
    after: int | None


@dataclass(frozen=True, eq=False)
class Outcome:
    """Two boards of one question and what differs. Names and buildings are those that both have."""

    before: Board
    after: Board

    @property
    def names(self) -> tuple[str, ...]:
        """The kinds and baskets of both boards."""
        return tuple(name for name in self.after.names if name in self.before.names)

    def gain(self, name: str) -> Ints:
        """Return the rows of the buildings that come within reach."""
        return np.flatnonzero(self.after.answer.held(name) & ~self.before.answer.held(name)).astype(np.int32)

    def lose(self, name: str) -> Ints:
        """Return the rows of the buildings that fall out of reach."""
        return np.flatnonzero(self.before.answer.held(name) & ~self.after.answer.held(name)).astype(np.int32)

    def shift(self, name: str, area: int | None = None, level: Level = "community") -> Shift:
        """Return who gains and who loses by a name, in all or in one area."""
        rows = [self._within(found, area, level) for found in (self.gain(name), self.lose(name))]
        weights = self.after.buildings.weights
        gained, lost = ({w: float(of[row].sum()) for w, of in weights.items()} for row in rows)
        before, after = (
            {w: board.figure(name, w, area, level) for w in weights} for board in (self.before, self.after)
        )
        return Shift(area, gained, lost, before, after)

    def shifts(self, name: str, level: Level = "community") -> list[Shift]:
        """Return the areas in which anybody gains or loses, those with most households first."""
        changed = np.concatenate((self.gain(name), self.lose(name)))
        areas = np.unique(self.after.buildings.area(level)[changed])
        found = [self.shift(name, int(area), level) for area in areas if area >= 0]
        return sorted(found, key=lambda one: -(one.gained["households"] + one.lost["households"]))

    def moved(self, name: str) -> list[Moved]:
        """Return the buildings whose walk became shorter or longer, those that change most first."""
        before, after = (
            board.answer.missed_by_most(name)[1].astype(np.int32) for board in (self.before, self.after)
        )
        rows = np.flatnonzero(before != after)
        rows = rows[np.argsort(-np.abs(before - after)[rows], kind="stable")]
        ids = self.after.buildings.id
        return [Moved(int(r), ids[r], _reached(before[r]), _reached(after[r])) for r in rows]

    def fared(self, name: str, rows: Ints) -> list[Moved]:
        """Return some buildings with their walks before and after, those that change most first."""
        wanted = set(rows.tolist())
        return [one for one in self.moved(name) if one.row in wanted]

    def _within(self, rows: Ints, area: int | None, level: Level) -> Ints:
        return rows if area is None else rows[self.after.buildings.area(level)[rows] == area]


def _reached(ds: np.int32) -> int | None:
    return None if ds == UNREACHED else int(ds)


def compared(before: Town, after: Town, question: Any) -> Outcome:
    """Return one question's boards before and after; a kind that one town does not know has no point there."""
    kinds = question.kinds or tuple(dict.fromkeys((*before.directory.kinds, *after.directory.kinds)))
    asked = replace(question, kinds=kinds)
    return Outcome(before.knowing(kinds).board(asked), after.knowing(kinds).board(asked))


def changed(directory: Directory, changes: Sequence[Change]) -> Directory:
    """Return the directory after all changes, in their order. Raises ``Fault`` for ids that are not there.

    Points added have the ids -1, -2 … and stand last. A closed point keeps its row and serves nobody.
    """
    for change in changes:
        directory = _DOES[change.what](directory, change)
    return directory


def with_kinds(directory: Directory, kinds: Sequence[str]) -> Directory:
    """Return the directory with more kinds, last, where it does not know them."""
    return replace(directory, kinds=tuple(dict.fromkeys((*directory.kinds, *kinds))))


def _keep(directory: Directory, hours: Any) -> tuple[tuple[Any, ...], int]:
    """Return the distinct hours with these among them, and their row."""
    keeps = directory.keeps
    return (keeps, keeps.index(hours)) if hours in keeps else ((*keeps, hours), len(keeps))


def _add(directory: Directory, change: Change) -> Directory:
    directory = with_kinds(directory, (change.kind,))
    keeps, keep = _keep(directory, change.hours)
    row = len(directory)
    items = np.array(change.items, np.int64)
    offer_item = np.append(directory.offer_item, items)
    order = np.argsort(offer_item, kind="stable")
    return replace(
        directory,
        id=np.append(directory.id, np.int64(min(0, int(directory.id.min(initial=0))) - 1)),
        kind=np.append(directory.kind, np.int32(directory.kind_row(change.kind))),
        lon=np.append(directory.lon, change.lon),
        lat=np.append(directory.lat, change.lat),
        serving=np.append(directory.serving, True),
        paused=np.append(directory.paused, False),
        keeps=keeps,
        hours=np.append(directory.hours, np.int32(keep)),
        offer_item=offer_item[order],
        offer_point=np.append(directory.offer_point, np.full(len(items), row, np.int32))[order],
        offer_hours=np.append(directory.offer_hours, np.zeros(len(items), np.int32))[order],
    )


def _move(directory: Directory, change: Change) -> Directory:
    row = directory.row(change.point)
    return replace(
        directory, lon=_with(directory.lon, row, change.lon), lat=_with(directory.lat, row, change.lat)
    )


def _serve(directory: Directory, change: Change) -> Directory:
    row, opens = directory.row(change.point), change.what == "reopen"
    if bool(directory.serving[row]) == opens:
        raise _already(change.point, opens=opens)
    return replace(
        directory,
        serving=_with(directory.serving, row, opens),
        paused=_with(directory.paused, row, False),
    )


def _rehour(directory: Directory, change: Change) -> Directory:
    keeps, keep = _keep(directory, change.hours)
    hours = _with(directory.hours, directory.row(change.point), keep)
    return replace(directory, keeps=keeps, hours=hours)


def _with(values: Any, row: int, value: Any) -> Any:
    """Return a copy with one value set."""
    copy = values.copy()
    copy[row] = value
    return copy


_DOES: dict[str, Callable[[Directory, Change], Directory]] = {
    "add": _add,
    "move": _move,
    "close": _serve,
    "reopen": _serve,
    "hours": _rehour,
}


def _already(point: int, *, opens: bool) -> Fault:
    return Fault(
        f"服务点 {point} 本来就{'开着' if opens else '关着'}",
        f"service point {point} is {'open' if opens else 'closed'} already",
        do_zh="请从方案里去掉这一步",
        do_en="Take this step out of the plan",
    )

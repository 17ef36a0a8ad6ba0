"""Who is covered: by community and grid, for households and elders, by kind and basket; and who is behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from yike.engines.faults import Fault
from yike.engines.reach.cover import within
from yike.engines.reach.pace import UNREACHED, Deciseconds
from yike.engines.reach.standards import Limits, limits_for
from yike.engines.reach.streets.model import Floats, Ints
from yike.rooms.circle.walking.asks import WEIGHTS, Question
from yike.rooms.circle.walking.homes import Column
from yike.rooms.circle.walking.places import Buildings, Level, Mask

if TYPE_CHECKING:
    from yike.rooms.circle.walking.town import Town

LEVELS: tuple[Level, ...] = ("community", "grid")


@dataclass(frozen=True)
class Figure:
    """One number of the board: so much of a weight is covered. ``area`` is an area's id, None for all."""

    name: str
    weight: str
    area: int | None
    reached: float
    total: float

    @property
    def share(self) -> float | None:
        """The share 0..1, None where nobody of that weight lives."""
        return self.reached / self.total if self.total > 0 else None


@dataclass(frozen=True)
class Behind:
    """One building behind a figure. ``ds`` is None where it reaches no open point; ``point`` names the nearest."""

    row: int
    id: str
    households: int
    elders: int
    covered: bool
    ds: int | None
    point: int | None


@dataclass(frozen=True, eq=False)
class Sums:
    """Weights by area: ``reached`` (A, N, W) and ``total`` (A, W) of the A areas, N names and W weights.

    ``areas`` ascend; -1 stands for the buildings whose area is not known.
    """

    areas: Ints
    reached: Floats
    total: Floats


@dataclass(frozen=True, eq=False)
class Answer:
    """The walks of a question, before anything is added up: one column a kind, and the limit of each."""

    kinds: tuple[str, ...]
    baskets: Mapping[str, tuple[str, ...]]
    limits: Limits
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The kinds, then the baskets."""
        return (*self.kinds, *self.baskets)

    def of(self, name: str) -> tuple[int, ...]:
        """Return the columns a name stands for: one, or those of a basket. Raises ``KeyError``."""
        return tuple(
            self.kinds.index(kind) for kind in ((name,) if name in self.kinds else self.baskets[name])
        )

    def held(self, name: str) -> Mask:
        """Return (h,) which buildings have a kind, or all of a basket, within reach. Raises ``KeyError``."""
        masks = [within(self.columns[k].ds, int(self.limits.ds[k])) for k in self.of(name)]
        return np.asarray(np.logical_and.reduce(masks))

    def missed_by_most(self, name: str) -> tuple[Ints, Deciseconds]:
        """Return (h,) the column of a name that is farthest beyond its limit, or least within it, and its time."""
        columns = np.array(self.of(name), np.int32)
        ds = np.stack([self.columns[k].ds for k in columns])
        most = (ds.astype(np.int32) - self.limits.ds[columns, None]).argmax(axis=0)
        return columns[most], ds[most, np.arange(ds.shape[1])]


@dataclass(frozen=True, eq=False)
class Board:
    """Cover at one pace and moment. ``names`` are the kinds, then the baskets.

    ``answer.limits`` say of each kind the limit, the rule it comes from, and whether that was verified.
    ``open_points`` and ``serving_points`` (by kind) are how many are open at the moment and how many there are.
    ``off_street`` are buildings on no street this walker can use: not covered, and in the denominator.
    ``holidays_known`` is false where the working calendar has no table for the year asked about.
    """

    question: Question
    answer: Answer
    sums: Mapping[Level, Sums]
    open_points: tuple[int, ...]
    serving_points: tuple[int, ...]
    buildings: Buildings
    off_street: Ints
    holidays_known: bool

    @property
    def opened(self) -> int:
        """How many points of the kinds asked about are open at the moment: each has one kind."""
        return sum(self.open_points)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds asked about."""
        return self.answer.kinds

    @property
    def names(self) -> tuple[str, ...]:
        """The kinds, then the baskets."""
        return self.answer.names

    @property
    def limits(self) -> Limits:
        """The limit of every kind."""
        return self.answer.limits

    def areas(self, level: Level = "community") -> tuple[int, ...]:
        """Return the ids of the areas that have buildings, ascending."""
        return tuple(int(area) for area in self.sums[level].areas if area >= 0)

    def figure(self, name: str, weight: str, area: int | None = None, level: Level = "community") -> Figure:
        """Return one number. Raises ``KeyError`` for a name, weight or area that the board does not have."""
        sums = self.sums[level]
        try:
            n, w = self.names.index(name), WEIGHTS.index(weight)
            rows = slice(None) if area is None else [sums.areas.tolist().index(area)]
        except ValueError:
            raise KeyError(name, weight, area) from None
        return Figure(
            name, weight, area, float(sums.reached[rows, n, w].sum()), float(sums.total[rows, w].sum())
        )

    def behind(
        self, name: str, area: int | None = None, level: Level = "community", *, covered: bool | None = None
    ) -> list[Behind]:
        """Return the buildings behind a figure, the longest walk first: only the covered, or the others, or all.

        For a basket the walk told is that to the member missed by most.
        """
        wanted = (
            np.ones(len(self.buildings), np.bool_) if area is None else self.buildings.area(level) == area
        )
        return self.behind_rows(name, np.flatnonzero(wanted).astype(np.int32), covered=covered)

    def behind_rows(self, name: str, rows: Ints, *, covered: bool | None = None) -> list[Behind]:
        """Return some buildings as ``behind`` does."""
        held, (column, ds) = self.answer.held(name), self.answer.missed_by_most(name)
        rows = rows if covered is None else rows[held[rows] == covered]
        rows = rows[np.argsort(-ds[rows].astype(np.int32), kind="stable")]
        return [self._line(int(row), self.answer.columns[column[row]], bool(held[row])) for row in rows]

    def _line(self, row: int, column: Column, covered: bool) -> Behind:
        homes, ds = self.buildings, int(column.ds[row])
        return Behind(
            row,
            homes.id[row],
            int(homes.households[row]),
            int(homes.elders[row]),
            covered,
            None if ds == UNREACHED else ds,
            column.nearest(row),
        )


def answer_of(town: Town, question: Question) -> Answer:
    """Return the walks of a question. Raises ``Fault`` for what ``board_of`` refuses."""
    kinds = question.kinds or town.directory.kinds
    _check_baskets(question, kinds)
    limits = limits_for(kinds, question.ruleset, minutes=question.minutes)
    sets = [town.open_points(kind, question.pace, question.at) for kind in kinds]
    columns = town.homes.columns(question.pace, town.gates_at(question.at), sets)
    return Answer(tuple(kinds), dict(question.baskets), limits, tuple(columns))


def board_of(town: Town, question: Question) -> Board:
    """Return the board. Raises ``Fault`` for unknown paces, kinds and rule sets, empty baskets, and odd minutes."""
    answer, directory = answer_of(town, question), town.directory
    buildings = town.homes.buildings
    held = [answer.held(name) for name in answer.names]
    serving = np.bincount(directory.kind[directory.serving], minlength=len(directory.kinds))
    return Board(
        question,
        answer,
        {level: sums_of(held, buildings, level) for level in LEVELS},
        tuple(len(column.ids) for column in answer.columns),
        tuple(int(serving[directory.kind_row(kind)]) for kind in answer.kinds),
        buildings,
        np.flatnonzero(~town.homes.at(question.pace).snapped).astype(np.int32),
        question.at is None or town.days.knows(question.at.date()),
    )


def sums_of(held: Sequence[Mask], buildings: Buildings, level: Level) -> Sums:
    """Add up the weights by area: of all, and of those held by each name."""
    areas, code = buildings.codes(level)
    weights = tuple(buildings.weights.values())
    reached = np.zeros((len(areas), len(held), len(weights)))
    for n, mask in enumerate(held):
        rows = np.flatnonzero(mask)
        for w, weight in enumerate(weights):
            reached[:, n, w] = np.bincount(code[rows], weight[rows], minlength=len(areas))
    total = [np.bincount(code, weight, minlength=len(areas)) for weight in weights]
    return Sums(areas, reached, np.stack(total, axis=1))


def _check_baskets(question: Question, kinds: Sequence[str]) -> None:
    for name, members in question.baskets:
        lacking = [kind for kind in members if kind not in kinds]
        if not members or lacking or name in kinds:
            raise _odd_basket(name, lacking, kinds)


def _odd_basket(name: str, lacking: Sequence[str], kinds: Sequence[str]) -> Fault:
    return Fault(
        f"组合“{name}”不能用："
        + (f"没有类别{'、'.join(lacking)}" if lacking else "要有类别，名字不能与类别相同"),
        f'the basket "{name}" cannot be used: '
        + (f"there is no {', '.join(lacking)}" if lacking else "it needs kinds, and a name that is no kind"),
        do_zh=f"可用的类别：{'、'.join(kinds)}",
        do_en=f"The kinds are: {', '.join(kinds)}",
    )

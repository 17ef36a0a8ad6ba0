"""What a survey of a circle holds: the question, the ground, the walks, and what they add up to."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, datetime

from yike.engines.reach.anchors import Anchors
from yike.engines.reach.cover import Cover, Mask
from yike.engines.reach.gaps import Gap
from yike.engines.reach.hoursmatrix import HoursMatrix
from yike.engines.reach.inequality import Spread
from yike.engines.reach.islands import Islands
from yike.engines.reach.pace import Deciseconds, Pace
from yike.engines.reach.places import Homes, Points
from yike.engines.reach.standards import Limits
from yike.engines.reach.streets.model import Floats, Ints, Streets
from yike.engines.reach.walk import Walk
from yike.rooms.circle.surveys.opening import NO_HOLIDAYS, REFERENCE_MONDAY, Gate


@dataclass(frozen=True)
class Note:
    """Something the reader must know to read the numbers rightly."""

    zh: str
    en: str


@dataclass(frozen=True)
class Unsnapped:
    """A home or point that stands on no street: its row (from 0), its id, and why.

    ``sheet_row`` is the row a spreadsheet shows, None where the places did not come from a table.
    """

    row: int
    id: str
    why: str
    zh: str
    en: str
    sheet_row: int | None = None


@dataclass(frozen=True)
class Question:
    """What was asked. ``at`` is a local moment, None for "everything open". ``baskets`` name → kinds.

    ``monday`` begins the week whose hours were counted; ``holidays`` are the public holidays that were named.
    """

    minutes: float
    pace: Pace
    at: datetime | None
    ruleset: str | None
    limits: Limits
    snap_limit: float
    baskets: Mapping[str, tuple[str, ...]]
    monday: date = REFERENCE_MONDAY
    holidays: AbstractSet[date] = NO_HOLIDAYS


@dataclass(frozen=True)
class Ground:
    """The streets at that pace and moment, and where h homes and p points stand on them.

    ``all_open`` is the walk with every gate open, which snapping uses: a home behind a gate shut at night
    still lives on its own street. ``gates`` are the parsed hours of ``streets.gate_hours``.
    """

    walk: Walk
    all_open: Walk
    gates: tuple[Gate, ...]
    homes: Anchors
    points: Anchors
    islands: Islands


@dataclass(frozen=True)
class Reach:
    """Times in deciseconds, 65535 unreached, to the nearest open point of each of K kinds."""

    open_now: Mask  # (p,)
    ds: Deciseconds  # (h, K)
    point: Ints  # (h, K) rows of points, -1 none
    node_ds: Deciseconds  # (n, K)


@dataclass(frozen=True)
class Survey:
    """The whole answer.

    ``weights`` are those of the homes, or one per home where the table names none. ``baskets`` is a ``Cover``
    whose "kinds" are names of baskets. ``doable`` is weight → mean share of the kinds a home has within
    reach. ``percentiles`` is kind → weight → (median, 90 %) in deciseconds, None where that home reaches
    none. ``hours`` is None where the week was not asked for. ``timings`` are seconds by step.
    """

    question: Question
    homes: Homes
    points: Points
    weights: Mapping[str, Floats]
    ground: Ground
    reach: Reach
    cover: Cover
    baskets: Cover | None
    doable: Mapping[str, float]
    gaps: tuple[Gap, ...]
    hours: HoursMatrix | None
    spreads: tuple[Spread, ...]
    percentiles: Mapping[str, Mapping[str, tuple[int | None, int | None]]]
    unsnapped_homes: tuple[Unsnapped, ...]
    unsnapped_points: tuple[Unsnapped, ...]
    timings: Mapping[str, float] = field(default_factory=dict)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of points, in the order of every K axis."""
        return self.points.kinds

    @property
    def streets(self) -> Streets:
        """The streets as they were read."""
        return self.ground.walk.streets

    @property
    def walk(self) -> Walk:
        """The streets at the pace and moment asked about."""
        return self.ground.walk

    @property
    def at(self) -> datetime | None:
        """The moment asked about."""
        return self.question.at

    @property
    def pace(self) -> Pace:
        """The walker."""
        return self.question.pace

    @property
    def minutes(self) -> float:
        """The limit in minutes where no rule set gives another."""
        return self.question.minutes

    @property
    def limits(self) -> Limits:
        """The limit of every kind."""
        return self.question.limits

    @property
    def home_ds(self) -> Deciseconds:
        """(h, K) deciseconds from every home to the nearest open point of each kind."""
        return self.reach.ds

    @property
    def node_ds(self) -> Deciseconds:
        """(n, K) deciseconds from every street node."""
        return self.reach.node_ds

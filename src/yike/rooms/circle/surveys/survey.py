"""The survey of a circle: snap, walk, count, find the gaps, go through the week."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime

import numpy as np

from yike.engines.faults import Fault
from yike.engines.reach.cover import Cover, basket, cover, doable, shares, weighted_mean, within
from yike.engines.reach.gaps import Gap, gaps
from yike.engines.reach.hoursmatrix import HoursMatrix, hours_matrix
from yike.engines.reach.inequality import percentile_ds, spreads
from yike.engines.reach.islands import islands
from yike.engines.reach.nearest import nearest, node_times
from yike.engines.reach.pace import Deciseconds, Pace, pace_named
from yike.engines.reach.places import Homes, Points
from yike.engines.reach.snap import snap
from yike.engines.reach.standards import limits_for
from yike.engines.reach.streets.model import Floats, Streets
from yike.engines.reach.walk import Walk
from yike.rooms.circle.surveys.answer import as_json
from yike.rooms.circle.surveys.opening import (
    NO_HOLIDAYS,
    gates_by_hour,
    monday_of,
    open_at,
    open_by_hour,
    read_gates,
    walk_at,
)
from yike.rooms.circle.surveys.standing import check_they_meet, unsnapped
from yike.rooms.circle.surveys.surveyed import Ground, Note, Question, Reach, Survey, Unsnapped
from yike.rooms.circle.surveys.timing import Stopwatch

__all__ = ["Ground", "Note", "Question", "Reach", "Survey", "Unsnapped", "as_json", "survey"]

PERCENTILES = (0.5, 0.9)
ALL = "all"  # the basket that is counted where none is asked for; faces say it in their language


def survey(
    streets: Streets,
    homes: Homes,
    points: Points,
    *,
    minutes: float = 15.0,
    pace: str | Pace = "adult",
    at: datetime | None = None,
    holidays: AbstractSet[date] = NO_HOLIDAYS,
    baskets: Mapping[str, Sequence[str]] | None = None,
    ruleset: str | None = None,
    snap_limit: float = 300.0,
    week: bool = True,
    walk: Walk | None = None,
    now: Walk | None = None,
    on_step: Callable[[str], None] | None = None,
) -> Survey:
    """Return who reaches what. ``at`` is a local moment; without one every point and gate counts as open.

    The hours of the week are those of the week ``at`` lies in, else of a reference week. On ``holidays`` such
    places as follow them keep other hours. ``baskets`` name → kinds that must all be in reach (all kinds
    together where left out); ``ruleset`` takes each kind's limit from the radius tables instead of ``minutes``;
    ``walk`` hands in a ready walk of these
    streets at this pace with every gate open, ``now`` the same with the gates as they are to stand at the moment
    (left out, they stand as their hours say). ``on_step`` hears "snap", "reach", "cover", "gaps", "week".
    Raises ``Fault`` for tables without rows, homes far from the streets, unknown paces, kinds or rule sets.
    """
    _check_rows(homes, points)
    walker = pace if isinstance(pace, Pace) else pace_named(pace)
    limits = limits_for(points.kinds, ruleset, minutes=minutes)
    members = _members(points.kinds, baskets)
    question = Question(minutes, walker, at, ruleset, limits, snap_limit, members, monday_of(at), holidays)
    watch = Stopwatch(on_step)
    with watch("snap"):
        ready = _at_pace(walk, walker) or Walk.of(streets, walker)
        ground = stand(ready, homes, points, question, _at_pace(now, walker))
    with watch("reach"):
        reach = reach_of(ground, points, at, holidays)
    return _surveyed(homes, points, question, ground, reach, watch, week=week)


def _at_pace(walk: Walk | None, pace: Pace) -> Walk | None:
    """Return a walk that was handed in where it is at the pace asked for."""
    return walk if walk is not None and walk.pace == pace else None


def _surveyed(
    homes: Homes,
    points: Points,
    question: Question,
    ground: Ground,
    reach: Reach,
    watch: Stopwatch,
    *,
    week: bool,
) -> Survey:
    """Count what is reached, find the gaps, go through the ``week`` where it is asked for."""
    limits = question.limits.ds
    weights = dict(homes.weights) or {"homes": np.ones(len(homes.id))}
    with watch("cover"):
        counted = cover(reach.ds, limits, weights, homes.area, kinds=points.kinds)
        can = doable(within(reach.ds, limits), np.eye(len(points.kinds), dtype=np.bool_))
        together = _baskets(reach.ds, question, points.kinds, weights, homes.area)
        later = percentiles(reach.ds, points.kinds, weights)
    with watch("gaps"):
        blind = gaps_of(ground, reach, question, weights)
    with watch("week"):
        by_hour = week_of(ground, points, question, weights) if week else None
    return Survey(
        question=question,
        homes=homes,
        points=points,
        weights=weights,
        ground=ground,
        reach=reach,
        cover=counted,
        baskets=together,
        doable={name: weighted_mean(can, weight) for name, weight in weights.items()},
        gaps=blind,
        hours=by_hour,
        spreads=tuple(spreads(counted)),
        percentiles=later,
        unsnapped_homes=unsnapped(homes, ground.homes, question.snap_limit),
        unsnapped_points=unsnapped(points, ground.points, question.snap_limit),
        timings=watch.seconds,
    )


def stand(
    all_open: Walk, homes: Homes, points: Points, question: Question, now: Walk | None = None
) -> Ground:
    """Return where homes and points stand, and the streets at the moment asked about: ``now`` where it is ready.

    Raises ``Fault`` where not one home stands on a street.
    """
    streets, usable, limit = all_open.streets, all_open.usable, question.snap_limit
    home_at = snap(streets, homes.lon, homes.lat, limit_m=limit, usable=usable)
    check_they_meet(streets, homes, home_at)
    point_at = snap(streets, points.lon, points.lat, limit_m=limit, usable=usable)
    gates = read_gates(streets)
    walk = now if now is not None else walk_at(all_open, gates, question.at, question.holidays)
    return Ground(walk, all_open, gates, home_at, point_at, islands(walk))


def reach_of(
    ground: Ground, points: Points, at: datetime | None, holidays: AbstractSet[date] = NO_HOLIDAYS
) -> Reach:
    """Return the walks to the nearest open point of each kind, from homes and from street nodes."""
    open_now = open_at(points.hours, at, holidays)
    rows = np.flatnonzero(open_now).astype(np.int32)
    there, kind, kinds = ground.points.take(rows), points.kind[rows], len(points.kinds)
    found = nearest(ground.walk, ground.homes, there, kind, kinds)
    back = np.append(rows, np.int32(-1))  # row -1 of the open points is row -1 of all points
    return Reach(open_now, found.ds, back[found.point], node_times(ground.walk, there, kind, kinds))


def gaps_of(
    ground: Ground, reach: Reach, question: Question, weights: Mapping[str, Floats]
) -> tuple[Gap, ...]:
    """Return the gaps of every kind, in the order of the kinds, heaviest first within each."""
    return tuple(
        gap
        for k, limit in enumerate(question.limits.ds)
        for gap in gaps(
            ground.walk,
            ground.homes,
            np.ascontiguousarray(reach.node_ds[:, k]),
            np.ascontiguousarray(reach.ds[:, k]),
            int(limit),
            weights,
            reach.point[:, k],
            kind=k,
        )
    )


def week_of(ground: Ground, points: Points, question: Question, weights: Mapping[str, Floats]) -> HoursMatrix:
    """Return cover for every hour of the question's week, gates with hours included."""
    when = question.monday, question.holidays
    return hours_matrix(
        ground.walk,
        ground.homes,
        ground.points,
        points.kind,
        points.kinds,
        question.limits.ds,
        weights,
        open_by_hour(points.hours, *when),
        gates_by_hour(ground.gates, *when),
    )


def percentiles(
    ds: Deciseconds, kinds: Sequence[str], weights: Mapping[str, Floats]
) -> dict[str, dict[str, tuple[int | None, int | None]]]:
    """Return kind → weight → deciseconds within which half, and nine in ten, of the weight arrive."""
    answer: dict[str, dict[str, tuple[int | None, int | None]]] = {}
    for k, kind in enumerate(kinds):
        found = {name: percentile_ds(ds[:, k], weight, PERCENTILES) for name, weight in weights.items()}
        answer[kind] = {name: (half, most) for name, (half, most) in found.items()}
    return answer


def _baskets(
    ds: Deciseconds,
    question: Question,
    kinds: Sequence[str],
    weights: Mapping[str, Floats],
    area: Sequence[str],
) -> Cover | None:
    if not question.baskets:
        return None
    rows = [[kinds.index(kind) for kind in names] for names in question.baskets.values()]
    held = np.column_stack([basket(ds, question.limits.ds, row) for row in rows])
    return shares(held, weights, area, kinds=tuple(question.baskets))


def _members(kinds: Sequence[str], baskets: Mapping[str, Sequence[str]] | None) -> dict[str, tuple[str, ...]]:
    """Return the baskets asked for, or the one of all kinds where there are two kinds or more."""
    if baskets is None:
        return {ALL: tuple(kinds)} if len(kinds) > 1 else {}
    for name, members in baskets.items():
        for kind in members:
            if kind not in kinds:
                raise _unknown_kind(name, kind, kinds)
    return {name: tuple(members) for name, members in baskets.items()}


def _check_rows(homes: Homes, points: Points) -> None:
    if not len(homes.id):
        raise Fault(
            "住户表里没有一行住户",
            "the table of homes holds no home",
            do_zh="请换一张有内容的表",
            do_en="Use a table with rows",
        )
    if not points.kinds:
        raise Fault(
            "服务点表里没有任何类别",
            "the table of points holds no kind of point",
            do_zh="请核对类别列，至少要有一个服务点",
            do_en="Check the kind column; at least one point is needed",
        )


def _unknown_kind(name: str, kind: str, kinds: Sequence[str]) -> Fault:
    return Fault(
        f"组合“{name}”里的“{kind}”不在服务点的类别中",
        f'"{kind}" of the basket "{name}" is not a kind of point',
        do_zh=f"可用的类别：{'、'.join(kinds)}",
        do_en=f"The kinds are: {', '.join(kinds)}",
    )

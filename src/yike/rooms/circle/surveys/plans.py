"""Two answers side by side: points added, closed or moved, or another moment, walker or table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from yike.engines.faults import Fault
from yike.engines.reach.hours import Hours
from yike.engines.reach.places import Origin, Points
from yike.engines.reach.walk import Walk
from yike.engines.reach.whatif import with_bridge
from yike.engines.sheets.table import Rows
from yike.rooms.circle.surveys.answer import as_json, number
from yike.rooms.circle.surveys.compare import Comparison
from yike.rooms.circle.surveys.compare import compare as compare_surveys
from yike.rooms.circle.surveys.inputs import (
    Ground,
    Loaded,
    ground_of,
    load_all,
    load_ground,
    load_points,
    no_kind,
    stand_at,
    to_degrees,
    walker_of,
)
from yike.rooms.circle.surveys.remarks import remarks
from yike.rooms.circle.surveys.request import Request, Step, quiet
from yike.rooms.circle.surveys.survey import Survey, survey
from yike.rooms.circle.surveys.surveyed import Note

Pair = tuple[float, float]  # degrees in the datum of the request


@dataclass(frozen=True)
class Change:
    """One thing done to the points: ``name`` is a kind to add, or the id of a point to close or change."""

    what: Literal["add", "close", "move", "hours"]
    name: str
    place: Pair | None = None  # where it is added or moved to
    hours: str = ""  # when it is open from now on


@dataclass(frozen=True)
class Works:
    """What is done to the streets: bridges built from place to place, all gates left open."""

    bridges: tuple[tuple[Pair, Pair], ...] = ()
    gates_open: bool = False

    def done(self, ground: Ground, request: Request) -> Ground:
        """Return the streets afterwards, for the same walker and moment."""
        if not self.bridges:
            return Ground(ground.all_open, ground.all_open) if self.gates_open else ground
        streets = ground.streets
        for one, other in self.bridges:
            streets = with_bridge(streets, (to_degrees(one, request), to_degrees(other, request)))
        pace = ground.all_open.pace
        return ground_of(Walk.of(streets, pace), replace(request, at=None) if self.gates_open else request)


@dataclass(frozen=True)
class Difference:
    """Two surveys and what changed from the one to the other."""

    before: Survey
    after: Survey
    comparison: Comparison
    notes: tuple[Note, ...] = ()  # what the changes did beyond what was written

    def summary(self) -> dict[str, Any]:
        """Return the object that ``--json`` prints: the later answer, the earlier cover, and the difference."""
        return {
            **as_json(self.after),
            "notes": [vars(note) for note in (*self.notes, *remarks(self.after))],
            "before": {"cover": self.before.cover.as_dict(), "points": len(self.before.points.id)},
            "difference": [
                {
                    "kind": one.kind,
                    "weight": one.weight,
                    "area": one.area,
                    "before": number(one.before),
                    "after": number(one.after),
                    "change": number(one.difference),
                }
                for one in self.comparison.changes
            ],
            "moved": [
                {
                    "kind": one.kind,
                    "gain": {"homes": len(one.gain), "weights": one.gained},
                    "lose": {"homes": len(one.lose), "weights": one.lost},
                    "nearer": len(one.nearer),
                    "farther": len(one.farther),
                }
                for one in self.comparison.moved
            ],
        }


def ask(loaded: Loaded, request: Request, points: Points | None = None, *, week: bool = False) -> Survey:
    """Return the survey of what was loaded, with other points where given."""
    return survey(
        loaded.ground.streets,
        loaded.homes,
        loaded.points if points is None else points,
        minutes=request.minutes,
        pace=walker_of(request),
        at=request.at,
        holidays=frozenset(request.holidays),
        ruleset=request.ruleset,
        baskets=dict(request.baskets) or None,
        snap_limit=request.snap,
        week=week,
        walk=loaded.ground.all_open,
        now=loaded.ground.walk,
    )


def what_if(
    request: Request,
    changes: Sequence[Change],
    works: Works | None = None,
    step: Step = quiet,
    *,
    new_kinds: bool = False,
) -> Difference:
    """Return what ``changes`` to the points and ``works`` on the streets would do to the cover.

    With ``new_kinds`` a point may be added of a kind that is not there yet; before, nobody has one.
    Raises ``Fault`` for ids and kinds that are not there, for hours that cannot be, and for no change at all.
    """
    if not changes and works in (None, Works()):
        raise Fault(
            "没有说要改什么",
            "nothing was said to be changed",
            do_zh="请写 --add、--close、--move、--hours、--bridge 或 --open-gates",
            do_en="Write --add, --close, --move, --hours, --bridge or --open-gates",
        )
    loaded = load_all(request, step)
    if new_kinds:
        loaded = replace(loaded, points=with_kinds(loaded.points, changes))
    points = changed(loaded.points, changes, request)
    notes = tuple(_closings(loaded.points, changes))
    ground = (works or Works()).done(loaded.ground, request)
    _check_stands(ground, changes, request)
    with step("算前后两遍", "Counting before and after"):
        before, after = ask(loaded, request), ask(Loaded(ground, loaded.homes, points), request)
    return Difference(before, after, compare_surveys(before, after), notes)


def compare(first: Request, second: Request, step: Step = quiet) -> Difference:
    """Return what differs from the first request to the second; what is the same is read only once."""
    loaded = load_all(first, step)
    if first == second:
        raise Fault(
            "两个方案完全一样",
            "the two plans are the same",
            do_zh="请用 --points-b、--streets-b、--at-b 或 --pace-b 说明不同之处",
            do_en="Say what differs with --points-b, --streets-b, --at-b or --pace-b",
        )
    ground, points = loaded.ground, loaded.points
    if (first.streets, first.pace, first.at) != (second.streets, second.pace, second.at):
        ground = load_ground(second, step)
    if first.points != second.points:
        points = load_points(second, ground.streets, loaded.homes)
    with step("算前后两遍", "Counting both"):
        before, after = ask(loaded, first), ask(Loaded(ground, loaded.homes, points), second)
    return Difference(before, after, compare_surveys(before, after))


def changed(points: Points, changes: Sequence[Change], request: Request) -> Points:
    """Return the points after all changes, in their order; those added come last.

    Raises ``Fault`` where there is no point of an id, no such kind, or hours that cannot be.
    """
    does = {"add": _add, "close": _close, "move": _move, "hours": _reopen}
    for change in changes:
        points = does[change.what](points, change, request)
    return points


def _add(points: Points, change: Change, request: Request) -> Points:
    if change.name not in points.kinds:
        fault = no_kind(points, change.name)
        fault.do_zh += "；若是新的一类，请加 --new-kind"
        fault.do_en += ". For a new kind write --new-kind too"
        raise fault
    lon, lat = to_degrees(change.place, request)
    new = f"+{sum(one.startswith('+') for one in points.id) + 1}"
    return replace(
        points,
        id=(*points.id, new),
        name=(*points.name, new),
        kind=np.append(points.kind, np.int32(points.kinds.index(change.name))),
        lon=np.append(points.lon, lon),
        lat=np.append(points.lat, lat),
        hours=(*points.hours, None),
        origin=_with_rows(points, lambda rows: np.append(rows, 0)),
    )


def _with_rows(points: Points, change: Callable[[Rows], Rows]) -> Origin | None:
    """Return where the points came from with their sheet rows changed; row 0 is no row of the sheet."""
    origin = points.origin
    return None if origin is None else replace(origin, rows=change(origin.rows))


def _check_stands(ground: Ground, changes: Sequence[Change], request: Request) -> None:
    """Raise ``Fault`` where a point added or moved would stand on no street."""
    for change in changes:
        if change.place is not None:
            stand_at(ground, change.place, request)


def with_kinds(points: Points, changes: Sequence[Change]) -> Points:
    """Return the points with the kinds of those to be added among their kinds, last, where they are new."""
    asked = [change.name for change in changes if change.what == "add"]
    return replace(points, kinds=tuple(dict.fromkeys((*points.kinds, *asked))))


def _rows(points: Points, name: str) -> list[int]:
    """Return the rows of the point of that id: several where it offers several kinds."""
    rows = [row for row, one in enumerate(points.id) if one == name]
    if rows:
        return rows
    listed = [*dict.fromkeys(points.id)][:5]
    raise Fault(
        f"没有编号为“{name}”的服务点",
        f'there is no point with the id "{name}"',
        do_zh=f"编号如：{'、'.join(listed)}",
        do_en=f"Ids look like: {', '.join(listed)}",
    )


def _close(points: Points, change: Change, _request: Request) -> Points:
    gone = set(_rows(points, change.name))
    keep = [row for row in range(len(points.id)) if row not in gone]
    return replace(
        points,
        id=tuple(points.id[row] for row in keep),
        name=tuple(points.name[row] for row in keep),
        kind=points.kind[keep],
        lon=points.lon[keep],
        lat=points.lat[keep],
        hours=tuple(points.hours[row] for row in keep),
        origin=_with_rows(points, lambda rows: rows[keep]),
    )


def _closings(points: Points, changes: Sequence[Change]) -> Iterator[Note]:
    """Say how many kinds go with a closed point that offers several."""
    for name in dict.fromkeys(change.name for change in changes if change.what == "close"):
        rows = [row for row, one in enumerate(points.id) if one == name]
        if (count := len(rows)) > 1:
            kinds = [points.kinds[points.kind[row]] for row in rows]
            yield Note(
                f"关掉“{name}”，它的 {count} 类服务都没有了：{'、'.join(kinds)}",
                f'closing "{name}" takes away all {count} kinds it offers: {", ".join(kinds)}',
            )


def _move(points: Points, change: Change, request: Request) -> Points:
    rows = _rows(points, change.name)
    lon, lat = points.lon.copy(), points.lat.copy()
    lon[rows], lat[rows] = to_degrees(change.place, request)
    return replace(points, lon=lon, lat=lat)


def _reopen(points: Points, change: Change, _request: Request) -> Points:
    rows = set(_rows(points, change.name))
    new = Hours.parse(change.hours)
    return replace(points, hours=tuple(new if i in rows else one for i, one in enumerate(points.hours)))

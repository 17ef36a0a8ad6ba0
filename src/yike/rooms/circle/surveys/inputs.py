"""From what a person names (files, columns, a walker, a moment) to the arrays the engines take."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import numpy as np

from yike.engines.faults import Fault
from yike.engines.reach.anchors import Anchors, Why
from yike.engines.reach.datum import check_near, detect, to_wgs84
from yike.engines.reach.pace import Pace, pace_named
from yike.engines.reach.places import Homes, Origin, Points, read_homes, read_points, redeclared
from yike.engines.reach.saved import is_saved, load
from yike.engines.reach.snap import snap
from yike.engines.reach.streets.model import Streets
from yike.engines.reach.streets.read import read_streets
from yike.engines.reach.walk import Walk
from yike.engines.sheets.headers import find_role
from yike.engines.sheets.read import read_table
from yike.rooms.circle.surveys.candidates import Candidates
from yike.rooms.circle.surveys.opening import read_gates, walk_at
from yike.rooms.circle.surveys.request import Request, Step, quiet
from yike.rooms.circle.surveys.standing import reasons

DATUM_NAMES = {"wgs84": "WGS-84", "cgcs2000": "CGCS2000", "gcj02": "GCJ-02", "bd09": "BD-09"}


@dataclass(frozen=True)
class Ground:
    """Streets for one walker at one moment. ``all_open`` has every gate open; places are snapped on it."""

    walk: Walk
    all_open: Walk

    @property
    def streets(self) -> Streets:
        """The streets as they were read."""
        return self.walk.streets


def load_streets(path: Path) -> Streets:
    """Return the streets of a raw or a prepared file. Raises ``Fault``."""
    return load(path).streets if is_saved(path) else read_streets(path)


def walker_of(request: Request) -> Pace:
    """Return the walker of a request, with its wait at crossings. Raises ``Fault`` for an unknown pace."""
    wait = request.crossing
    return replace(pace_named(request.pace), crossing_seconds=wait, signal_seconds=wait)


def load_ground(request: Request, step: Step = quiet) -> Ground:
    """Return the streets of ``request`` for its walker at its moment. Raises ``Fault``.

    A prepared file hands over the walk it was prepared for, hierarchy included.
    """
    pace = walker_of(request)
    with step("读街道", "Reading the streets"):
        if is_saved(request.streets):
            saved = load(request.streets)
            streets, all_open = saved.streets, saved.walk(pace)
        else:
            streets = read_streets(request.streets)
            all_open = Walk.of(streets, pace)
    return ground_of(all_open, request)


def ground_of(all_open: Walk, request: Request) -> Ground:
    """Return the streets of a walk with the gates as they stand at the request's moment."""
    return Ground(
        walk_at(all_open, read_gates(all_open.streets), request.at, set(request.holidays)), all_open
    )


Placed = TypeVar("Placed", Homes, Points)


def _on_the_map(places: Placed, streets: Streets, path: Path) -> Placed:
    """Return the places in the datum that fits the streets, where nobody declared one; refuse another city."""
    origin = places.origin
    if origin is None or not streets.nodes or not len(places.lon):
        return places
    guess = detect(places.lon, places.lat, streets.lon, streets.lat) if origin.datum is None else None
    if guess is not None and guess.clear and guess.datum != "wgs84":
        places = _read_as(places, origin, guess.datum, _by_itself(path, guess.datum))
    check_near(places.lon, places.lat, streets.lon, streets.lat, rows=origin.rows, file=path)
    return places


def _by_itself(path: Path, datum: str) -> tuple[str, str]:
    name = DATUM_NAMES[datum]
    return (
        f"{path.name} 没有写坐标系，按位置判断为 {name}",
        f"{path.name} names no datum; from where its places lie it is taken as {name}",
    )


def _read_as(places: Placed, origin: Origin, datum: str, note: tuple[str, str]) -> Placed:
    told = replace(origin, datum=datum, notes=(*origin.notes, note), guessed=True)
    return replace(redeclared(places, datum), origin=told)


def _beside(places: Placed, other: Homes | Points | None, streets: Streets, path: Path) -> Placed:
    """Return the places in the datum guessed for the other table, where nothing tells their own.

    Tables of one question mostly come from one map; too few places to tell are no sign of another.
    """
    origin, theirs = places.origin, other and other.origin
    if origin is None or origin.datum is not None or not theirs or not theirs.guessed or not theirs.datum:
        return places
    if not len(places.lon) or detect(places.lon, places.lat, streets.lon, streets.lat).clear:
        return places
    name, same = DATUM_NAMES[theirs.datum], Path(theirs.file).name
    note = (
        f"{path.name} 没有写坐标系，也看不出来，与 {same} 一样按 {name}",
        f"{path.name} names no datum and its places do not tell it; it is taken as {name}, as {same} is",
    )
    return _read_as(places, origin, theirs.datum, note)


def _need(path: Path | None, option: str) -> Path:
    if path is not None:
        return path
    raise Fault(f"少了 {option}", f"{option} is missing", do_zh="请给出表格文件", do_en="Give a table")


def load_homes(request: Request, streets: Streets) -> Homes:
    """Return the homes of a request, WGS-84. Raises ``Fault``."""
    path = _need(request.homes, "homes")
    homes = read_homes(path, weights=request.weights, area=request.area, datum=request.datum)
    return _on_the_map(homes, streets, path)


def load_points(request: Request, streets: Streets, beside: Homes | None = None) -> Points:
    """Return the points of a request, WGS-84, in the datum of those ``beside`` where unsure. Raises ``Fault``."""
    path = _need(request.points, "points")
    points = read_points(path, kind=request.kind, kinds=request.kinds, datum=request.datum)
    return _beside(_on_the_map(points, streets, path), beside, streets, path)


def load_candidates(request: Request, path: Path, ground: Ground, beside: Homes | None = None) -> Candidates:
    """Return the candidate places of a table, one kind of place whatever it says they are. Raises ``Fault``."""
    read = read_points(path, datum=request.datum)
    places = _beside(_on_the_map(read, ground.streets, path), beside, ground.streets, path)
    stands = stand_points(ground, places, request)
    return Candidates(places.id, places.name, places.name, places.lon, places.lat, stands, places.origin)


def has_column(path: Path, name: str) -> bool:
    """Return whether a table has a column of exactly that name, and none that holds kinds."""
    headers = read_table(path).headers
    return name in headers and find_role(headers, "kind") is None


@dataclass(frozen=True)
class Loaded:
    """Everything a survey asks for."""

    ground: Ground
    homes: Homes
    points: Points


def load_all(request: Request, step: Step = quiet) -> Loaded:
    """Return streets, homes and points of a request. Raises ``Fault``."""
    ground = load_ground(request, step)
    with step("读住户和服务点", "Reading homes and points"):
        homes = load_homes(request, ground.streets)
        points = load_points(request, ground.streets, homes)
        homes = _beside(homes, points, ground.streets, _need(request.homes, "homes"))
        return Loaded(ground, homes, points)


def stand_points(ground: Ground, points: Points, request: Request) -> Anchors:
    """Return where the points stand on the streets."""
    usable = ground.all_open.usable
    return snap(ground.streets, points.lon, points.lat, limit_m=request.snap, usable=usable)


def to_degrees(place: tuple[float, float] | None, request: Request) -> tuple[float, float]:
    """Return WGS-84 degrees of a typed place, which is in the request's datum, WGS-84 where it names none."""
    if place is None:
        raise Fault(
            "少了经纬度", "a place is missing", do_zh="请写 名称@经度,纬度", do_en="Write NAME@LON,LAT"
        )
    lon, lat = to_wgs84(np.array(place[:1]), np.array(place[1:]), request.datum or "wgs84")
    return float(lon[0]), float(lat[0])


def no_kind(points: Points, kind: str) -> Fault:
    """Return the fault of a kind that is not among the points."""
    return Fault(
        f"没有“{kind}”这一类",
        f'there is no kind "{kind}"',
        do_zh=f"类别有：{'、'.join(points.kinds)}",
        do_en=f"The kinds are: {', '.join(points.kinds)}",
    )


def stand_at(ground: Ground, place: tuple[float, float], request: Request) -> Anchors:
    """Return where one typed place (degrees in the request's datum) stands. Raises ``Fault`` where it does not."""
    lon, lat = to_degrees(place, request)
    usable = ground.all_open.usable
    door = snap(ground.streets, np.array([lon]), np.array([lat]), limit_m=request.snap, usable=usable)
    if door.snapped[0]:
        return door
    zh, en = reasons(request.snap)[Why(door.why[0])]
    raise Fault(
        f"{place[0]:g},{place[1]:g} 走不到街上：{zh}",
        f"{place[0]:g},{place[1]:g} stands on no street: {en}",
        do_zh="请核对经纬度的先后和坐标系，或用 --snap 放宽距离",
        do_en="Check the order of the degrees and the datum, or allow more metres with --snap",
    )

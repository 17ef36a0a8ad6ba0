"""A walk in words: streets, metres and turns as one would tell a neighbour."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import numpy as np

from yike.engines.faults import Language
from yike.engines.reach.streets.model import Floats, Ints, Mark, Streets, metres_per_degree

LOOK_M = 12.0  # a turn is judged by where one is this far before and after the corner
SAME_STREET_TURN = 60.0  # degrees: a sharper bend at a junction is told even if the name stays
CONNECTOR_M = 15.0  # shorter unnamed links between streets are told with the street they lead to


class Turn(Enum):
    """What to do at the beginning of a leg, in Chinese and English."""

    START = ("出发", "Walk")
    STRAIGHT = ("直行", "Continue straight")
    SLIGHT_LEFT = ("稍向左", "Bear left")
    LEFT = ("左转", "Turn left")
    SHARP_LEFT = ("向左后方转", "Turn sharp left")
    SLIGHT_RIGHT = ("稍向右", "Bear right")
    RIGHT = ("右转", "Turn right")
    SHARP_RIGHT = ("向右后方转", "Turn sharp right")
    BACK = ("掉头", "Turn back")

    def text(self, language: Language) -> str:
        """Return the turn in words."""
        return str(self.value[0 if language == "zh" else 1])


def turn_of(degrees: float) -> Turn:
    """Return the turn for a change of direction, clockwise positive, -180..180."""
    left = degrees < 0
    size = abs(degrees)
    if size < 20:
        return Turn.STRAIGHT
    if size < 50:
        return Turn.SLIGHT_LEFT if left else Turn.SLIGHT_RIGHT
    if size < 120:
        return Turn.LEFT if left else Turn.RIGHT
    if size < 165:
        return Turn.SHARP_LEFT if left else Turn.SHARP_RIGHT
    return Turn.BACK


COMPASS = (
    ("北", "north"),
    ("东北", "north-east"),
    ("东", "east"),
    ("东南", "south-east"),
    ("南", "south"),
    ("西南", "south-west"),
    ("西", "west"),
    ("西北", "north-west"),
)

# the first mark that fits gives an unnamed street its description
DESCRIBED = (
    (Mark.STEPS, "台阶", "steps"),
    (Mark.BRIDGE, "桥", "a bridge"),
    (Mark.TUNNEL, "地道", "an underpass"),
    (Mark.SQUARE, "广场", "a square"),
    (Mark.FOOTWAY, "小路", "a footway"),
    (Mark(0), "无名路", "an unnamed street"),
)

PASSED = (
    (Mark.BRIDGE, "过桥", "over a bridge"),
    (Mark.TUNNEL, "穿过地道", "through an underpass"),
    (Mark.STEPS, "走台阶", "by steps"),
    (Mark.GATE, "过门", "through a gate"),
    (Mark.CROSSING, "过街", "across a road"),
)


def described(mark: Mark) -> tuple[str, str]:
    """Return what to call an unnamed street with these marks, in Chinese and English."""
    return next((zh, en) for wanted, zh, en in DESCRIBED if wanted & mark or not wanted)


def whole_metres(metres: float) -> int:
    """Return metres as one would say them: tens from 50 on, ones below."""
    return round(metres) if metres < 50 else round(metres / 10) * 10


@dataclass(frozen=True)
class Leg:
    """One stretch along one street.

    ``name`` is empty for an unnamed street. ``marks`` are all that is met on the way. ``bearing`` is the
    first direction in degrees from north. ``ds`` includes, at the first and last leg, the access legs.
    """

    name: str
    marks: Mark
    turn: Turn
    bearing: float
    metres: float
    ds: int
    lon: Floats
    lat: Floats

    def street(self, language: Language) -> str:
        """Return the name of the street or what it is."""
        return self.name or described(self.marks)[0 if language == "zh" else 1]

    def passing(self, language: Language) -> tuple[str, ...]:
        """Return what is passed on the way: bridge, steps, gate ..., unless the street is called so."""
        street = self.street(language)
        words = [(zh if language == "zh" else en) for wanted, zh, en in PASSED if wanted & self.marks]
        named = {"桥": "过桥", "a bridge": "over a bridge", "台阶": "走台阶", "steps": "by steps"}
        named |= {"地道": "穿过地道", "an underpass": "through an underpass"}
        return tuple(word for word in words if word != named.get(street))

    def text(self, language: Language = "zh") -> str:
        """Return the leg as one sentence."""
        street, metres = self.street(language), whole_metres(self.metres)
        way = COMPASS[round(self.bearing / 45.0) % 8][0 if language == "zh" else 1]
        if language == "zh":
            start = (
                f"沿{street}向{way}走" if self.turn is Turn.START else f"{self.turn.text('zh')}，沿{street}走"
            )
            return "，".join((f"{start} {metres} 米", *self.passing("zh")))
        start = (
            f"Walk {way} along {street}"
            if self.turn is Turn.START
            else f"{self.turn.text('en')} onto {street}"
        )
        return ", ".join((start, f"{metres} m", *self.passing("en")))


@dataclass(frozen=True)
class Stretches:
    """A walk as k pieces of segments in order: shares along the segment from ``start`` to ``end``."""

    segment: Ints
    start: Floats
    end: Floats
    ds: Ints


@dataclass(frozen=True)
class _Line:
    """The corners of the walk (k + 1): degrees, local metres, and metres from the beginning."""

    lon: Floats
    lat: Floats
    x: Floats
    y: Floats
    at: Floats

    def bearing(self, low: float, high: float) -> float:
        """Return degrees from north of the straight line between two places along the walk."""
        x, y = np.interp([low, high], self.at, self.x), np.interp([low, high], self.at, self.y)
        return float(np.degrees(np.arctan2(x[1] - x[0], y[1] - y[0]))) % 360.0

    def turn(self, before: int, after: int) -> float:
        """Return degrees turned, clockwise, from coming to corner ``before`` to leaving ``after``."""
        coming = self.bearing(self.at[before] - LOOK_M, self.at[before])
        leaving = self.bearing(self.at[after], self.at[after] + LOOK_M)
        return (leaving - coming + 180.0) % 360.0 - 180.0


def _line_of(streets: Streets, s: Stretches) -> _Line:
    a, b = streets.a[s.segment], streets.b[s.segment]

    def ends(of: Floats) -> Floats:
        first, last = of[a] + s.start * (of[b] - of[a]), of[a] + s.end * (of[b] - of[a])
        return np.append(first, last[-1:])

    lon, lat = ends(streets.lon), ends(streets.lat)
    east, north = metres_per_degree(lat[:1])
    metres = np.abs(s.end - s.start) * streets.length[s.segment]
    return _Line(lon, lat, (lon - lon[0]) * east, (lat - lat[0]) * north, np.append(0.0, np.cumsum(metres)))


class _Grouping:
    """Corner numbers at which a new leg begins, found in three passes over the walk."""

    def __init__(self, streets: Streets, s: Stretches, line: _Line, junction: np.ndarray) -> None:
        self.line, self.junction = line, junction
        self.name = streets.name[s.segment]
        self.mark = [Mark(int(m)) for m in streets.mark[s.segment]]
        self.key = [
            (int(n), "" if n >= 0 else described(m)[0]) for n, m in zip(self.name, self.mark, strict=True)
        ]

    def corners(self) -> list[tuple[int, int]]:
        """Return (first stretch, first stretch of the street it is named for) of every leg."""
        return self._joined(self._folded(self._split()))

    def _split(self) -> list[int]:
        cuts = [0]
        for i in range(1, len(self.key)):
            bend = self.junction[i] and abs(self.line.turn(i, i)) >= SAME_STREET_TURN
            if self.key[i] != self.key[i - 1] or bend:
                cuts.append(i)
        return cuts

    def _is_connector(self, first: int, last: int) -> bool:
        told = Mark.STEPS | Mark.BRIDGE | Mark.TUNNEL | Mark.GATE
        metres = self.line.at[last] - self.line.at[first]
        plain = not any(mark & told for mark in self.mark[first:last])
        before, after = self.key[max(first - 1, 0)], self.key[last]
        minor = self.name[first] < 0 or after == self.key[first] or (first > 0 and before == self.key[first])
        return plain and (metres < 1.0 or (metres < CONNECTOR_M and minor))

    def _folded(self, cuts: list[int]) -> list[tuple[int, int]]:
        legs: list[tuple[int, int]] = []
        waiting: int | None = None
        for first, last in zip(cuts, [*cuts[1:], len(self.key)], strict=True):
            begin = first if waiting is None else waiting
            if last < len(self.key) and self._is_connector(first, last):
                waiting = begin
                continue
            legs.append((begin, first))
            waiting = None
        return legs

    def _joined(self, legs: list[tuple[int, int]]) -> list[tuple[int, int]]:
        joined = legs[:1]
        for begin, first in legs[1:]:
            same = self.key[first] == self.key[joined[-1][1]]
            if not same or abs(self.line.turn(begin, first)) >= SAME_STREET_TURN:
                joined.append((begin, first))
        return joined


def legs_of(streets: Streets, s: Stretches, junction: np.ndarray) -> tuple[Leg, ...]:
    """Return the legs of a walk; ``junction`` (k) marks stretches beginning where three or more ways meet."""
    if not len(s.segment):
        return ()
    line = _line_of(streets, s)
    grouping = _Grouping(streets, s, line, junction)
    corners = grouping.corners()
    ends = [begin for begin, _ in corners[1:]] + [len(s.segment)]
    legs = []
    for (begin, first), end in zip(corners, ends, strict=True):
        name = int(grouping.name[first])
        marks = Mark(0)
        for mark in grouping.mark[begin:end]:
            marks |= mark
        legs.append(
            Leg(
                streets.names[name] if name >= 0 else "",
                marks,
                turn_of(line.turn(begin, first)) if begin else Turn.START,
                line.bearing(line.at[first], line.at[first] + LOOK_M),
                float(line.at[end] - line.at[begin]),
                int(s.ds[begin:end].sum()),
                line.lon[begin : end + 1],
                line.lat[begin : end + 1],
            )
        )
    return tuple(legs)

"""The way on foot to a point: line, sentences, minutes; where no streets are known, only both ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from yike.core.look import drawing
from yike.core.look.faults import language
from yike.engines.faults import Fault
from yike.rooms.circle.door import walks, words
from yike.rooms.circle.door.asked import Asked
from yike.rooms.circle.models import PointState, ServicePoint
from yike.rooms.circle.queries.places import Spot
from yike.rooms.circle.walking.answers import whole_minutes
from yike.rooms.circle.walking.asks import Wish
from yike.rooms.circle.walking.waters import Box

if TYPE_CHECKING:
    from yike.engines.reach.path import Path
    from yike.engines.reach.streets.model import Streets
    from yike.rooms.circle.walking.town import Town

AROUND = 0.0008  # degrees beside a way that are drawn too, some eighty metres
MANY = 3000  # segments of street in one picture
Json = dict[str, Any]
Line = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Way:
    """From a spot to a point. ``minutes`` None: no way; ``walked`` false: see ``known``.

    ``known``: there are streets where the visitor stands, so that no way means none; ``soon``: being prepared.
    """

    spot: Spot
    point: ServicePoint
    walked: bool = False
    minutes: int | None = None
    metres: float | None = None
    lines: tuple[str, ...] = ()
    known: bool = False
    soon: bool = False
    line: Line = ()
    around: tuple[Line, ...] = ()
    water: tuple[Json, ...] = ()

    @property
    def far(self) -> str:
        """The walk in words."""
        return "" if self.minutes is None else words.minutes(self.minutes)

    @property
    def long(self) -> str:
        """The distance in words."""
        return "" if self.metres is None else words.metres(self.metres)

    def geojson(self) -> Json:
        """Return both ends, the line, the streets and the water around as the map component takes them."""
        features = [*self.water, *(_line("street", street) for street in self.around)]
        features += [_line("way", self.line)] if len(self.line) > 1 else []
        start = (self.spot.lon, self.spot.lat)
        features.append(_place(_("您在这里"), start, "stop"))
        features.append(_place(self.point.name, (self.point.lon, self.point.lat), "info"))
        return {"type": "FeatureCollection", "features": features}

    def drawing(self) -> SafeString:
        """Return the way as a picture for browsers that draw no maps."""
        title = _("到%(point)s怎么走") % {"point": self.point.name}
        return mark_safe(drawing.svg(self.geojson(), title))  # noqa: S308 - escaped where it is drawn


def _line(kind: str, corners: Line) -> Json:
    return {
        "type": "Feature",
        "properties": {"kind": kind},
        "geometry": {"type": "LineString", "coordinates": [list(corner) for corner in corners]},
    }


def _place(label: str, at: tuple[float, float], tone: str) -> Json:
    return {
        "type": "Feature",
        "properties": {"kind": "point", "label": label, "tone": tone},
        "geometry": {"type": "Point", "coordinates": list(at)},
    }


def way(asked: Asked, spot: Spot, point: ServicePoint) -> Way:
    """Return the way to a point; without streets, or from a place that stands on none, only both ends."""
    found = walks.walking()
    if found.town is None or point.state == PointState.CLOSED:
        return Way(spot, point, soon=found.soon)
    path = _path(found.town, walks.wish(asked, spot), point.pk)
    if path is None:
        return Way(spot, point, known=stands_on_a_street(found.town, asked, spot))
    line = tuple(
        zip((round(x, 6) for x in path.lon.tolist()), (round(y, 6) for y in path.lat.tolist()), strict=True)
    )
    ends = ((spot.lon, spot.lat), *line, (point.lon, point.lat))
    return Way(
        spot,
        point,
        walked=True,
        known=True,
        minutes=whole_minutes(path.ds),
        metres=path.metres,
        lines=path.lines(language()),
        line=ends,
        around=streets_near(found.town.ground.streets, ends),
        water=tuple(found.town.ground.waters.features(_box(ends))),
    )


def _box(line: Line) -> Box:
    xy: Any = np.array(line)
    low, high = xy.min(axis=0) - AROUND, xy.max(axis=0) + AROUND
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])


def _path(town: Town, wish: Wish, point: int) -> Path | None:
    """Return the way; None where there is none, or where the town does not know the point yet."""
    try:
        return town.way(wish, point)
    except Fault:
        return None


def stands_on_a_street(town: Town, asked: Asked, spot: Spot) -> bool:
    """Return whether the streets known reach the place where somebody stands."""
    return bool(town.ground.stand(asked.pace, np.array([spot.lon]), np.array([spot.lat])).snapped[0])


def streets_near(streets: Streets, line: Line) -> tuple[Line, ...]:
    """Return the streets around a way, segment by segment, so that one knows where one is."""
    west, south, east, north = _box(line)
    ax, ay, bx, by = (of[end] for end in (streets.a, streets.b) for of in (streets.lon, streets.lat))
    inside = (np.maximum(ax, bx) >= west) & (np.minimum(ax, bx) <= east)
    inside &= (np.maximum(ay, by) >= south) & (np.minimum(ay, by) <= north)
    rows = np.flatnonzero(inside)[:MANY]
    ends = np.round(np.stack([ax[rows], ay[rows], bx[rows], by[rows]], axis=1), 6).tolist()
    return tuple(((one[0], one[1]), (one[2], one[3])) for one in ends)

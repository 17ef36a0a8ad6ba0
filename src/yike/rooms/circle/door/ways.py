"""The way on foot to a point: line, sentences, minutes; where no streets are known, only both ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from yike.core.look import drawing
from yike.rooms.circle.door import words
from yike.rooms.circle.door.asked import Asked
from yike.rooms.circle.models import ServicePoint
from yike.rooms.circle.queries.places import Spot

Json = dict[str, Any]
Line = tuple[tuple[float, float], ...]


@dataclass(frozen=True)
class Way:
    """From a spot to a point. ``minutes`` None: no way; ``walked`` false: nobody knows the streets there."""

    spot: Spot
    point: ServicePoint
    walked: bool = False
    minutes: int | None = None
    metres: float | None = None
    lines: tuple[str, ...] = ()
    line: Line = ()
    around: tuple[Line, ...] = ()

    @property
    def far(self) -> str:
        """The walk in words."""
        return "" if self.minutes is None else words.minutes(self.minutes)

    @property
    def long(self) -> str:
        """The distance in words."""
        return "" if self.metres is None else words.metres(self.metres)

    def geojson(self) -> Json:
        """Return both ends, the line and the streets around as the map component takes them."""
        features = [_line("street", street) for street in self.around]
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


def way(asked: Asked, spot: Spot, point: ServicePoint) -> Way:  # noqa: ARG001 - the pace decides once streets are known
    """Return the way to a point; without streets only both ends."""
    return Way(spot, point)

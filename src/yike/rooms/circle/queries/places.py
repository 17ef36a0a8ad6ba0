"""Places residents know: communities, buildings and points. Addresses end at the building, nobody is named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from django.db.models import Avg, Max

from yike.core.areas import queries as areas
from yike.core.areas.models import Area, AreaLevel
from yike.core.residents.addresses import spoken, tidy
from yike.core.residents.models import Dwelling
from yike.rooms.circle.models import ServicePoint
from yike.rooms.circle.models.points import SHOWN

_INSIDE = re.compile(r"(?:[一二三四五六七八九十甲乙丙丁A-Za-z\d]+(?:单元|门洞|梯|层|楼|室|号房)).*$")
_BEYOND = re.compile(r"^(.*(?:号楼|号|幢|栋|座)).*$")  # what follows a building is inside it
_DASHED = re.compile(r"(\d+-\d+)-\d+.*$")
PlaceKind = Literal["position", "community", "building", "point"]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where somebody may start to walk: WGS-84 degrees. ``kind`` community: its middle, not a door."""

    name: str
    lon: float
    lat: float
    kind: PlaceKind = "position"


@dataclass(frozen=True)
class Places:
    """All that can be named as a start: ``by_name`` in one spelling, and the box of the street in degrees."""

    communities: tuple[Spot, ...]
    buildings: tuple[Spot, ...]
    points: tuple[Spot, ...]
    by_name: dict[str, Spot]
    box: tuple[float, float, float, float] | None

    @property
    def all(self) -> tuple[Spot, ...]:
        """Communities first, then points, then buildings."""
        return (*self.communities, *self.points, *self.buildings)


def ground_stamp() -> tuple[str, int]:
    """Return what changes with the areas and the dwellings. Two quick queries."""
    newest = Dwelling.objects.aggregate(last=Max("pk"))["last"] or 0
    return areas.version(), newest


def read_places() -> Places:
    """Return the places as they are now. Three queries and one for the communities."""
    points = tuple(_points())
    buildings = tuple(_buildings())
    communities = tuple(_communities())
    named = {one_spelling(spot.name): spot for spot in (*buildings, *points, *communities)}
    return Places(communities, buildings, points, named, _box((*buildings, *points, *communities)))


def one_spelling(name: str) -> str:
    """Return a name as it is compared: half-width, without spaces and capitals; mostly it is so already."""
    spelling = tidy(name).casefold()
    return name if spelling == name else spelling


def public_part(address: str, building: str) -> str:
    """Return an address as far as the building; a flat that somebody wrote into the lane goes."""
    outside = _INSIDE.sub("", address)
    return spoken(_DASHED.sub(r"\1", _BEYOND.sub(r"\1", outside)), building)


def _buildings() -> Iterator[Spot]:
    rows = Dwelling.objects.exclude(lon=None).exclude(lat=None).order_by("address", "building")
    for address, building, lon, lat in (
        rows.values("address", "building")
        .annotate(x=Avg("lon"), y=Avg("lat"))
        .values_list("address", "building", "x", "y")
    ):
        if name := public_part(address, building):
            yield Spot(name, lon, lat, "building")


def _points() -> Iterator[Spot]:
    rows = ServicePoint.objects.filter(state__in=SHOWN).order_by("name", "pk")
    return (Spot(name, lon, lat, "point") for name, lon, lat in rows.values_list("name", "lon", "lat"))


def _communities() -> Iterator[Spot]:
    """Yield the open communities: the middle of their ground, else that of their points; none without either."""
    middles = {
        path: (lon, lat)
        for path, lon, lat in ServicePoint.objects.order_by()
        .values("area__path")
        .annotate(x=Avg("lon"), y=Avg("lat"))
        .values_list("area__path", "x", "y")
    }
    for area in Area.objects.open().filter(level=AreaLevel.COMMUNITY):
        middle = _middle(area) or next(
            (at for path, at in middles.items() if path.startswith(area.path)), None
        )
        if middle is not None:
            yield Spot(area.name, middle[0], middle[1], "community")


def _middle(area: Area) -> tuple[float, float] | None:
    if (shape := area.shape) is None:
        return None
    inside = shape.representative_point()
    return inside.x, inside.y


def _box(spots: Iterable[Spot]) -> tuple[float, float, float, float] | None:
    places = [(spot.lon, spot.lat) for spot in spots]
    if not places:
        return None
    xs, ys = zip(*places, strict=True)
    return min(xs), min(ys), max(xs), max(ys)

"""Place the service points on the fronts of streets, community by community."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from shapely import Polygon

from yike.rooms.circle.sketch.frame import Rng, Vec, metres
from yike.rooms.circle.sketch.homes import Door
from yike.rooms.circle.sketch.services import KNOWN, SERVICES, Known, Service


@dataclass(frozen=True)
class Place:
    """A service point. ``host`` is the id of the point it is inside of, empty where none."""

    id: str
    name: str
    kind: str
    x: float
    y: float
    hours: str
    address: str
    host: str
    phone: str


class _Desk:
    """Hands out doors and numbers."""

    def __init__(self, rng: Rng, doors: Sequence[Door]) -> None:
        self.rng = rng
        self.doors = list(doors)
        self.places: list[Place] = []
        self.community: list[str] = []

    def open(self, kind: str, name: str, door: Door, hours: str, address: str, host: str) -> None:
        """Open a point at a door."""
        row = len(self.places) + 1
        phone = f"0512-0000{row:04d}"  # no such exchange: nobody is called by mistake
        where = address or f"{door.street}{door.number}"
        self.places.append(Place(f"ST{row:03d}", name, kind, door.x, door.y, hours, where, host, phone))
        self.community.append(door.community)

    def take(self, at: Vec, community: str | None = None) -> Door:
        """Take the free door nearest to a place, in ``community`` if given; no home will stand there."""
        free = [d for d in self.doors if community is None or d.community == community]
        door = min(free, key=lambda d: math.dist((d.x, d.y), at))
        self.doors.remove(door)
        return door

    def named(self, name: str) -> Place | None:
        """Return the point of that name."""
        return next((p for p in self.places if p.name == name), None)

    def of_kind(self, kind: str, community: str) -> Place | None:
        """Return a point of that kind in that community."""
        both = zip(self.places, self.community, strict=True)
        return next((p for p, c in both if p.kind == kind and c == community), None)


def draw_points(
    rng: Rng, doors: Sequence[Door], communities: dict[str, Polygon]
) -> tuple[list[Place], list[Door]]:
    """Return the service points, and the doors left for homes."""
    desk = _Desk(rng, doors)
    for known in KNOWN:
        _open_known(desk, known)
    for service in SERVICES:
        for turn, community in enumerate(_chosen(desk, service, list(communities))):
            _open_in(desk, service, turn, community, communities[community])
    return desk.places, desk.doors


def _open_known(desk: _Desk, known: Known) -> None:
    host = desk.named(known.host)
    door = _beside(desk, host) if host else desk.take(metres(*known.at))
    address = known.address or (host.address if host else "")
    desk.open(known.kind, known.name, door, known.hours, address, host.id if host else "")


def _beside(desk: _Desk, host: Place) -> Door:
    """Return the host's own door: the two share a roof."""
    community = desk.community[desk.places.index(host)]
    return Door(host.x, host.y, "", host.address, 0.0, False, community)


def _chosen(desk: _Desk, service: Service, names: list[str]) -> list[str]:
    """Choose communities, those with a host and without such a point first."""
    order = [names[i] for i in desk.rng.permutation(len(names))]
    if service.communities == len(names):
        return names
    hosted = [n for n in order if not service.host or desk.of_kind(service.host, n)]
    return [n for n in hosted if desk.of_kind(service.kind, n) is None][: service.communities]


def _open_in(desk: _Desk, service: Service, turn: int, community: str, ground: Polygon) -> None:
    host = desk.of_kind(service.host, community) if service.host else None
    door = _beside(desk, host) if host else desk.take(_somewhere(desk.rng, ground), community)
    street = door.street or community
    name = service.name.format(c=community, s=street).replace(f"示例{community[2:]}社区", community)
    hours = service.hours[turn % len(service.hours)]
    desk.open(service.kind, name, door, hours, host.address if host else "", host.id if host else "")


def _somewhere(rng: Rng, ground: Polygon) -> Vec:
    """Return a place near the middle of a community, a third of its size away at most."""
    centre, reach = ground.centroid, math.sqrt(ground.area) / 3.0
    return centre.x + float(rng.uniform(-reach, reach)), centre.y + float(rng.uniform(-reach, reach))

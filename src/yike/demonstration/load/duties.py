"""Who answers for what: duty places of each community, what is posted of each grid, the categories of requests."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from yike.core.accounts.models import Unit, User
from yike.core.record.clock import today
from yike.core.rights.by import By
from yike.demonstration.ground import Building
from yike.demonstration.load.weeks import Cast
from yike.demonstration.parcels import Parcel
from yike.rooms.grid.actions.categories import load_sample
from yike.rooms.grid.actions.duties import NewPlace, Terms, add_place, post_notice
from yike.rooms.grid.models import PlaceKind

CENTRE, FORCE, PARTNER = "综治和网格服务中心", "综合执法队", "葑江供电所（虚构）"
ENDED = 6  # whose duty ended yesterday: nobody answers for it today
UNPOSTED = (11, 47)  # grids of which not all is posted yet
HOTLINE, LANDLINE = "0512-00001345", "0512-0000{:04d}"  # no exchange connects them
CORNERS = 4  # houses along which a stretch runs


def load_duties(cast: Cast) -> None:
    """Fill the table of categories, give places to units, and post who works in each grid."""
    load_sample(cast.by("admin"))
    clerk, units = cast.by("clerk"), {unit.name: unit for unit in Unit.objects.all()}
    first: dict[str, Parcel] = {}
    for parcel in cast.town.parcels:
        first.setdefault(parcel.community, parcel)
    for order, parcel in enumerate(first.values()):
        _answered_for(clerk, cast, parcel, units, order)
    _posted(clerk, cast)


def _answered_for(by: By, cast: Cast, parcel: Parcel, units: dict[str, Unit], order: int) -> None:
    """Give the lane, the corner and the stairwells of a grid each to a unit, led by its worker."""
    area, worker, lane = cast.areas[parcel.code], cast.worker_of[parcel.code], _lane(parcel)
    middle, line = lane[len(lane) // 2], tuple((house.lon, house.lat) for house in lane)
    until = today() - timedelta(days=1) if order == ENDED else None
    spot = middle.address, middle.lon, middle.lat
    places = (
        (NewPlace(PlaceKind.STRETCH, f"{middle.lane}沿街", area, middle.lane, line=line), FORCE, None),
        (NewPlace(PlaceKind.POINT, f"{middle.lane}垃圾投放点", area, *spot), CENTRE, until),
        (NewPlace(PlaceKind.BUILDING, f"{middle.address}楼道", area, *spot), "", None),
    )
    for new, unit, last in places:
        whose = units[unit] if unit else worker.unit
        partner = units[PARTNER] if new.kind == PlaceKind.BUILDING else None
        add_place(by, new, _terms(whose, worker, partner, last))


def _terms(unit: Any, worker: User, partner: Unit | None, until: date | None) -> Terms:
    since = today() - timedelta(days=90)
    return Terms(unit, since, until, partner, worker, ("楼道长", "海棠先锋"))


def _lane(parcel: Parcel) -> list[Building]:
    """Return some houses of the longest lane of a grid, in the order of their numbers."""
    lanes: defaultdict[str, list[Building]] = defaultdict(list)
    for building in parcel.buildings:
        lanes[building.lane].append(building)
    longest = max(lanes.values(), key=len)
    return sorted(longest, key=lambda house: house.number)[:CORNERS]


def _posted(by: By, cast: Cast) -> None:
    """Post one telephone to complain to for the street, and of each grid who works there."""
    post_notice(by, cast.areas[""], worker=None, phone="", supervision=HOTLINE)
    for order, parcel in enumerate(cast.town.parcels):
        if order not in UNPOSTED:
            worker, phone = cast.worker_of[parcel.code], LANDLINE.format(2000 + order)
            post_notice(by, cast.areas[parcel.code], worker=worker, phone=phone, supervision="")

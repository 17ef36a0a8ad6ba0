"""The directory and the buildings as the walking service takes them, read from the database."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from yike.core.areas.models import Area, AreaLevel
from yike.core.residents.queries import entrances
from yike.engines.faults import Fault
from yike.engines.reach.hours import Hours
from yike.rooms.circle.models import (
    HoursException,
    PointItem,
    PointKind,
    PointState,
    ServicePoint,
)
from yike.rooms.circle.models.points import RUNNING
from yike.rooms.circle.opening import hours_of, offer_hours
from yike.rooms.circle.walking.places import Building, Buildings, Directory, Offer, Place

NOWHERE = -1  # the id of no area


class Away(NamedTuple):
    """As ``HoursException``, without its row."""

    pk: int
    since: date
    until: date
    hours: str


class Kept(NamedTuple):
    """What the hours of a point are made of; many points have the same."""

    hours: str
    keeps_holidays: bool
    first_day: date | None
    last_day: date | None


class KeptOffer(NamedTuple):
    """What the hours of an offer are made of."""

    hours: str
    first_day: date | None
    last_day: date | None
    keeps_holidays: bool


KEPT_OFFER = ("hours", "first_day", "last_day", "point__keeps_holidays")  # its columns in the table of offers


def read_directory() -> Directory:
    """Return all points, closed ones too, with what they offer. Three queries."""
    away, offers = exceptions(), _offers()
    columns = ("pk", "kind", "lon", "lat", "state", *Kept._fields)
    hours = cache(point_hours)
    return Directory.of(
        (
            Place(
                id=pk,
                kind=kind,
                lon=lon,
                lat=lat,
                hours=hours(Kept(*kept), away.get(pk, ())),
                serving=state in RUNNING,
                offers=offers.get(pk, ()),
                paused=state == PointState.PAUSED,
            )
            for pk, kind, lon, lat, state, *kept in ServicePoint.objects.order_by().values_list(*columns)
        ),
        PointKind.values,
    )


def point_hours(kept: Kept, away: tuple[Away, ...]) -> Hours | None:
    """Return a point's hours; those that cannot be read any more are as good as not given."""
    try:
        return hours_of(kept, away)  # type: ignore[arg-type]
    except Fault:
        return None


def exceptions(**only: object) -> dict[int, tuple[Away, ...]]:
    """Return the exceptions of every point, or of those that ``only`` allows. One query."""
    found: dict[int, list[Away]] = {}
    rows = HoursException.objects.filter(**only).order_by("pk").values_list("point_id", *Away._fields)
    for point, *row in rows:
        found.setdefault(point, []).append(Away(*row))
    return {point: tuple(row) for point, row in found.items()}


def _offers() -> dict[int, tuple[Offer, ...]]:
    """Return the offers of items in use by point."""
    found: dict[int, list[Offer]] = {}
    hours = cache(own_hours)
    rows = PointItem.objects.filter(item__in_use=True).order_by()
    for point, item, *kept in rows.values_list("point_id", "item_id", *KEPT_OFFER):
        found.setdefault(point, []).append(Offer(item, hours(KeptOffer(*kept))))
    return {point: tuple(offers) for point, offers in found.items()}


def own_hours(kept: KeptOffer) -> Hours | None:
    """Return the hours an offer has of its own; None where it has none, or they cannot be read any more."""
    try:
        return offer_hours(kept, keeps_holidays=kept.keeps_holidays)  # type: ignore[arg-type]
    except Fault:
        return None


def read_buildings() -> Buildings:
    """Return all building entrances with the community and grid they lie in."""
    areas = _areas()
    none = (NOWHERE, NOWHERE)
    nan = float("nan")
    return Buildings.of(
        Building(
            one.name,
            nan if one.lon is None else one.lon,
            nan if one.lat is None else one.lat,
            one.households,
            one.elders,
            *areas.get(one.area_id, none),
        )
        for one in entrances()
    )


def _areas() -> dict[int, tuple[int, int]]:
    """Return the community and the grid that each area is, or lies in."""
    rows = list(Area.objects.order_by("path").values_list("pk", "path", "level"))
    communities = {path: pk for pk, path, level in rows if level == AreaLevel.COMMUNITY}
    grids = {path: pk for pk, path, level in rows if level == AreaLevel.GRID}
    return {pk: (_around(path, communities), _around(path, grids)) for pk, path, _ in rows}


def _around(path: str, areas: dict[str, int]) -> int:
    """Return the area of a level that a path lies in."""
    ends: Iterable[int] = range(len(path), 0, -Area.steplen)
    found: Any = next((areas[path[:end]] for end in ends if path[:end] in areas), NOWHERE)
    return int(found)

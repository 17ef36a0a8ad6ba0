"""The circle: the directory, what is near on foot, the ground reached, and who is covered. Public but for cover."""

# ruff: noqa: ARG001 - the framework gives every view its request

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, Literal

import shapely
from django.http import HttpRequest
from django.utils import timezone
from ninja import Field, Router
from ninja.pagination import paginate
from ninja.security import django_auth

from yike.core.apikeys.models import Scope
from yike.core.areas.models import Area
from yike.core.look import site
from yike.core.record.clock import now
from yike.engines.faults import Fault
from yike.faces.api.v1.callers import Key, key_of, paced, unchanged, unkept
from yike.faces.api.v1.hsds import directory
from yike.faces.api.v1.nearest import told, told_around
from yike.faces.api.v1.pages import Pages
from yike.faces.api.v1.shapes import (
    BUSY,
    REFUSED,
    AroundTold,
    CoverLine,
    ItemLine,
    ItemWhole,
    Lang,
    Latitude,
    Longitude,
    NearPoints,
    PointLine,
    PointWhole,
)
from yike.faces.api.v1.wholes import point_whole
from yike.rooms.circle import queries, standing
from yike.rooms.circle.board import tables
from yike.rooms.circle.board.asked import ANY, Asked
from yike.rooms.circle.board.doable import doable
from yike.rooms.circle.queries import shelf
from yike.rooms.circle.walking.asks import MINUTES, Wish

router = Router()
Pace = Literal["adult", "brisk", "elder", "wheelchair", "pram"]
Kind = Literal[
    "service_centre", "service_station", "bank", "post_office", "self_service", "public_space", "job_station",
    "registration", "legal", "neighbour_house", "party_station", "elder_meals", "health_station", "event", "other",
]  # fmt: skip
Basket = Literal["daily", "elder"]
Rules = Literal["5", "10", "30", "gb50180", "tdt1062", "commerce"]
Weekday = Annotated[int, Field(ge=0, le=6, description="0 is Monday")]
Hour = Annotated[int, Field(ge=0, le=23)]
Code = Annotated[str, Field(max_length=20, pattern=r"^[0-9A-Za-z_-]+$")]
ItemCode = Annotated[str, Field(max_length=40, pattern=r"^[0-9A-Za-z._-]+$")]
Count = Annotated[int, Field(ge=1, le=50)]
Walk = Annotated[float, Field(gt=0, le=60, allow_inf_nan=False, description="minutes")]
PUBLIC = {**REFUSED, **BUSY}
SINCE, UNTIL = 2000, 2199  # years that a calendar can have


def _moment(at: datetime | None) -> datetime:
    """Return the moment asked about in the office's own time, naive; the present one where none is."""
    if at is not None and not SINCE <= at.year <= UNTIL:
        raise Fault(
            f"{at.year} 年没有工作日历",
            f"there is no working calendar for {at.year}",
            do_zh=f"请给 {SINCE} 到 {UNTIL} 年之间的时间",
            do_en=f"Give a moment between {SINCE} and {UNTIL}",
        )
    if at is None or timezone.is_aware(at):
        return timezone.localtime(at or now()).replace(tzinfo=None, second=0, microsecond=0)
    return at.replace(second=0, microsecond=0)


@router.get("/items", auth=None, response={200: list[ItemLine], **PUBLIC}, operation_id="items")
@unchanged
@paginate(Pages)
@paced(Scope.DIRECTORY)
def items(request: HttpRequest, lang: Lang = None) -> Any:
    """List the items that can be done, by code."""
    return queries.items()


@router.get("/items/one", auth=None, response={200: ItemWhole, **PUBLIC}, operation_id="item")
@unchanged
@paced(Scope.DIRECTORY)
def item(request: HttpRequest, code: ItemCode, lang: Lang = None) -> Any:
    """Give one item by its code, with what to bring for it."""
    return shelf.item_by_code(code)


@router.get("/points", auth=None, response={200: list[PointLine], **PUBLIC}, operation_id="points")
@unchanged
@paginate(Pages)
@paced(Scope.DIRECTORY)
def points(request: HttpRequest, kind: Kind | None = None, lang: Lang = None) -> Any:
    """List the points that residents find, by kind and name."""
    rows = queries.public_points()
    return rows.filter(kind=kind) if kind else rows


@router.get("/points/one", auth=None, response={200: PointWhole, **PUBLIC}, operation_id="point")
@paced(Scope.DIRECTORY)
def point(request: HttpRequest, code: Code, lang: Lang = None) -> Any:
    """Give one point by its code, with what can be done there; a closed one too."""
    return point_whole(queries.public_point(code))


@router.get("/near", auth=None, response={200: NearPoints, **PUBLIC}, operation_id="near")
@unkept
@paced(Scope.NEAR)
def near(
    request: HttpRequest,
    lon: Longitude,
    lat: Latitude,
    item: ItemCode | None = None,
    kind: Kind | None = None,
    at: datetime | None = None,
    pace: Pace = "adult",
    count: Count = 5,
    minutes: Walk | None = None,
    lang: Lang = None,
) -> Any:
    """Give the nearest open points on foot, and those closed now with their opening; none beyond ``minutes``."""
    key = None if item is None else shelf.item_by_code(item).pk
    wish = Wish(lon, lat, _moment(at), pace, key, kind, count=count, minutes=minutes)
    return told(standing.town().nearest(wish))


@router.get("/around", auth=None, response={200: AroundTold, **PUBLIC}, operation_id="around")
@unkept
@paced(Scope.NEAR)
def around(
    request: HttpRequest,
    lon: Longitude,
    lat: Latitude,
    minutes: Walk = MINUTES,
    at: datetime | None = None,
    pace: Pace = "adult",
    lang: Lang = None,
) -> Any:
    """Give all items that can be done within so many minutes on foot, each at the nearest point that offers it."""
    return told_around(standing.town().around(Wish(lon, lat, _moment(at), pace), minutes), minutes)


@router.get("/reach", auth=None, response={200: dict[str, Any], **PUBLIC}, operation_id="reach")
@unkept
@paced(Scope.NEAR)
def reach(
    request: HttpRequest,
    lon: Longitude,
    lat: Latitude,
    minutes: Walk = MINUTES,
    at: datetime | None = None,
    pace: Pace = "adult",
) -> Any:
    """Give the ground reached on foot in so many minutes as a GeoJSON feature (WGS-84)."""
    wish = Wish(lon, lat, _moment(at), pace)
    (ground,) = standing.town().grounds(wish, (minutes,))
    return {
        "type": "Feature",
        "properties": {"minutes": minutes, "pace": pace},
        "geometry": shapely.geometry.mapping(ground),
    }


@router.get(
    "/points.geojson", auth=None, response={200: dict[str, Any], **PUBLIC}, operation_id="points_geojson"
)
@unchanged
@paced(Scope.DIRECTORY)
def points_geojson(request: HttpRequest, lang: Lang = None) -> Any:
    """Give all points that residents find as GeoJSON (RFC 7946, WGS-84)."""
    features = [
        {
            "type": "Feature",
            "id": row.code,
            "properties": {
                "name": row.name,
                "kind": row.kind,
                "kind_name": row.get_kind_display(),
                "address": row.address,
                "state": row.state,
                "state_name": row.get_state_display(),
            },
            "geometry": {"type": "Point", "coordinates": [round(row.lon, 6), round(row.lat, 6)]},
        }
        for row in queries.public_points()
    ]
    return {"type": "FeatureCollection", "features": features}


@router.get(
    "/cover",
    auth=[django_auth, Key(Scope.COVER)],
    response={200: list[CoverLine], **PUBLIC},
    operation_id="cover",
)
def cover(
    request: HttpRequest,
    kind: Kind | None = None,
    at: datetime | None = None,
    pace: Pace = "adult",
    any_hour: bool = False,
    basket: Basket | None = None,
    ruleset: Rules | None = None,
    weekday: Weekday | None = None,
    hour: Hour = 10,
) -> Any:
    """Say how many households and elders of each of your communities reach an open point of a kind.

    Or of every kind of a ``basket``. ``ruleset`` says how near is near enough: minutes, or a standard; without it
    15 minutes. The moment is ``at``, or the next ``weekday`` (0: Monday) at ``hour``, or the present one.

    With a key: of the communities in the area of the unit whose key it is. A number is null where it could tell
    who somebody is: fewer than five, and the caller may not read residents.
    """
    said = Asked(_name(kind, basket), pace, _day(weekday, any_hour), hour, ruleset or "")
    question = said.question if at is None or any_hour else replace(said.question, at=_moment(at))
    town = standing.town()
    board = town.board(question)
    areas, plain = _may_read(request)
    return [
        CoverLine(
            code=line.area.code,
            name=line.area.name,
            households=line.households.total_told,
            households_covered=line.households.covered_told,
            elders=line.elders.total_told,
            elders_covered=line.elders.covered_told,
            items_doable=doable(town, question, [line.area]).households,
        )
        for line in tables.lines(board, said.name, areas, plain)
        if line.area is not None
    ]


def _name(kind: str | None, basket: str | None) -> str:
    """Return what is asked about. Raises ``Fault`` unless it is just one."""
    found = [one for one in (kind, basket) if one is not None]
    if len(found) != 1:
        raise Fault(
            "要么问一类站点，要么问一篮子",
            "ask about one kind or about one basket",
            do_zh="请给 kind 或 basket 中的一个",
            do_en="Give one of kind and basket",
        )
    return found[0]


def _day(weekday: int | None, any_hour: bool) -> str:
    return ANY if any_hour else "" if weekday is None else str(weekday)


def _may_read(request: HttpRequest) -> tuple[list[Area], tables.Plain]:
    """Return the communities whose cover the caller may read, and those of which even small numbers."""
    if (key := key_of(request)) is not None:
        return tables.communities_in(key.unit.area), frozenset()
    areas = tables.communities(request.user)
    return areas, tables.plainly(request.user, areas)


@router.get("/hsds", auth=None, response={200: dict[str, Any], **PUBLIC}, operation_id="hsds")
@unchanged
@paced(Scope.DIRECTORY)
def hsds(request: HttpRequest) -> Any:
    """Give the whole directory in the words of HSDS 3 (Open Referral): services with their locations and hours."""
    return directory(site.address(request, "/"))

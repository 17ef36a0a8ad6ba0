"""The circle: the directory, what is near on foot, the ground reached, and who is covered. Public but for cover."""

# ruff: noqa: ARG001 - the framework gives every view its request

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Annotated, Any, Literal, TypeVar

import shapely
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import etag
from ninja import Field, Router
from ninja.decorators import decorate_view
from ninja.pagination import paginate

from yike.core.look.often import too_often
from yike.core.record.clock import now, today
from yike.engines.faults import Fault
from yike.faces.api.v1.hsds import directory
from yike.faces.api.v1.pages import Pages
from yike.faces.api.v1.shapes import (
    BUSY,
    REFUSED,
    CoverLine,
    ItemLine,
    Latitude,
    Longitude,
    NearLine,
    NearPoints,
    PointLine,
    PointWhole,
)
from yike.rooms.circle import queries, standing
from yike.rooms.circle.board import tables
from yike.rooms.circle.models import ServicePoint
from yike.rooms.circle.opening import hours_of
from yike.rooms.circle.walking.asks import MINUTES, Question, Wish

router = Router()
MOST, WINDOW = 120, 60  # questions of one address without an account, in so many seconds
PATIENCE = 3.0
Pace = Literal["adult", "brisk", "elder", "wheelchair", "pram"]
Kind = Literal[
    "service_centre", "service_station", "bank", "post_office", "self_service", "public_space", "job_station",
    "registration", "legal", "neighbour_house", "party_station", "elder_meals", "health_station", "event", "other",
]  # fmt: skip
Code = Annotated[str, Field(max_length=20, pattern=r"^[0-9A-Za-z_-]+$")]
ItemCode = Annotated[str, Field(max_length=40, pattern=r"^[0-9A-Za-z._-]+$")]
Count = Annotated[int, Field(ge=1, le=50)]
Walk = Annotated[float, Field(gt=0, le=60, allow_inf_nan=False, description="minutes")]
PUBLIC = {**REFUSED, **BUSY}
SINCE, UNTIL = 2000, 2199  # years that a calendar can have
F = TypeVar("F", bound=Callable[..., Any])


class TooOften(Exception):  # noqa: N818 - what happened, as the asker sees it
    """One address asked too much without an account."""


def paced(view: F) -> F:
    """Let one address without an account ask so often and no more. Raises ``TooOften``."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **named: Any) -> Any:
        address = request.META.get("REMOTE_ADDR", "")
        if not request.user.is_authenticated and too_often(address, "api", MOST, WINDOW):
            raise TooOften
        return view(request, *args, **named)

    return answered  # type: ignore[return-value]


def _edition(request: HttpRequest, **_asked: Any) -> str:
    """Return what changes whenever an answer about the directory may: its edition, and the day."""
    checked = queries.public_points().aggregate(last=Max("checked_on"))["last"]
    return f'"{queries.edition()}-{today()}-{checked}"'


def _unless_unchanged(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer 304 to who has it already; what went wrong gets no mark, so that nobody keeps it."""
    marked = etag(_edition)(view)

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        answer = marked(request, *args, **named)
        if answer.status_code not in {200, 304}:
            del answer["ETag"]
        return answer

    return answered


unchanged = decorate_view(_unless_unchanged)
unkept = decorate_view(cache_control(private=True, no_store=True))  # where somebody stands is kept by nobody


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


def _item(code: str | None) -> int | None:
    """Return the key of an item by its code. Raises ``Http404``."""
    if code is None:
        return None
    found = queries.items().filter(code=code).values_list("pk", flat=True).first()
    if found is None:
        raise Http404
    return found


@router.get("/items", auth=None, response={200: list[ItemLine], **PUBLIC}, operation_id="items")
@unchanged
@paginate(Pages)
@paced
def items(request: HttpRequest) -> Any:
    """List the items that can be done, by code."""
    return queries.items()


@router.get("/points", auth=None, response={200: list[PointLine], **PUBLIC}, operation_id="points")
@unchanged
@paginate(Pages)
@paced
def points(request: HttpRequest, kind: Kind | None = None) -> Any:
    """List the points that residents find, by kind and name."""
    rows = queries.public_points()
    return rows.filter(kind=kind) if kind else rows


@router.get("/points/one", auth=None, response={200: PointWhole, **PUBLIC}, operation_id="point")
@paced
def point(request: HttpRequest, code: Code) -> Any:
    """Give one point by its code, with what can be done there; a closed one too."""
    found = queries.public_point(code)
    offers = [
        {"item": offer.item.code, "name": offer.item.name, "mode": offer.mode, "hours": offer.hours}
        for offer in queries.offered_at(found)
    ]
    line = {name: getattr(found, name) for name in PointLine.model_fields if name != "hours_text"}
    return line | {"hours_text": _hours(found), "offers": offers, "features": found.features}


def _hours(found: ServicePoint) -> str:
    hours = hours_of(found, ())
    return "" if hours is None else hours.text("zh")


@router.get("/near", auth=None, response={200: NearPoints, **PUBLIC}, operation_id="near")
@unkept
@paced
def near(
    request: HttpRequest,
    lon: Longitude,
    lat: Latitude,
    item: ItemCode | None = None,
    kind: Kind | None = None,
    at: datetime | None = None,
    pace: Pace = "adult",
    count: Count = 5,
) -> Any:
    """Give the nearest open points on foot, and those closed now with their next opening."""
    wish = Wish(lon, lat, _moment(at), pace, _item(item), kind, count=count)
    found = standing.town(PATIENCE).nearest(wish)
    rows = {
        row.pk: row
        for row in queries.public_points().filter(pk__in=[one.id for one in (*found.found, *found.later)])
    }
    return NearPoints(
        walked=found.walked,
        on_street=found.why is None,
        holidays_known=found.holidays_known,
        open=[_near(one, rows[one.id]) for one in found.found if one.id in rows],
        later=[_near(one, rows[one.id]) for one in found.later if one.id in rows],
    )


def _near(one: Any, row: ServicePoint) -> NearLine:
    return NearLine(
        code=row.code,
        name=row.name,
        kind=row.kind,
        address=row.address,
        lon=row.lon,
        lat=row.lat,
        seconds=one.ds / 10,
        metres=round(one.metres),
        closes=one.closes,
        opens=one.opens,
    )


@router.get("/reach", auth=None, response={200: dict[str, Any], **PUBLIC}, operation_id="reach")
@unkept
@paced
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
    (ground,) = standing.town(PATIENCE).grounds(wish, (minutes,))
    return {
        "type": "Feature",
        "properties": {"minutes": minutes, "pace": pace},
        "geometry": shapely.geometry.mapping(ground),
    }


@router.get(
    "/points.geojson", auth=None, response={200: dict[str, Any], **PUBLIC}, operation_id="points_geojson"
)
@unchanged
@paced
def points_geojson(request: HttpRequest) -> Any:
    """Give all points that residents find as GeoJSON (RFC 7946, WGS-84)."""
    features = [
        {
            "type": "Feature",
            "id": row.code,
            "properties": {"name": row.name, "kind": row.kind, "address": row.address, "state": row.state},
            "geometry": {"type": "Point", "coordinates": [round(row.lon, 6), round(row.lat, 6)]},
        }
        for row in queries.public_points()
    ]
    return {"type": "FeatureCollection", "features": features}


@router.get("/cover", response={200: list[CoverLine], **PUBLIC}, operation_id="cover")
def cover(
    request: HttpRequest, kind: Kind, at: datetime | None = None, pace: Pace = "adult", any_hour: bool = False
) -> Any:
    """Say how many households and elders of each of your communities reach an open point of a kind."""
    moment = None if any_hour else _moment(at)
    board = standing.town(PATIENCE).board(Question(pace, moment, (kind,)))
    return [
        CoverLine(
            code=line.area.code,
            name=line.area.name,
            households=line.households.total,
            households_covered=line.households.covered,
            elders=line.elders.total,
            elders_covered=line.elders.covered,
        )
        for line in tables.lines(board, kind, tables.communities(request.user))
        if line.area is not None
    ]


@router.get("/hsds", auth=None, response={200: dict[str, Any], **PUBLIC}, operation_id="hsds")
@unchanged
@paced
def hsds(request: HttpRequest) -> Any:
    """Give the whole directory in the words of HSDS 3 (Open Referral): services with their locations and hours."""
    return directory(request.build_absolute_uri("/"))

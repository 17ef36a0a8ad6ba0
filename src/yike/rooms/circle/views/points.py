"""Look at points: the list with what is due, one page for each with all there is, its photo, its map."""

from __future__ import annotations

import hashlib
from itertools import starmap
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.views.decorators.http import condition, require_safe

from yike.core.areas.models import Area
from yike.core.areas.queries import feature
from yike.core.look.drawing import svg
from yike.core.look.pages import paged
from yike.core.record.clock import today
from yike.core.record.queries import timeline
from yike.core.rights.guard import guarded
from yike.rooms.circle import queries, rules, saying
from yike.rooms.circle.flows import POINT
from yike.rooms.circle.models import PointKind, PointPhoto, PointState, ServicePoint
from yike.rooms.circle.queries import desk, signs, streets
from yike.rooms.circle.queries.desk import Wanted

TONES = {"trial": "info", "open": "ok", "paused": "warn", "closed": "stop"}


@guarded(rules.DESK)
def points(request: HttpRequest) -> HttpResponse:
    """Show the points of one's areas, or of one's unit, searched and narrowed down."""
    wanted = Wanted.of(request.GET)
    page, known = paged(request, desk.find_points(request.user, wanted)), saying.days()
    context = {
        "page": page,
        "rows": [row_of(point, known) for point in page],
        "wanted": wanted,
        "kinds": PointKind.choices,
        "states": PointState.choices,
        "areas": desk.communities(request.user),
        "may_add": rules.KEEP.allows(request.user),
        "may_exchange": rules.EXCHANGE.allows(request.user),
        "may_answer": rules.ANSWER.allows(request.user),
        "may_see": rules.SEE.allows(request.user),
    }
    return render(request, "circle/points.html", context)


def row_of(point: ServicePoint, known: Any) -> dict[str, Any]:
    """Return a point with its day and what somebody should look at."""
    day = saying.today_at(point, point.exceptions.all(), known)
    return {"point": point, "today": day, "marks": saying.marks(point), "tone": TONES.get(point.state, "")}


@guarded(rules.DESK)
def point(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one point: state, hours, what is offered, photo, signs, and what was done."""
    found = queries.access_point(request.user, pk)
    may_keep = rules.KEEP.allows(request.user, found.area)
    sees_all = rules.SEE.allows(request.user, found.area)
    drawn = _features(found)
    context = row_of(found, saying.days()) | {
        "week": saying.week_words(found.hours),
        "exceptions": list(found.exceptions.filter(until__gte=today())),
        "offers": list(desk.offers_of(found)),
        "inside": list(found.inside.exclude(state=PointState.CLOSED)),
        "photo": PointPhoto.objects.filter(point=found).values_list("kept_at", flat=True).first(),
        "signs": signs.of_point(found),
        "drawing": svg({"features": [*drawn, *_streets(found)]}, found.name) if len(drawn) > 1 else "",
        "arrows": POINT.open_to(request.user, found.state, found.area),
        "may_keep": may_keep,
        "may_keep_hours": rules.may_keep_hours(request.user, found),
        "is_own": rules.is_own(request.user, found),
        "sees_all": sees_all,
        "history": timeline(found.recorded_subject()) if sees_all else [],
    }
    return render(request, "circle/point.html", context)


def _features(point: ServicePoint) -> list[dict[str, Any]]:
    """Return the area of a point and the point on it, as the map component wants them."""
    area = Area.objects.get(pk=point.area_id)
    around = [feature(area, current=True), *streets.water_around([area])] if area.polygon else []
    return [*around, spot(point.name, point.lon, point.lat)]


def _streets(point: ServicePoint) -> list[dict[str, Any]]:
    return streets.streets_around(Area.objects.filter(pk=point.area_id).exclude(west=None))


@guarded(rules.DESK)
@require_safe
def point_map(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a point and its area as GeoJSON."""
    found = queries.access_point(request.user, pk)
    answer = JsonResponse({"type": "FeatureCollection", "features": _features(found)})
    patch_cache_control(answer, private=True, no_cache=True)
    return answer


@guarded(rules.KEEP)
@require_safe
def keep_map(request: HttpRequest) -> HttpResponse:
    """Answer the ground on which this person sets points: the communities and the points there are."""
    kept = [area for area in desk.kept_areas(request.user).defer(None) if area.polygon]
    ground = [*map(feature, kept), *streets.water_around(kept)]
    rows = queries.visible_to(request.user).exclude(state=PointState.CLOSED).values_list("name", "lon", "lat")
    answer = JsonResponse({"type": "FeatureCollection", "features": [*ground, *starmap(spot, rows)]})
    patch_cache_control(answer, private=True, no_cache=True)
    return answer


def spot(name: str, lon: float, lat: float) -> dict[str, Any]:
    """Return a point as the map component wants it."""
    place = {"type": "Point", "coordinates": [lon, lat]}
    return {"type": "Feature", "properties": {"kind": "point", "label": name}, "geometry": place}


def _photo_tag(request: HttpRequest, pk: int) -> str | None:
    """Return what a photo depends on; None where this person has nothing to do with the point."""
    if not rules.DESK.allows(request.user):
        return None
    kept = PointPhoto.objects.filter(point_id=pk, point__in=queries.visible_to(request.user).order_by())
    at = kept.values_list("kept_at", flat=True).first()
    return f'"{hashlib.sha256(f"{pk}:{at}".encode()).hexdigest()[:32]}"' if at else None


@guarded(rules.DESK)
@require_safe
@condition(etag_func=_photo_tag)
def photo(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the photo of a point as JPEG."""
    found = queries.access_point(request.user, pk)
    kept = PointPhoto.objects.filter(point=found).first()
    if kept is None:
        raise Http404
    answer = HttpResponse(bytes(kept.jpeg), content_type="image/jpeg")
    patch_cache_control(answer, private=True, no_cache=True)
    return answer

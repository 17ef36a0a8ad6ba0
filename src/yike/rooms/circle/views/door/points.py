"""The page of one point, and what goes with it: its photo, its hours for a calendar, the way there."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control

from yike.core.look import site
from yike.core.record.clock import today
from yike.core.rights.guard import public
from yike.rooms.circle import queries
from yike.rooms.circle.door import answers, calendarfile, structured, ways, week, words
from yike.rooms.circle.door.answers import Row
from yike.rooms.circle.models import PointPhoto, PointState, ServicePoint
from yike.rooms.circle.models.points import STALE_DAYS
from yike.rooms.circle.opening import hours_of, standing
from yike.rooms.circle.queries.places import Spot
from yike.rooms.circle.queries.signs import sign_changes
from yike.rooms.circle.views.door.visit import Visit

OTHERS = 4  # points that are told instead of a closed one
HOUR = 3600


def door_point(code: str) -> ServicePoint:
    """Return a point by what stands in the address. Raises ``Http404``; a NUL in it is nobody's code."""
    if "\0" in code:
        raise Http404
    return queries.public_point(code)


@public("residents look up a service point without an account")
def point(request: HttpRequest, code: str) -> HttpResponse:
    """Show a point: what can be done there, when, how to get there; a closed one: where else."""
    visit = Visit.of(request)
    try:
        found = door_point(code)
    except Http404:
        return _unknown(request, visit, code)
    shown = visit.context() | _about(visit, found) | _way(visit, found)
    if found.state == PointState.CLOSED:
        shown["others"] = _others(visit, found)
    answer = render(request, "near/point.html", shown)
    return visit.kept_by_nobody(answer)


def _unknown(request: HttpRequest, visit: Visit, code: str) -> HttpResponse:
    """Answer a code nobody has: an old sign, or one that was misread."""
    shown = visit.context() | {"code": code[:20]}
    return render(request, "near/unknown.html", shown, status=404)


def _about(visit: Visit, point: ServicePoint) -> dict[str, Any]:
    request, now = visit.request, visit.asked.at
    url = site.address(request, reverse("near:point", args=[point.code]))
    photo = PointPhoto.objects.filter(point=point).values_list("kept_at", flat=True).first()
    photo_url = f"{reverse('near:photo', args=[point.code])}?v={photo:%Y%m%d%H%M%S}" if photo else ""
    picture, offers = site.address(request, photo_url) if photo else "", queries.offered_at(point)
    coming = structured.events(point, url, today(), visit.days)
    return {
        "point": point,
        "stands": _stands(visit, point),
        "offers": offers,
        "week": week.week(point, now.date(), visit.days),
        "ahead": week.ahead(point, now.date()),
        "inside": list(queries.public_points().filter(host=point)),
        "url": url,
        "photo_url": photo_url,
        "data": structured.block(point, url, picture, offers, coming),
        "old_check": point.checked_on is None or (today() - point.checked_on).days > STALE_DAYS,
        "sign": _sign(visit, point),
    }


def _stands(visit: Visit, point: ServicePoint) -> dict[str, str]:
    """Return whether a point is open at the moment asked about, in words, and the tone of it."""
    hours = hours_of(point)
    found = standing(() if hours is None else (hours,), visit.asked.at, visit.days)
    said, tone = words.stands(found, visit.asked.at, now=visit.asked.moment.now)
    return {"said": said, "tone": tone}


def _sign(visit: Visit, point: ServicePoint) -> tuple[str, ...]:
    """Return what has changed since the sign was printed that the visitor came from; empty where nothing has."""
    return sign_changes(point, visit.request.GET.get("s", "").replace("\0", ""))


def _way(visit: Visit, point: ServicePoint) -> dict[str, Any]:
    """Return how to walk there from where the visitor is; nothing where they did not say."""
    spot = visit.start.spot
    if spot is None or point.state == PointState.CLOSED:
        return {}
    way = ways.way(visit.asked, spot, point)
    return {"way": way, "drawing": way.drawing(), "metres": answers.between(spot, point.lon, point.lat)}


def _others(visit: Visit, point: ServicePoint) -> list[Row]:
    """Return the nearest points of the same kind, or that offer what this one did, from where it stood."""
    same = set(queries.public_points().filter(kind=point.kind).values_list("pk", flat=True))
    items = point.offers.values("item")
    same |= set(queries.present_offers().filter(item__in=items).values_list("point", flat=True))
    stood = Spot(point.name, point.lon, point.lat, "point")
    found = answers.nearest(visit.asked, stood, visit.days, among=same - {point.pk}, most=OTHERS)
    return list(found.rows)


@public("the way to a service point is for everybody")
def way_json(request: HttpRequest, code: str) -> HttpResponse:
    """Return the way to a point as GeoJSON: the line, both ends, the streets around."""
    visit, found = Visit.of(request), door_point(code)
    if visit.start.spot is None:
        raise Http404
    way = ways.way(visit.asked, visit.start.spot, found)
    answer = JsonResponse(
        way.geojson(), json_dumps_params={"ensure_ascii": False}, content_type="application/geo+json"
    )
    return visit.kept_by_nobody(answer)


@public("the hours of a service point are for everybody")
def calendar(request: HttpRequest, code: str) -> HttpResponse:
    """Give the hours of a point as a calendar file."""
    visit, found = Visit.of(request), door_point(code)
    url = site.address(request, reverse("near:point", args=[found.code]))
    answer = HttpResponse(
        calendarfile.written(found, visit.asked.at, visit.days, url),
        content_type="text/calendar; charset=utf-8",
    )
    answer["Content-Disposition"] = f'attachment; filename="{found.code}.ics"'
    return answer


@public("the photo of an entrance helps everybody to find it")
def photo(_request: HttpRequest, code: str) -> HttpResponse:
    """Give the photo of a point's entrance as JPEG."""
    found = door_point(code)
    kept = PointPhoto.objects.filter(point=found).first()
    if kept is None:
        raise Http404
    answer = HttpResponse(bytes(kept.jpeg), content_type="image/jpeg")
    patch_cache_control(answer, public=True, max_age=HOUR)
    return answer

"""Choosing a place on a map: press where you stand, or the community you live in."""

from __future__ import annotations

from hashlib import blake2s
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_safe

from yike.core.areas import queries as areas
from yike.core.areas.models import Area, AreaLevel
from yike.core.rights.guard import public
from yike.rooms.circle import queries
from yike.rooms.circle.queries import streets
from yike.rooms.circle.views.door.visit import Visit

NO_STREETS = b'{"type":"FeatureCollection","features":[]}'
QUARTER = 900  # seconds a map may be kept: borders and points change seldom
Json = dict[str, Any]


@public("residents say on a map where they are, and nothing of it is kept")
def chooser(request: HttpRequest) -> HttpResponse:
    """Show the communities and points; pressing the map leads back with that place."""
    visit = Visit.of(request)
    back = _ours(request.GET.get("next", ""))
    query = visit.asked.query("where")
    communities = _communities()
    drawn = areas.drawing(
        communities,
        link=lambda area: f"{back}{visit.asked.query(where=area.name)}",
        title=_("本街道的社区"),
        water=streets.ground_around(communities),
    )
    shown = visit.context() | {"back": back, "picked": f"{back}{query or '?'}", "drawing": drawn}
    return render(request, "near/map.html", shown)


def _ours(path: str) -> str:
    """Return a path of the door to go back to; the search for any other."""
    try:
        found = resolve(path)
    except Resolver404:
        return reverse("near:search")
    return path if found.namespace == "near" else reverse("near:search")


def _communities() -> list[Area]:
    return list(Area.objects.open().filter(level=AreaLevel.COMMUNITY).exclude(west=None))


@public("the borders of communities and the points are for everybody")
def ground(_request: HttpRequest) -> HttpResponse:
    """Return the communities, the water and the points as GeoJSON."""
    drawn = _communities()
    features: list[Json] = [*map(areas.feature, drawn), *streets.water_around(drawn)]
    features += [
        {
            "type": "Feature",
            "properties": {"kind": "point", "label": point.name},
            "geometry": {"type": "Point", "coordinates": [point.lon, point.lat]},
        }
        for point in queries.public_points()
    ]
    answer = JsonResponse(
        {"type": "FeatureCollection", "features": features},
        json_dumps_params={"ensure_ascii": False},
        content_type="application/geo+json",
    )
    patch_cache_control(answer, public=True, max_age=QUARTER)
    return answer


def _streets_tag(request: HttpRequest) -> str | None:
    """Return what the streets depend on; None where none are known just now."""
    known = _streets(request)
    return None if known is None else f'"{blake2s(known, digest_size=12).hexdigest()}"'


def _streets(request: HttpRequest) -> bytes | None:
    return streets.street_map(names=request.GET.get("names") != "no")


@public("the streets are on every map")
@require_safe
@condition(etag_func=_streets_tag)
def street_lines(request: HttpRequest) -> HttpResponse:
    """Return the prepared streets as GeoJSON, the longest with their names; none while they are being read."""
    known = _streets(request)
    answer = HttpResponse(known or NO_STREETS, content_type="application/geo+json")
    patch_cache_control(answer, **({"public": True, "max_age": QUARTER} if known else {"no_store": True}))
    return answer


ROBOTS = """User-agent: *
Disallow: /desk/
Disallow: /login/
Disallow: /api/
Disallow: /home/
Disallow: /find/suggest/
Disallow: /find/map/
Disallow: /find/streets.geojson
Disallow: /p/*/rate/
Disallow: /p/*/way.geojson
Disallow: /r/
Disallow: /*?
"""


@public("crawlers are told which pages are worth their while")
def robots(_request: HttpRequest) -> HttpResponse:
    """Tell crawlers to read each page once, and none for every place somebody may stand."""
    return HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8")

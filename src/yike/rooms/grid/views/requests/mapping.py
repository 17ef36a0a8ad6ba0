"""The queue on the map: what has a place, by what is due; the list beside it is the way without a map."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yike.core.areas.models import AreaLevel
from yike.core.areas.queries import feature, on_map
from yike.core.look.drawing import svg
from yike.core.rights.guard import guarded
from yike.rooms.grid import rules
from yike.rooms.grid.models import Request
from yike.rooms.grid.queries import requests as queries
from yike.rooms.grid.templatetags.grid import past
from yike.rooms.grid.views.doing import private_json
from yike.rooms.grid.views.requests.lists import wanted

MOST = 500


def _rows(request: HttpRequest) -> list[Request]:
    rows = queries.queue(request.user, wanted(request)).filter(lon__isnull=False, lat__isnull=False)
    return [row for row in rows[:MOST] if rules.may_read(request.user, row)]


def _feature(row: Request) -> dict[str, Any]:
    late = past(row.due_at) or past(row.reply_by)
    told = {
        "kind": "point",
        "label": row.number,
        "href": row.get_absolute_url(),
        "tone": "stop" if late else "info",
    }
    shape = {"type": "Point", "coordinates": [row.lon, row.lat]}
    return {"type": "Feature", "geometry": shape, "properties": told}


def _features(request: HttpRequest) -> list[dict[str, Any]]:
    areas = [feature(area) for area in on_map(request.user, AreaLevel.COMMUNITY)]
    return [*areas, *map(_feature, _rows(request))]


@guarded(rules.DESK)
@require_safe
def shown(request: HttpRequest) -> HttpResponse:
    """Show the queue, as it was filtered, on a map; late ones in red."""
    found = _features(request)
    drawn = svg({"features": found}, _("诉求地图")) if found else ""
    return render(request, "grid/requests_map.html", {"drawing": drawn})


@guarded(rules.DESK)
@require_safe
def ground(request: HttpRequest) -> HttpResponse:
    """Answer the communities and the requests with a place as GeoJSON."""
    return private_json({"type": "FeatureCollection", "features": _features(request)})

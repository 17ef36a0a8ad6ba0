"""All points by kind: for who would rather look through a list than search."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yike.core.rights.guard import public
from yike.rooms.circle import queries
from yike.rooms.circle.door import answers
from yike.rooms.circle.models import PointKind, ServicePoint
from yike.rooms.circle.views.door.visit import Visit

ORDER = {kind: place for place, kind in enumerate(PointKind.values)}


@public("residents look through the service points without an account")
def points(request: HttpRequest) -> HttpResponse:
    """Show all points: by kind, or nearest first where somebody said from where."""
    visit = Visit.of(request)
    shown = visit.context()
    if visit.start.spot is not None:
        shown["answer"] = answers.nearest(visit.asked, visit.start.spot, visit.days)
    else:
        shown["kinds"] = by_kind(list(queries.public_points()))
    return visit.kept_by_nobody(render(request, "near/points.html", shown))


def by_kind(points: list[ServicePoint]) -> list[tuple[str, list[ServicePoint]]]:
    """Return points under the name of their kind, the kinds in their own order."""
    rows = sorted(points, key=lambda point: (ORDER[point.kind], point.name))
    return [
        (str(PointKind(kind).label), list(of)) for kind, of in groupby(rows, key=lambda point: point.kind)
    ]

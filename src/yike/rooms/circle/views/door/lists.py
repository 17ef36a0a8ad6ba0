"""All points by kind: for who would rather look through a list than search."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from django.db.models import Case, Value, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yike.core.look.pages import paged
from yike.core.rights.guard import public
from yike.rooms.circle import queries
from yike.rooms.circle.door import answers
from yike.rooms.circle.models import PointKind, ServicePoint
from yike.rooms.circle.views.door.visit import Visit

ORDER = tuple(PointKind.values)
PAGE = 300  # points of one page: a street has fewer


def in_order(values: Sequence[str], field: str = "kind") -> Case:
    """Return the place of a row's ``field`` among values, to order by."""
    return Case(*(When(**{field: value}, then=Value(place)) for place, value in enumerate(values)))


@public("residents look through the service points without an account")
def points(request: HttpRequest) -> HttpResponse:
    """Show all points: by kind, or nearest first where somebody said from where."""
    visit = Visit.of(request)
    shown = visit.context()
    if visit.start.spot is not None:
        shown["answer"] = answers.nearest(visit.asked, visit.start.spot, visit.days, most=PAGE)
    else:
        shown["page"] = paged(request, queries.public_points().order_by(in_order(ORDER), "name", "pk"), PAGE)
        shown["kinds"] = by_kind(list(shown["page"]))
    return visit.kept_by_nobody(render(request, "near/points.html", shown))


def by_kind(points: list[ServicePoint]) -> list[tuple[str, list[ServicePoint]]]:
    """Return points, in the order of their kinds, under the name of each."""
    return [
        (str(PointKind(kind).label), list(of)) for kind, of in groupby(points, key=lambda point: point.kind)
    ]

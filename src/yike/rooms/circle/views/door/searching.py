"""我要办……: one box for what people want to do, a place they look for, or where they live."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control

from yike.core.look.pages import paged
from yike.core.rights.guard import public
from yike.rooms.circle import queries
from yike.rooms.circle.door import answers
from yike.rooms.circle.door.answers import Row
from yike.rooms.circle.models import ItemType, ServiceItem
from yike.rooms.circle.queries.finding import Match
from yike.rooms.circle.views.door.lists import PAGE, in_order
from yike.rooms.circle.views.door.visit import Visit

ANSWERED = 3  # items for which the nearest point is told at once
MOST = 20
SUGGESTED = 6
TYPES = tuple(reversed(ItemType.values))  # what people come for most comes first
MINUTE = 60


@public("residents search without an account")
def search(request: HttpRequest) -> HttpResponse:
    """Show what fits: items with the nearest point, points, addresses; all items where nothing is asked."""
    visit = Visit.of(request)
    shown = visit.context()
    if visit.asked.q:
        shown |= _found(visit, visit.known.all.find(visit.asked.q, MOST))
    else:
        shown["page"] = paged(request, queries.items().order_by(in_order(TYPES, "type"), "name", "pk"), PAGE)
        shown["types"] = by_type(list(shown["page"]))
    return visit.kept_by_nobody(render(request, "near/search.html", shown))


@public("suggestions while somebody types; nothing of it is kept")
def suggest(request: HttpRequest) -> HttpResponse:
    """Give a few things that what was typed so far may become."""
    visit = Visit.of(request)
    text = visit.asked.q
    found = visit.known.all.suggest(text, SUGGESTED) if text else []
    shown = {"matches": found, "carried": visit.query}
    answer = render(request, "near/suggested.html", shown)
    patch_cache_control(answer, private=True, max_age=MINUTE)
    return visit.kept_by_nobody(answer)


def _found(visit: Visit, matches: list[Match]) -> dict[str, Any]:
    items = [match for match in matches if match.thing.kind == "item"]
    nearest = {match.thing.key: _nearest(visit, int(match.thing.key)) for match in items[:ANSWERED]}
    return {
        "items": [(match, nearest.get(match.thing.key)) for match in items],
        "found_points": [match for match in matches if match.thing.kind == "point"],
        "found_places": [match for match in matches if match.thing.kind in {"community", "building"}],
        "nothing": not matches,
    }


def _nearest(visit: Visit, pk: int) -> list[Row]:
    """Return the one point to go to for an item; none where nobody offers it."""
    return list(answers.nearest(visit.asked, visit.start.spot, visit.days, item=pk, most=1).rows[:1])


def by_type(rows: list[ServiceItem]) -> list[tuple[str, list[ServiceItem]]]:
    """Return items, in the order of their types, under the name of each."""
    return [(str(ItemType(kind).label), list(of)) for kind, of in groupby(rows, key=lambda item: item.type)]

"""The page of one thing that can be done: what to bring, and where, by walking minutes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yike.core.rights.guard import public
from yike.rooms.circle import queries
from yike.rooms.circle.door import answers
from yike.rooms.circle.views.door.visit import Visit


@public("residents look up what to bring and where to go without an account")
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an item and the points that offer it, in the order asked for."""
    visit, found = Visit.of(request), queries.public_item(pk)
    answer = answers.nearest(visit.asked, visit.start.spot, visit.days, item=found.pk)
    shown = visit.context() | {
        "item": found,
        "materials": list(found.materials.all()),
        "answer": answer,
        "rows": answer.rows,
    }
    return visit.kept_by_nobody(render(request, "near/item.html", shown))

"""The page of one thing that can be done: what to bring, and where, by walking minutes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yike.core.rights.guard import public
from yike.rooms.circle.door import answers
from yike.rooms.circle.queries import shelf
from yike.rooms.circle.views.door.visit import Visit


@public("residents look up what to bring and where to go without an account")
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an item and the points that offer it, in the order asked for."""
    visit, found = Visit.of(request), shelf.public_item(pk)
    few = not visit.asked.sort and "more" not in request.GET
    most = answers.FIRST if few else answers.MOST  # in another order the best of many is looked for
    answer = answers.nearest(visit.asked, visit.start.spot, visit.days, item=found.pk, most=most)
    shown = visit.context() | {
        "item": found,
        "materials": list(found.materials.all()),
        "answer": answer,
        "rows": answer.rows,
        "more": few and answer.left,
    }
    return visit.kept_by_nobody(render(request, "near/item.html", shown))

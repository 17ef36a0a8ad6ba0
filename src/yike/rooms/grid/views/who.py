"""Anybody's pages of grids: who works there, by which phone, whom to complain to, who answers for what."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from yike.core.areas.queries import feature
from yike.core.look.drawing import svg
from yike.core.rights.guard import public
from yike.rooms.grid.queries import duties as queries


@public("the law asks for the grids, their workers and the phones to be posted")
@require_safe
def who(request: HttpRequest) -> HttpResponse:
    """Show the communities and their grids."""
    return render(request, "say/who.html", {"communities": queries.public_grids()})


@public("the law asks for the grids, their workers and the phones to be posted")
@require_safe
def grid(request: HttpRequest, code: str) -> HttpResponse:
    """Show one grid: what is posted of it, and who answers for what there."""
    found = queries.public_grid(code)
    drawn = svg({"features": [feature(found, current=True)]}, found.name) if found.polygon else ""
    shown = {"posted": queries.posted(found), "duties": queries.public_duties(found), "drawing": drawn}
    return render(request, "say/grid.html", shown | {"around": queries.names_above(found)})

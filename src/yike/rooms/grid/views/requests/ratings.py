"""Bad ratings of the circle room that ask for more than an answer: made into requests, once each."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yike.core.look.faults import told
from yike.core.look.pages import paged
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded
from yike.engines.faults import Fault
from yike.rooms.circle import queries as circle
from yike.rooms.grid import rules
from yike.rooms.grid.actions.requests.rating import take_rating
from yike.rooms.grid.views.doing import PAGE


@guarded(rules.TAKE)
def index(request: HttpRequest) -> HttpResponse:
    """Show the bad ratings that are open and no request yet."""
    rows = circle.bad_and_open(request.user).filter(request=None)
    return render(request, "grid/ratings.html", {"page": paged(request, rows, PAGE)})


@guarded(rules.TAKE)
@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a rating into a request."""
    rating = circle.access_rating(request.user, pk)
    try:
        row = take_rating(by_of(request), rating)
    except Fault as fault:
        messages.error(request, told(fault))
        return redirect("grid:rating_requests")
    messages.success(request, _("已登记，登记号 {number}。").format(number=row.number))
    return redirect("grid:request", row.pk)

"""A request becomes a case: the form on the desk."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded
from yike.rooms.grid import rules
from yike.rooms.grid.actions.cases import make_of_request
from yike.rooms.grid.forms.cases import OfRequestForm
from yike.rooms.grid.models import Request
from yike.rooms.grid.queries import requests as queries
from yike.rooms.grid.queries.cases.requested import outcomes
from yike.rooms.grid.queries.requests.photos import photos_of
from yike.rooms.grid.rules.cases import may_make_of
from yike.rooms.grid.views.doing import done


@guarded(rules.DESK)
def make(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask what kind of case a request becomes, and make it."""
    row = queries.access_request(request.user, pk)
    if not may_make_of(request.user, row):
        raise PermissionDenied("grid.case.request")
    photos = list(photos_of(row))
    form = OfRequestForm(row, [one.pk for one in photos], request.POST if request.method == "POST" else None)

    def act() -> None:
        make_of_request(by_of(request), row, **form.said())

    if done(request, form, act, _("已转为案件，结案时会告诉经办人。")):
        return redirect("grid:request", pk)
    return render(request, "grid/request_case.html", _context(request, row, form))


def _context(request: HttpRequest, row: Request, form: OfRequestForm) -> dict[str, object]:
    chosen = form["photos"] if "photos" in form.fields else ()
    return {"form": form, "row": row, "made": outcomes(request.user, row), "photos": chosen, "may_read": True}

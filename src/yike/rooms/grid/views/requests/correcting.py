"""Putting a request right on the desk."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from yike.core.look.faults import refuse
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded
from yike.engines.faults import Fault
from yike.rooms.grid import rules
from yike.rooms.grid.actions.requests.correcting import correct
from yike.rooms.grid.forms.requests import CorrectForm
from yike.rooms.grid.models import Request
from yike.rooms.grid.queries import requests as queries


@guarded(rules.DISPATCH)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct kind, category, place and words of a request."""
    row = queries.access_request(request.user, pk)
    if not (rules.DISPATCH.allows(request.user, row.area) and rules.may_read(request.user, row)):
        raise PermissionDenied(rules.DISPATCH.code)
    form = CorrectForm(request.user, request.POST or None, initial=_present(row))
    if request.method == "POST" and form.is_valid():
        try:
            correct(by_of(request), row, **form.said())
        except Fault as fault:
            refuse(form, fault, "words")
        else:
            messages.success(request, _("已更正。"))
            return redirect("grid:request", pk)
    shown = {"form": form, "row": row, "may_read": True}
    return render(request, "grid/request_change.html", shown, status=422 if form.errors else 200)


def _present(row: Request) -> dict[str, Any]:
    kept = {name: getattr(row, name) for name in ("words", "address", "kind", "urgent")}
    return kept | {"area": str(row.area_id), "category": str(row.category_id or "")}

"""A list of requests given out as a workbook, for a reason that is kept."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yike.core.look.faults import refuse
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded
from yike.engines.faults import Fault
from yike.rooms.grid import rules
from yike.rooms.grid.actions.requests.exporting import export_requests
from yike.rooms.grid.forms.requests import ReasonForm
from yike.rooms.grid.queries import requests as queries
from yike.rooms.grid.sheets.writing import given_out
from yike.rooms.grid.views.requests.lists import wanted


@guarded(rules.EXCHANGE_REQUESTS)
def export(request: HttpRequest) -> HttpResponse:
    """Ask why, then answer the list that was shown as a workbook."""
    rows = queries.queue(request.user, wanted(request))
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            content = export_requests(by_of(request), request.user, rows, reason=form.cleaned_data["reason"])
        except Fault as fault:
            refuse(form, fault, "reason")
        else:
            return given_out(content, "requests")
    return render(request, "grid/requests_export.html", {"form": form, "count": rows.count()})

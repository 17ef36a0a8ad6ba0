"""Requests that belong together, linked from the page of the one that came later."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yike.core.look.faults import told
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded
from yike.engines.faults import Fault
from yike.rooms.grid import rules
from yike.rooms.grid.actions.requests.linking import link_duplicate, link_similar
from yike.rooms.grid.queries import requests as queries

KINDS = {"duplicate": link_duplicate, "similar": link_similar}


@guarded(rules.DISPATCH)
@require_POST
def link(request: HttpRequest, pk: int, other: int, kind: str) -> HttpResponse:
    """Link a request with another one that this person sees too."""
    if kind not in KINDS:
        raise Http404
    row, beside = queries.access_request(request.user, pk), queries.access_request(request.user, other)
    if not rules.may_read(request.user, beside):
        raise PermissionDenied(rules.SECRET.code)
    try:
        KINDS[kind](by_of(request), row, beside)
    except Fault as fault:
        messages.error(request, told(fault))
    else:
        messages.success(request, _("已关联。"))
    return redirect("grid:request", pk)

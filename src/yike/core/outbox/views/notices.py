"""Everybody's own notices."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from yike.core.look.pages import paged
from yike.core.outbox import actions, queries
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded


@guarded(None)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Show one's own notices, the newest first."""
    page = paged(request, queries.notices_of(request.user), 20)
    return render(request, "outbox/notices.html", {"page": page, "unread": queries.unread(request.user)})


@guarded(None)
@require_POST
def read(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that one notice was seen."""
    actions.read_notice(by_of(request), queries.access_notice(request.user, pk))
    return redirect("outbox:notices")


@guarded(None)
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Note that all were seen."""
    actions.read_all(by_of(request), queries.notices_of(request.user).filter(read_at=None))
    return redirect("outbox:notices")

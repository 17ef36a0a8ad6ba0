"""我也遇到: what is worked on nearby, told by its kind alone; who has the same trouble says so with one press."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from yike.core.areas.models import Area, AreaLevel
from yike.core.look.asked import row_number
from yike.core.look.errors import too_often as refused
from yike.core.look.faults import told as fault_told
from yike.core.look.often import WINDOW, too_often
from yike.core.rights.guard import public
from yike.engines.faults import Fault
from yike.rooms.grid.actions import requests as actions
from yike.rooms.grid.door.links import link_for, press
from yike.rooms.grid.door.passages import moves
from yike.rooms.grid.models import Request
from yike.rooms.grid.queries import requests as queries
from yike.rooms.grid.queries.categories import Offered
from yike.rooms.grid.queries.requests.alike import shown_nearby
from yike.rooms.grid.views.door.saying import PRIVATE, visitor
from yike.rooms.grid.views.door.told import GUESSES, lost


def _area(request: HttpRequest) -> Area | None:
    pk = row_number(request.GET.get("community", ""))
    rows = Area.objects.light().open().filter(level=AreaLevel.COMMUNITY)
    return None if pk is None else rows.filter(pk=pk).first()


@public("what is being worked on nearby is told to anybody by its kind, never by its words")
def near(request: HttpRequest) -> HttpResponse:
    """Show what is being worked on in a community."""
    area = _area(request)
    rows = [(row, Offered(row.category).said, press()) for row in shown_nearby(area)] if area else []
    shown = {
        "area": area,
        "rows": rows,
        "communities": Area.objects.light().open().filter(level=AreaLevel.COMMUNITY),
        "said": request.GET.get("said", ""),
    }
    answer = render(request, "say/near.html", shown)
    answer["Cache-Control"] = PRIVATE
    return answer


@public("whoever has the same trouble says so without an account")
@require_POST
def echo(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that somebody has the same trouble, and lead to the page on which they see how it goes."""
    row = _public_request(pk)
    if too_often(request.META.get("REMOTE_ADDR", ""), "echo"):
        return refused(request, wait_seconds=WINDOW)
    link = link_for(request.POST.get("press", "")[:64] or press(), str(row.pk))
    try:
        actions.echo(visitor(), row, link=link)
    except Fault as fault:
        return render(request, "say/echoed.html", {"row": row, "wrong": fault_told(fault)}, status=422)
    return redirect("say:echoed", link=link)


def _public_request(pk: int) -> Request:
    """Return a request that anybody may know of. Raises ``Http404`` for any other."""
    row = Request.objects.filter(pk=pk, category__public=True, secret=False).exclude(kind="report").first()
    if row is None:
        raise Http404
    return row


@public("the secret link is known to the person alone")
def echoed(request: HttpRequest, link: str) -> HttpResponse:
    """Show how it goes with what somebody else said, without its words."""
    found = queries.echo_by_link(link.replace("\0", ""))
    if found is None:
        if too_often(request.META.get("REMOTE_ADDR", ""), "link", GUESSES):
            return refused(request, wait_seconds=WINDOW)
        return lost(request)
    row = found.request
    shown = {"row": row, "what": Offered(row.category).said, "passages": moves(row), "since": found.at}
    answer = render(request, "say/echoed.html", shown)
    answer["Cache-Control"] = PRIVATE
    answer["X-Robots-Tag"] = "noindex"
    return answer

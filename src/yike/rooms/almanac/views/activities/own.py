"""What is one's own: where one has signed up, and how long one has helped."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yike.core.look.faults import told
from yike.core.look.pages import paged
from yike.core.record.clock import today
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded
from yike.engines.faults import Fault
from yike.rooms.almanac.actions import signups as actions
from yike.rooms.almanac.forms.issues import NumbersQuestion
from yike.rooms.almanac.hours_sheet import workbook
from yike.rooms.almanac.queries import own as queries
from yike.rooms.almanac.rules import activities as rules

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@guarded(None)
@require_safe
def own(request: HttpRequest) -> HttpResponse:
    """Show one's own sign-ups and hours, and nobody else's."""
    page = paged(request, queries.signups_of(request.user))
    helped = queries.helped_by(request.user)
    minutes = helped.order_by().aggregate(n=Sum("minutes"))["n"] or 0
    shown = {
        "page": page,
        "rows": [(row, queries.can_leave(row)) for row in page],
        "doors": queries.doors(request.user),
        "helped": helped,
        "hours": f"{minutes / 60:.1f}",
    }
    answer = render(request, "almanac/own.html", shown)
    answer["Cache-Control"] = "private, no-store"
    return answer


@guarded(None)
@require_POST
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Do not come after all: whoever waits longest gets the place."""
    row = queries.access_own(request.user, pk)
    try:
        actions.cancel_signup(by_of(request), row, own=True)
    except Fault as fault:
        messages.error(request, told(fault))
    else:
        messages.success(request, _("您不来了，名额让给了别人。"))
    return redirect("almanac:own")


@guarded(rules.PLAN)
@require_safe
def hours(request: HttpRequest) -> HttpResponse:
    """Give the hours of volunteers as a workbook: only of activities one sees."""
    form = NumbersQuestion(request.user, request.GET, since=today().replace(day=1))
    if not form.is_valid():
        return redirect("almanac:numbers")
    asked = form.cleaned_data
    rows = queries.hours_in(request.user, asked["area"], asked["since"], asked["until"])
    answer = HttpResponse(workbook(rows), content_type=XLSX)
    name = f"hours-{asked['since']:%Y%m%d}-{asked['until']:%Y%m%d}.xlsx"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "private, no-store"
    return answer

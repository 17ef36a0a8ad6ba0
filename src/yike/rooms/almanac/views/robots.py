"""The robots of communities' chats that say the monthly calendar."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yike.core.look.faults import refuse
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded
from yike.engines.faults import Fault
from yike.rooms.almanac.actions import robots as actions
from yike.rooms.almanac.forms.groups import RobotForm
from yike.rooms.almanac.queries import robots as queries
from yike.rooms.almanac.rules import groups as rules


@guarded(rules.KEEP)
def robots(request: HttpRequest) -> HttpResponse:
    """Show which robots say the calendar; take one more."""
    form = RobotForm(queries.free_robots(request.user), request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.subscribe_robot(by_of(request), form.cleaned_data["endpoint"])
        except Fault as fault:
            refuse(form, fault, "endpoint")
        else:
            messages.success(request, _("订好了，从下一期起由它在群里发。"))
            return redirect("almanac:robots")
    shown = {"form": form, "robots": queries.robots(request.user)}
    return render(request, "almanac/robots.html", shown, status=422 if form.is_bound else 200)


@guarded(rules.KEEP)
@require_POST
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a robot say no more."""
    actions.unsubscribe_robot(by_of(request), queries.access_robot(request.user, pk))
    messages.success(request, _("退订了。"))
    return redirect("almanac:robots")

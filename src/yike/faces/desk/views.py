"""The first page after log-in."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yike.core.accounts import queries as accounts
from yike.core.accounts.models import User
from yike.core.record.clock import today as this_day
from yike.core.residents import queries as residents
from yike.core.residents import rules as resident_rights
from yike.core.rights.guard import guarded
from yike.faces.desk.today import tiles_for


@guarded(None)
def today(request: HttpRequest) -> HttpResponse:
    """Show what is to be done, and how things stand in one's areas."""
    user = cast("User", request.user)
    shown = tiles_for(user)
    pressing = [one for one in shown if one.tile.pressing and one.number]
    return render(
        request,
        "desk/today.html",
        {
            "day": this_day(),
            "pressing": pressing,
            "acts": [one for one in shown if one.tile.act],
            "standing": [one for one in shown if not one.tile.pressing],
            "quiet": not pressing,
            "principals": accounts.standing_now(user),
            "recent": residents.recently_worked_on(user) if resident_rights.SEE.allows(user) else [],
            "roles": bool(user.held_roles()),
            "unproven": user.unproven,
        },
    )

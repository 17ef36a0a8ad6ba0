"""A zone of an open day: what is here, and its stamp for the card on the visitor's phone."""

from __future__ import annotations

import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from yike.core.look.errors import too_often as refused
from yike.core.look.faults import told
from yike.core.look.often import WINDOW, too_often
from yike.core.rights.by import By
from yike.core.rights.guard import public
from yike.engines.faults import Fault
from yike.rooms.almanac.actions import activities as actions
from yike.rooms.almanac.queries import parts as queries

COOKIE = "yike_card"
A_DAY = 24 * 3600
PRESSES = 3000  # from one address in ten minutes: an open day whose visitors share one network, five a second


@public("whoever stands at a zone collects its stamp")
def zone(request: HttpRequest, code: str) -> HttpResponse:
    """Show a zone, and give its stamp when that is pressed. The card is a random word; nobody knows whose it is."""
    row = queries.zone_by_code(code)
    card = request.COOKIES.get(COOKIE, "")[:64]
    wrong = ""
    if request.method == "POST":
        if too_often(request.META.get("REMOTE_ADDR", ""), "stamp", PRESSES):
            return refused(request, wait_seconds=WINDOW)
        card = card or secrets.token_urlsafe(16)
        try:
            actions.stamp(By(None, _("来逛的人"), "web"), row, card=card)
        except Fault as fault:
            wrong = told(fault)
        else:
            answer: HttpResponse = redirect("on:zone", code=code)
            answer.set_cookie(COOKIE, card, max_age=A_DAY, httponly=True, samesite="Lax")
            return answer
    zones = queries.route(row.activity, card)
    shown = {"zone": row, "zones": zones, "got": sum(got for _zone, got in zones), "wrong": wrong}
    shown["open"] = actions.stamps_now(row.activity)
    shown["here"] = any(got for one, got in zones if one.pk == row.pk)
    return render(request, "on/zone.html", shown, status=422 if wrong else 200)

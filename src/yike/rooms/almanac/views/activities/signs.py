"""Signs to scan, on the desk: the codes of an activity and of its zones, and the sheets to print."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from yike.core.look import site
from yike.core.rights.guard import guarded
from yike.rooms.almanac.door.pictures import qr
from yike.rooms.almanac.models.activities import Activity
from yike.rooms.almanac.models.parts import Part
from yike.rooms.almanac.printed import signs as printed
from yike.rooms.almanac.queries import activities
from yike.rooms.almanac.queries.parts import zones_of
from yike.rooms.almanac.rules import activities as rules


def _public(request: HttpRequest, pk: int) -> Activity:
    row = activities.access_activity(request.user, pk)
    if not row.public:
        raise Http404
    return row


def _address(request: HttpRequest, row: Activity) -> str:
    return site.address(request, reverse("on:activity", args=[row.code]))


def _exit_address(request: HttpRequest, row: Activity) -> str:
    return site.address(request, reverse("on:survey_here", args=[row.code]))


def _zone_address(request: HttpRequest, zone: Part) -> str:
    return site.address(request, reverse("on:zone", args=[zone.code]))


@guarded(rules.DESK)
def signs(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the codes of an activity that residents can read, and of its zones."""
    row = _public(request, pk)
    zones = [(one, qr(_zone_address(request, one))) for one in zones_of(row)]
    shown = {"activity": row, "qr": qr(_address(request, row)), "zones": zones}
    shown["exit"] = qr(_exit_address(request, row))
    return render(request, "almanac/signs.html", shown)


@guarded(rules.DESK)
def sheet(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Answer the sign of the activity, or those of its zones: one to a sheet, or six to be cut out."""
    row = _public(request, pk)
    if what == "activity":
        made = [printed.sign_of(row, _address(request, row))]
    elif what == "exit":
        made = [printed.exit_sign(row, _exit_address(request, row))]
    elif what in {"zones", "cards"}:
        made = printed.zone_signs(row, zones_of(row), lambda one: _zone_address(request, one))
    else:
        raise Http404
    if not made:
        raise Http404
    pdf = printed.pdf(made, row.shown_title, small=what == "cards")
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{row.code}-{what}.pdf"'
    return answer

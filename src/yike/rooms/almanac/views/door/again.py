"""A personal page that is not lost: the phone that opened it keeps it; number and telephone bring it back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from yike.core.look.errors import too_often as refused
from yike.core.look.faults import refuse
from yike.core.look.often import WINDOW, too_often
from yike.core.residents.phones import read_phone
from yike.core.rights.guard import public
from yike.engines.faults import Fault
from yike.rooms.almanac.actions import signups as actions
from yike.rooms.almanac.door.links import COOKIE, MOST, remembered
from yike.rooms.almanac.forms.signups import LostForm
from yike.rooms.almanac.models.signups import Registration
from yike.rooms.almanac.queries import activities as queries
from yike.rooms.almanac.queries import signups
from yike.rooms.almanac.views.door.activity import PRIVATE, visitor

WHY = "whoever has signed up may find their own page again"
KEPT = 180 * 24 * 3600  # seconds a phone remembers
A_DAY = 24 * 3600
TRIES = 10  # from one address in ten minutes
WRONG = 5  # for one telephone in a day, whoever tries


def remember(request: HttpRequest, answer: HttpResponse, link: str) -> HttpResponse:
    """Let this phone remember a personal page that it opened; nobody who works here, who opens those of others."""
    if request.user.is_authenticated:
        return answer
    kept = list(dict.fromkeys([link, *remembered(request)]))[:MOST]
    _keep(request, answer, kept)
    return answer


def _keep(request: HttpRequest, answer: HttpResponse, kept: list[str]) -> None:
    secure = request.is_secure()
    words = ".".join(kept)
    answer.set_cookie(COOKIE, words, max_age=KEPT, path="/on/", httponly=True, samesite="Lax", secure=secure)


def others(request: HttpRequest, but: Registration | None = None) -> list[tuple[str, Registration]]:
    """Return the other sign-ups this phone remembers, with their links; those that open nothing are left out."""
    found = signups.by_links(remembered(request))
    return [(link, row) for link, row in found if but is None or row.pk != but.pk]


@public(WHY)
def all_mine(request: HttpRequest) -> HttpResponse:
    """Show what this phone has signed up for."""
    answer = render(request, "on/all_mine.html", {"rows": others(request)})
    answer["Cache-Control"] = PRIVATE
    answer["X-Robots-Tag"] = "noindex"
    return answer


@public(WHY)
@require_POST
def forget(_request: HttpRequest) -> HttpResponse:
    """Let this phone forget all personal pages."""
    answer = redirect("on:all_mine")
    answer.delete_cookie(COOKIE, path="/on/", samesite="Lax")
    return answer


@public(WHY)
def lost(request: HttpRequest, code: str) -> HttpResponse:
    """Find a lost page again by number and telephone; the former link opens nothing any more."""
    row = queries.public_activity(code)
    form = LostForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if wait := _guessing(request, said["phone"]):
            return refused(request, wait_seconds=wait)
        try:
            link = actions.find_again(visitor(request), row, number=int(said["number"]), phone=said["phone"])
        except Fault as fault:
            refuse(form, fault)
        else:
            return redirect("on:mine", link=link)
    status = 422 if request.method == "POST" else 200
    answer = render(request, "on/lost.html", {"activity": row, "form": form}, status=status)
    answer["Cache-Control"] = PRIVATE
    return answer


def _guessing(request: HttpRequest, phone: str) -> int:
    """Return how many seconds somebody has to wait who tries one number after another; 0 for nobody.

    From one address, or for one telephone. A refused address counts no telephone: nothing grows by asking on.
    """
    if too_often(request.META.get("REMOTE_ADDR", ""), "signup-lost", TRIES):
        return WINDOW
    try:
        whose = read_phone(phone).e164
    except Fault:  # no telephone number: the form says so
        return 0
    return A_DAY if too_often(whose, "signup-lost-phone", WRONG, A_DAY) else 0

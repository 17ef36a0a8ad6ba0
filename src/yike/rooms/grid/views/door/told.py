"""The secret page: what has become of it, in plain words; one more word, solved or not, never mind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import segno
from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_POST

from yike.core.look import site
from yike.core.look.errors import too_often as refused
from yike.core.look.faults import refuse
from yike.core.look.often import WINDOW, too_often
from yike.core.rights.guard import public
from yike.engines.faults import Fault
from yike.rooms.grid.actions import requests as actions
from yike.rooms.grid.door import emergency
from yike.rooms.grid.door.forms import SolvedForm, UnsolvedForm, WordForm
from yike.rooms.grid.door.passages import passages
from yike.rooms.grid.door.receipt import answer_of, may_reopen
from yike.rooms.grid.models import Request, RequestState
from yike.rooms.grid.queries import requests as queries
from yike.rooms.grid.queries.requests.alike import main_of
from yike.rooms.grid.queries.requests.photos import photos_of
from yike.rooms.grid.views.door.saying import PRIVATE, visitor

GUESSES = 20  # wrong links from one address in ten minutes
ACTIONS = 20  # things done on secret pages from one address in ten minutes
WHY = "the secret link is known to the person alone"


class TooMany(Exception):  # noqa: N818 - what it says
    """Somebody tries one link after another."""


def opened(request: HttpRequest, link: str) -> Request:
    """Return the request that a link opens. Raises ``Http404`` for any other, ``TooMany`` for a row of them."""
    found = queries.by_link(link.replace("\0", ""))
    if found is not None:
        return found
    if too_often(request.META.get("REMOTE_ADDR", ""), "link", GUESSES):
        raise TooMany
    raise Http404


@public(WHY)
def told(request: HttpRequest, link: str) -> HttpResponse:
    """Show what has become of what somebody said."""
    try:
        row = opened(request, link)
    except TooMany:
        return refused(request, wait_seconds=WINDOW)
    except Http404:
        return lost(request)
    return _page(request, link, row)


def lost(request: HttpRequest) -> HttpResponse:
    """Say that an address opens nothing, and how one learns all the same how it goes."""
    answer = render(request, "say/lost.html", status=404)
    answer["Cache-Control"] = PRIVATE
    return answer


def _page(request: HttpRequest, link: str, row: Request, form: Any = None, which: str = "") -> HttpResponse:
    address = site.address(request, reverse("say:told", args=[link]))
    forms_shown = {name: kind(auto_id=f"{name}_%s") for name, (kind, _act) in ACTS.items()}
    if form is not None:
        forms_shown[which] = form
    shown = {
        "row": row,
        "link": link,
        "address": address,
        "qr": qr(address),
        "passages": passages(row),
        "calls": emergency.calls(row.words) if row.state == RequestState.REGISTERED else [],
        "channels": emergency.channels(row.words) if row.open else [],
        "may_reopen": may_reopen(row),
        "refused": _refused(row, form, which),
        "photos": photos_of(row),
        "main": main_of(row),
        "answer": answer_of(row),
        "forms": forms_shown,
        "wrong": which,
    }
    answer = render(request, "say/told.html", shown, status=422 if form is not None else 200)
    answer["Cache-Control"] = PRIVATE
    answer["X-Robots-Tag"] = "noindex"
    return answer


def _refused(row: Request, form: Any, which: str) -> list[str]:
    """Return why nothing was done, where the form that would say so is not on the page any more."""
    shown = {"word": row.open, "unsolved": may_reopen(row), "solved": row.state == RequestState.ANSWERED}
    return [] if form is None or shown.get(which) else list(form.non_field_errors())


def qr(address: str) -> SafeString:
    """Return the QR code of an address as inline SVG."""
    code: Any = segno.make(address, error="m", micro=False)
    drawn = code.svg_inline(scale=1, border=4, omitsize=True, svgclass="qr", lineclass=None)
    return mark_safe(drawn)  # noqa: S308 - drawn here, of an address of ours


Act = Callable[[Request, dict[str, Any]], object]
ACTS: dict[str, tuple[type[forms.Form], Act]] = {
    "word": (WordForm, lambda row, said: actions.add_word(visitor(), row, words=said["words"])),
    "unsolved": (UnsolvedForm, lambda row, said: actions.say_unsolved(visitor(), row, words=said["words"])),
    "solved": (
        SolvedForm,
        lambda row, said: actions.confirm(
            visitor(),
            row,
            satisfied={"yes": True, "no": False}.get(said["satisfied"]),
            words=said["words"],
        ),
    ),
    "withdraw": (forms.Form, lambda row, _said: actions.withdraw(visitor(), row)),
}


@public(WHY)
@require_POST
def act(request: HttpRequest, link: str, what: str) -> HttpResponse:
    """Do what the person wants: add a word, say solved or not, take it back."""
    if what not in ACTS:
        raise Http404
    try:
        row = opened(request, link)
    except TooMany:
        return refused(request, wait_seconds=WINDOW)
    if too_often(request.META.get("REMOTE_ADDR", ""), "act", ACTIONS):
        return refused(request, wait_seconds=WINDOW)
    kind, go = ACTS[what]
    form = kind(request.POST, auto_id=f"{what}_%s")
    if form.is_valid():
        try:
            go(row, form.cleaned_data)
        except Fault as fault:
            refuse(form, fault)
        else:
            return redirect("say:told", link=link)
    return _page(request, link, row, form, what)

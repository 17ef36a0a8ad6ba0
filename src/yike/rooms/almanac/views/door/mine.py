"""The personal page: number, place or turn in the queue, the code for the door; one press, and it is off."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from yike.core.look import site
from yike.core.look.errors import too_often as refused
from yike.core.look.faults import refuse
from yike.core.look.often import WINDOW, too_often
from yike.core.rights.guard import public
from yike.engines.faults import Fault
from yike.rooms.almanac.actions import after
from yike.rooms.almanac.actions import signups as actions
from yike.rooms.almanac.door.pictures import qr
from yike.rooms.almanac.forms.signups import BringForm, PhotosAnswerForm
from yike.rooms.almanac.models.activities import ActivityState
from yike.rooms.almanac.models.signups import Registration, SignUpState
from yike.rooms.almanac.queries import signups as queries
from yike.rooms.almanac.queries.after import may_answer
from yike.rooms.almanac.rules import signups as rules
from yike.rooms.almanac.views.door import again
from yike.rooms.almanac.views.door.activity import PRIVATE, visitor

GUESSES = 20  # wrong links from one address in ten minutes
WHY = "the personal link is known to the person alone"


class TooMany(Exception):  # noqa: N818 - what it says
    """Somebody tries one link after another."""


def opened(request: HttpRequest, link: str) -> Registration:
    """Return the sign-up that a link opens. Raises ``Http404`` for any other, ``TooMany`` for a row of them."""
    found = queries.by_link(link.replace("\0", ""))
    if found is not None:
        return found
    if too_often(request.META.get("REMOTE_ADDR", ""), "signup-link", GUESSES):
        raise TooMany
    raise Http404


@public(WHY)
def mine(request: HttpRequest, link: str) -> HttpResponse:
    """Show somebody's own sign-up; staff who scan it at the door find the button that lets them in."""
    try:
        row = opened(request, link)
    except TooMany:
        return refused(request, wait_seconds=WINDOW)
    return again.remember(request, _page(request, link, row), link)


def _page(request: HttpRequest, link: str, row: Registration, form: BringForm | None = None) -> HttpResponse:
    address = site.address(request, reverse("on:mine", args=[link]))
    activity = row.activity
    may = row.state != SignUpState.CANCELLED and activity.state in {ActivityState.OPEN, ActivityState.RUNNING}
    shown = {
        "row": row,
        "activity": activity,
        "link": link,
        "address": address,
        "qr": qr(address),
        "line": queries.place_in_line(row) if row.state == SignUpState.WAITING else 0,
        "may_cancel": may and row.came_at is None,
        "form": form or BringForm(initial={"companions": row.party - 1}),
        "may_bring": may and activity.companions and activity.state == ActivityState.OPEN,
        "photos": PhotosAnswerForm(initial={"photos": row.photos}) if activity.photo_note else None,
        "survey": not row.surveyed and may_answer(row),
        "rows": again.others(request, row),
        "door": request.user.is_authenticated and rules.may_door(request.user, activity),
    }
    answer = render(request, "on/mine.html", shown, status=422 if form is not None else 200)
    answer["Cache-Control"] = PRIVATE
    answer["X-Robots-Tag"] = "noindex"
    return answer


@public(WHY)
@require_POST
def photos(request: HttpRequest, link: str) -> HttpResponse:
    """Take what the person says about photos; a yes can be taken back as long as the link opens."""
    try:
        row = opened(request, link)
    except TooMany:
        return refused(request, wait_seconds=WINDOW)
    form = PhotosAnswerForm(request.POST)
    if form.is_valid():
        after.answer_photos(visitor(request), row, form.cleaned_data["photos"])
    return redirect("on:mine", link=link)


@public(WHY)
@require_POST
def act(request: HttpRequest, link: str, what: str) -> HttpResponse:
    """Do what the person wants: not come after all, or with more or fewer people."""
    if what not in {"cancel", "bring"}:
        raise Http404
    try:
        row = opened(request, link)
    except TooMany:
        return refused(request, wait_seconds=WINDOW)
    form = BringForm(request.POST)
    form.is_valid()
    try:
        if what == "cancel":
            actions.cancel_signup(visitor(request), row, own=True)
        elif form.is_valid():
            companions = form.cleaned_data["companions"] or 0
            actions.bring(visitor(request), row, companions=companions, own=True)
        else:
            return _page(request, link, row, form)
    except Fault as fault:
        refuse(form, fault)
        return _page(request, link, row, form)
    return redirect("on:mine", link=link)

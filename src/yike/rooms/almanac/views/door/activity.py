"""The public page of an activity, and signing up on it, with or without an account and without JavaScript."""

from __future__ import annotations

import json
from dataclasses import replace
from hashlib import blake2b
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _

from yike.core.look import site
from yike.core.look.faults import refuse, told
from yike.core.look.often import WINDOW, too_often
from yike.core.look.photos import jpeg
from yike.core.record.clock import now
from yike.core.record.queries import last_written
from yike.core.rights.by import By, by_of
from yike.core.rights.guard import public
from yike.engines.faults import Fault
from yike.rooms.almanac.actions import after
from yike.rooms.almanac.actions import signups as actions
from yike.rooms.almanac.calendars import ALARMS, activity_event, calendar_of
from yike.rooms.almanac.door.links import link_for, remembered
from yike.rooms.almanac.forms.signups import SignUpForm
from yike.rooms.almanac.models.activities import Activity, ActivityKind, ActivityState, SignUp
from yike.rooms.almanac.models.signups import Registration
from yike.rooms.almanac.printed.signs import picture, time_of
from yike.rooms.almanac.printed.signs import told as drawn
from yike.rooms.almanac.queries import activities as queries
from yike.rooms.almanac.queries import contests, crowds, parts, photos, signups
from yike.rooms.almanac.signing import Wish, closed, reasons
from yike.rooms.almanac.views.door.conditional import ICS

PRIVATE = "private, no-store"
DONE = frozenset({ActivityState.SUMMING, ActivityState.ARCHIVED})
MINUTES = 300  # seconds the shared picture is kept on the way
PRESSES = 60  # from one address in ten minutes: a hall with one network


def visitor(request: HttpRequest) -> By:
    """Return the doer of what somebody does at the door: the account where there is one, else nobody known."""
    return by_of(request) if request.user.is_authenticated else By(None, _("报名的人"), "web")


@public("what is on is for everybody")
def activity(request: HttpRequest, code: str) -> HttpResponse:
    """Show what an activity is, where and when, for whom; take who wants to come."""
    row = queries.bare_activity(code) if request.method == "POST" else queries.public_activity(code)
    if request.method == "POST" and row.signup != SignUp.OPEN:  # it needs none any more: the page has no form
        for _field, fault in closed(row, now()):
            messages.info(request, told(fault))
        return redirect("on:activity", code=row.code)
    form = _form(request, row)
    if request.method == "POST" and form is not None and form.is_valid():
        answer = _sent(request, row, form)
        if answer is not None:
            return answer
    status = 200 if request.method != "POST" else 429 if getattr(form, "often", False) else 422
    shown = {**_shown(row, form), "share": _share(request, row)}
    return render(request, "on/activity.html", shown, status=status)


def _share(request: HttpRequest, row: Activity) -> dict[str, str]:
    """Return what a link to the activity is shown with; the picture's address changes with what stands on it."""
    mark = blake2b(json.dumps(drawn(row), sort_keys=True).encode(), digest_size=6).hexdigest()
    image = reverse("on:share", args=[row.code])
    return {
        "address": site.address(request, reverse("on:activity", args=[row.code])),
        "image": site.address(request, f"{image}?v={mark}"),
        "words": " · ".join((time_of(row), row.where)),
    }


def _form(request: HttpRequest, row: Activity) -> SignUpForm | None:
    if not row.signing_up(now()) and request.method != "POST":
        return None
    user = request.user
    initial = {"name": user.name, "phone": user.phone} if user.is_authenticated else {}
    return SignUpForm(row, request.POST if request.method == "POST" else None, initial=initial)


def _shown(row: Activity, form: SignUpForm | None) -> dict[str, Any]:
    asks = row.signup == SignUp.OPEN
    seats = signups.seats_of(row) if asks else None
    left = max(row.capacity - seats.taken, 0) if seats and row.capacity else None
    why = [told(fault) for _field, fault in closed(row, now())] if asks and form is None else []
    return {
        "activity": row,
        "form": form,
        "left": left,
        "waiting": seats.waiting if seats else 0,
        "closed": why,
        "parts": parts.parts_of(row),
        "crowd": crowds.shown(row, now()),
        "result": contests.public_result(row) if row.kind == ActivityKind.CONTEST else [],
        "photos": photos.shown_of(row) if row.state in DONE else (),
    }


def _sent(request: HttpRequest, row: Activity, form: SignUpForm) -> HttpResponse | None:
    """Return where to go once it is kept; None where the form has to say something first."""
    said = form.cleaned_data
    if said["website"]:
        return redirect("on:activity", code=row.code)
    if too_often(request.META.get("REMOTE_ADDR", ""), "signup", PRESSES):
        form.often = True  # type: ignore[attr-defined]
        form.add_error(None, _("从您这里连着来了很多次，请过 {n} 分钟再按。").format(n=WINDOW // 60))
        return None
    link = link_for(said["press"], row.code, said["name"], said["phone"])
    user = request.user if request.user.is_authenticated and not said["helper"] else None
    wish = form.wish(link=link, user=user)
    for field, fault in reasons(row, wish, now()):
        refuse(form, fault, field or None)
    return None if form.errors else _entered(request, row, form, wish)


def _entered(request: HttpRequest, row: Activity, form: SignUpForm, wish: Wish) -> HttpResponse | None:
    made = _made_here(request, row, wish)
    same = [(link, one) for link, one in made if signups.same_spelling(one, wish.name)]
    if same:
        return _again(request, *same[0], wish)
    if made and not form.cleaned_data.get("another"):
        form.ask_whether_another()
        return None
    try:
        actions.sign_up(visitor(request), row, wish)
    except Fault as fault:
        refuse(form, fault)
        return None
    return redirect("on:mine", link=wish.link)


def _again(request: HttpRequest, link: str, made: Registration, wish: Wish) -> HttpResponse:
    """Lead back to their page; what was said about photos this time holds, and what else was said is asked for."""
    if wish.photos:
        after.answer_photos(visitor(request), made, wish.photos)
    if wish.party != made.party:
        messages.info(request, _("您已经报过名了。来几个人没有改：要改，在下面改。"))
    return redirect("on:mine", link=link)


def _made_here(request: HttpRequest, row: Activity, wish: Wish) -> list[tuple[str, Registration]]:
    """Return whoever may be the same and signed up with this very telephone, with their links.

    Only they are told that they are in: to everybody else a name and a telephone that are in are as any others, and
    the desk sees who may have signed up twice. Otherwise whoever knows both would learn who comes.
    """
    kept = [(link, one) for link, one in signups.by_links(remembered(request)) if one.activity_id == row.pk]
    return [(link, one) for link, one in kept if signups.may_be(one, wish.name, wish.phone)]


@public("what is on is for everybody")
def share(_request: HttpRequest, code: str) -> HttpResponse:
    """Answer the picture a link to the activity is shown with; nothing about any person stands on it."""
    answer = HttpResponse(picture(queries.public_activity(code)), content_type="image/png")
    patch_cache_control(answer, public=True, max_age=MINUTES)
    return answer


@public("what is on is for everybody")
def photo(_request: HttpRequest, code: str, photo: int) -> HttpResponse:
    """Answer a photo that was let out, of an activity that is over."""
    row = queries.public_activity(code)
    if row.state not in DONE:
        raise Http404
    return jpeg(photos.access_photo(row, photo, shown=True).jpeg)


@public("what is on is for everybody")
def crowd(request: HttpRequest, code: str) -> HttpResponse:
    """Answer how full the zones are just now, for a page that asks every half minute."""
    row = queries.public_activity(code)
    answer = render(request, "on/_crowd.html", {"activity": row, "crowd": crowds.shown(row, now())})
    answer["Cache-Control"] = PRIVATE
    return answer


@public("what is on is for everybody")
def calendar(request: HttpRequest, code: str) -> HttpResponse:
    """Give the activity as a calendar file, under the name it has in a calendar one subscribes to."""
    row = queries.public_activity(code)
    url = site.address(request, reverse("on:activity", args=[row.code]))
    event = activity_event(row, url, last_written([row]).get(row.pk))
    answer = HttpResponse(calendar_of([replace(event, alarms=ALARMS)], row.shown_title), content_type=ICS)
    answer["Content-Disposition"] = f'attachment; filename="{row.code}.ics"'
    return answer

"""The door, on a phone: found by number, name or initials, one press and they are in; and what a script sends."""

from __future__ import annotations

import json
import secrets
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yike.core.look.faults import refuse, told
from yike.core.look.middleware import POLICY
from yike.core.look.storage import BUILT, version
from yike.core.rights.by import By, by_of
from yike.core.rights.guard import guarded
from yike.engines.faults import Fault
from yike.rooms.almanac.actions import door as actions
from yike.rooms.almanac.forms import door as forms
from yike.rooms.almanac.models.activities import Activity
from yike.rooms.almanac.models.signups import Counted, Seen
from yike.rooms.almanac.queries import activities, crowds, signups
from yike.rooms.almanac.rules import signups as rules

SHOWN = 60  # found on one screen


def at_door(request: HttpRequest, pk: int) -> Activity:
    """Return an activity at whose door this person may stand. Raises ``Http404``."""
    row = activities.access_door(request.user, pk)
    if not rules.may_door(request.user, row):
        raise Http404
    return row


@guarded(rules.DOOR)
def door(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who is expected; complete without scripts, and with them without network."""
    row, text = at_door(request, pk), request.GET.get("q", "")[:30]
    return _page(request, row, text)


def _page(request: HttpRequest, row: Activity, text: str = "", **more: Any) -> HttpResponse:
    found = signups.find(signups.expected(row), text)
    shown = {
        "activity": row,
        "rows": found[:SHOWN],
        "more": max(0, len(found) - SHOWN),
        "q": text,
        "figures": signups.figures(row),
        "count": signups.headcount(row),
        "zoned": crowds.zoned(row),
        "walk": forms.WalkInForm(row, initial={"party": 1, "key": secrets.token_urlsafe(16)}),
        "heads": forms.CountForm(initial={"key": secrets.token_urlsafe(16)}),
        "words": json.dumps(_words(), ensure_ascii=False),
    }
    answer = render(request, "almanac/door.html", shown | more, status=422 if more else 200)
    answer["Cache-Control"] = "private, no-store"
    answer["Permissions-Policy"] = POLICY.replace(
        "camera=()", "camera=(self)"
    )  # codes are scanned here alone
    return answer


def _words() -> dict[str, str]:
    """Return what the script says."""
    return {
        "kept": _("这部手机上存着 {n} 条，有网络就发出，不用再按一次。"),
        "sent": _("都已发出。"),
        "in": _("签到"),
        "there": _("来了"),
        "drop": _("不要了"),
        "none": _("没有找到，可以登记直接来的人。"),
        "offline": _("没有网络，名单是 {when} 存的，照常签到。"),
        "party": _("{n} 人"),
        "lost": _("没有记下来：这部手机存不了。请换一部手机，或者先记在纸上。"),
        "strange": _("这个码不在名单里，请报号或报名字。"),
        "already": _("{number} {name} 已经签到过了。"),
        "entered": _("{number} {name} 签到了。"),
        "dark": _("用不了摄像头，请报号或报名字。"),
    }


@guarded(rules.DOOR)
@require_POST
def check_in(request: HttpRequest, pk: int, signup: int) -> HttpResponse:
    """Let somebody in."""
    row = at_door(request, pk)
    found = signups.access_signup(row, signup)
    seen = request.POST.get("seen", "")
    try:
        made = actions.check_in(by_of(request), found, seen=seen if seen in Seen.values else Seen.NUMBER)
    except Fault as fault:
        messages.error(request, told(fault))
    else:
        messages.success(request, _("{number} 号签到了，{n} 人。").format(number=made, n=made.came))
    return redirect("almanac:door", row.pk)


@guarded(rules.DOOR)
@require_POST
def check_out(request: HttpRequest, pk: int, signup: int) -> HttpResponse:
    """Take a wrong check-in back."""
    row = at_door(request, pk)
    try:
        actions.check_out(by_of(request), signups.access_signup(row, signup))
    except Fault as fault:
        messages.error(request, told(fault))
    return redirect("almanac:door", row.pk)


@guarded(rules.DOOR)
@require_POST
def walk_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Take down somebody who has not signed up."""
    row = at_door(request, pk)
    form = forms.WalkInForm(row, request.POST)
    if form.is_valid():
        said = form.cleaned_data | {"party": form.cleaned_data["party"] or 1}
        try:
            made = actions.walk_in(by_of(request), row, **said)
        except Fault as fault:
            refuse(form, fault, "phone" if "电话" in fault.zh else None)
        else:
            messages.success(request, _("{number} 号签到了，{n} 人。").format(number=made, n=made.came))
            return redirect("almanac:door", row.pk)
    return _page(request, row, walk=form)


@guarded(rules.DOOR)
@require_POST
def count(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep how many heads there are."""
    row, form = at_door(request, pk), forms.CountForm(request.POST)
    if form.is_valid():
        try:
            actions.count_heads(by_of(request), row, **form.cleaned_data)
        except Fault as fault:
            refuse(form, fault, "people")
        else:
            messages.success(request, _("已记下。"))
            return redirect("almanac:door", row.pk)
    return _page(request, row, heads=form)


@guarded(rules.DOOR)
@require_POST
def kept(request: HttpRequest, pk: int) -> JsonResponse:
    """Take one thing a phone kept while it had no network; sent again, it is done once."""
    row, form = at_door(request, pk), forms.KeptForm(request.POST)
    if not form.is_valid():
        wrong = [str(text) for errors in form.errors.values() for text in errors]
        return JsonResponse({"wrong": wrong}, status=422)
    try:
        number = _done(by_of(request), row, form.cleaned_data)
    except Fault as fault:
        return JsonResponse({"wrong": [told(fault)]}, status=422)
    except Http404:
        return JsonResponse({"wrong": [_("名单里没有这个号。")]}, status=422)
    return JsonResponse({"number": number}, status=201)


def _done(by: By, row: Activity, said: dict[str, Any]) -> str:
    if said["what"] == "in":
        found = signups.by_number(row, said["number"] or 0)
        return str(
            actions.check_in(by, found, seen=said["seen"] or Seen.NUMBER, came=said["party"], at=said["at"])
        )
    if said["what"] == "walk":
        more = {name: said[name] for name in ("name", "phone", "key", "at", "photos")}
        return str(actions.walk_in(by, row, party=said["party"] or 1, **more))
    how = said["how"] or Counted.COUNT
    made = actions.count_heads(by, row, people=said["people"] or 0, how=how, key=said["key"], at=said["at"])
    return str(made)


@guarded(rules.DOOR)
@require_safe
def listed(request: HttpRequest, pk: int) -> JsonResponse:
    """Answer the list a phone takes along: number, masked name, how it may be typed, how many, there or not."""
    row = at_door(request, pk)
    answer = JsonResponse({"rows": signups.taken_along(row)})
    answer["Cache-Control"] = "private, no-store"
    return answer


@guarded(None)
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Answer a script that wants to send what was kept: whose session this is, and the token for sending."""
    if not rules.DOOR.allows(request.user):
        raise PermissionDenied(rules.DOOR.code)
    return JsonResponse({"user": str(request.user.pk), "token": get_token(request)})


@guarded(None)
@require_safe
def worker(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - every view takes it
    """Answer the service worker. It lies here, not among the static files, so that it reaches no further."""
    script = (BUILT / version() / "doorworker.js").read_text(encoding="utf-8")
    answer = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer

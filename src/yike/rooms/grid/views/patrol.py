"""On patrol, with one hand: tile, photo, send. Complete without scripts; with them, kept in a dead spot."""

from __future__ import annotations

import json
import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yike.core.look.faults import refuse
from yike.core.look.storage import BUILT, version
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded
from yike.engines.faults import Fault
from yike.rooms.grid.actions import cases as actions
from yike.rooms.grid.forms.patrol import PatrolForm
from yike.rooms.grid.models import Case
from yike.rooms.grid.queries.cases.finding import recent_of
from yike.rooms.grid.rules import campaigns
from yike.rooms.grid.rules import cases as rules

RECENT = 5  # reports shown below the form


@guarded(rules.REPORT)
def patrol(request: HttpRequest) -> HttpResponse:
    """Show the form, or take a report: a page answers a page, a script gets JSON."""
    scripted = "application/json" in request.headers.get("Accept", "")
    if request.method != "POST":
        form = PatrolForm(request.user, initial={"key": uuid.uuid4()})
        return _page(request, form)
    form = PatrolForm(request.user, request.POST, request.FILES)
    made = _reported(request, form)
    if scripted:
        return answered(form, made)
    if made is None:
        return _page(request, form)
    messages.success(request, _("已上报，案件号 %(number)s。") % {"number": made})
    return redirect("grid:patrol")


def _page(request: HttpRequest, form: PatrolForm) -> HttpResponse:
    shown = {"form": form, "groups": form.groups(), "recent": recent_of(request.user, RECENT)}
    return render(
        request, "grid/patrol.html", shown | {"words": json.dumps(patrol_words(), ensure_ascii=False)}
    )


def patrol_words() -> dict[str, str]:
    """Return what the script says."""
    return {
        "kept": _("这部手机上存着 {n} 条，有网络就发出，不用再报一次。"),
        "sent": _("已上报，案件号 {number}。"),
        "kind": _("请先点一类。"),
        "photo": _("请拍一张现场照片。"),
        "after": _("当场处理好了，请再拍一张处理后的照片。"),
        "shot": _("拍照"),
        "shots": _("已拍 {n} 张"),
        "found": _("已定位，误差约 {n} 米。"),
        "drop": _("不要了"),
    }


def _reported(request: HttpRequest, form: PatrolForm) -> Case | None:
    """Keep a report; None where the form says what is wrong."""
    if not form.is_valid():
        return None
    try:
        return actions.report(by_of(request), form.said())
    except Fault as fault:
        refuse(form, fault, "before")
        return None


def answered(form: PatrolForm, made: Case | None) -> JsonResponse:
    """Answer a script: the number, or what is wrong, which no sending again will mend."""
    if made is None:
        wrong = [str(text) for errors in form.errors.values() for text in errors]
        return JsonResponse({"wrong": wrong}, status=422)
    return JsonResponse({"number": made.number, "href": made.get_absolute_url()}, status=201)


@guarded(None)
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Answer a script that wants to send what was kept: whose session this is, and the token for sending."""
    if not (rules.REPORT.allows(request.user) or campaigns.WALK.allows(request.user)):
        raise PermissionDenied(rules.REPORT.code)
    return JsonResponse({"user": str(request.user.pk), "token": get_token(request)})


@guarded(None)
@require_safe
def worker(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - every view takes it
    """Answer the service worker. It lies here, not among the static files, so that it reaches no further."""
    script = (BUILT / version() / "patrolworker.js").read_text(encoding="utf-8")
    answer = HttpResponse(script, content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer

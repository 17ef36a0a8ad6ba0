"""The list of whistles, the page of one, and the screen on which one is blown."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from yike.core.deadlines.models import Deadline
from yike.core.deadlines.queries import running_of_many
from yike.core.look.faults import refuse
from yike.core.look.pages import paged
from yike.core.record.clock import now
from yike.core.record.queries import timeline
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded
from yike.engines.faults import Fault
from yike.rooms.grid import rules
from yike.rooms.grid.actions import whistles as actions
from yike.rooms.grid.forms.whistles import WhistleForm
from yike.rooms.grid.models import Case, Request
from yike.rooms.grid.models.whistles import (
    SOUNDING,
    CallState,
    Whistle,
    WhistleCall,
    WhistleState,
    WhistleTask,
)
from yike.rooms.grid.places import in_china
from yike.rooms.grid.queries import whistles as queries
from yike.rooms.grid.queries.cases.finding import access_case
from yike.rooms.grid.queries.causes import cause_of
from yike.rooms.grid.queries.requests import access_request
from yike.rooms.grid.views.doing import PAGE
from yike.rooms.grid.views.whistles import buttons


def asked(request: HttpRequest) -> QuerySet[Whistle]:
    """Return the whistles a list is asked for, with the units each calls."""
    lists = {"open": queries.still_open, "all": queries.visible_to}
    found = lists.get(request.GET.get("show", ""), queries.mine)(request.user)
    return queries.find(found, request.GET.get("q", "")[:60]).prefetch_related("calls__unit")


@guarded(rules.COME)
def whistles(request: HttpRequest) -> HttpResponse:
    """Show what waits for this person, what is open, or all whistles, with a search."""
    page = paged(request, asked(request), PAGE)
    context = {
        "page": page,
        "rows": [(whistle, queries.standing(whistle.calls.all())) for whistle in page],
        "shown": request.GET.get("show", ""),
        "q": request.GET.get("q", "")[:60],
        "mine": queries.mine(request.user).count(),
        "open": queries.still_open(request.user).count(),
        "may_call": rules.CALL.allows(request.user),
    }
    return render(request, "grid/whistles.html", context)


@guarded(rules.COME)
def whistle(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a whistle: who comes, what was agreed, what this person can do now. Opening it is reading it."""
    row = queries.access_whistle(request.user, pk)
    calls = queries.calls(row)
    for call in calls:
        if call.state == CallState.CALLED and rules.is_called(request.user, call):
            actions.read_call(by_of(request), call)
    return render(request, "grid/whistle.html", _context(request, queries.access_whistle(request.user, pk)))


def _context(request: HttpRequest, row: Whistle) -> dict[str, Any]:
    calls, tasks, user = queries.calls(row), queries.tasks(row), request.user
    parts = [f"grid.whistlecall:{call.pk}" for call in calls]
    parts += [f"grid.whistletask:{task.pk}" for task in tasks]
    leads, called = rules.leads(user, row), buttons.rows(user, row, calls, now())
    arrows, after = buttons.moves(user, row, calls, tasks), buttons.waits_for_approval(user, row)
    return {
        "whistle": row,
        "calls": called,
        "next": buttons.next_of(called, arrows, after=after),
        "tasks": [(task, task.done_at is None and rules.may_do_task(user, task)) for task in tasks],
        "arrows": arrows,
        "after": after,
        "editable": leads and row.state == WhistleState.DRAFT,
        "code": row.code if row.state in SOUNDING and rules.may_know_code(user, row, calls) else "",
        "sounding": row.state in SOUNDING,
        "handling": row.state == WhistleState.HANDLING,
        "again": queries.again(user, row),
        "cause": cause_of(user, row),
        "deadlines": _deadlines(row, calls, tasks),
        "history": timeline(row.recorded_subject(), *parts, limit=300),
    }


def _deadlines(
    row: Whistle, calls: list[WhistleCall], tasks: list[WhistleTask]
) -> list[tuple[Deadline, str]]:
    """Return what is still to be kept, each with whose it is, the next first."""
    parts = {f"grid.whistlecall:{one.pk}": one.unit.name for one in calls}
    parts |= {f"grid.whistletask:{one.pk}": one.unit.name for one in tasks}
    return [(one, parts.get(one.of, "")) for one in running_of_many([row.recorded_subject(), *parts])]


@guarded(rules.COME)
def part(request: HttpRequest, what: str, pk: int) -> HttpResponse:
    """Lead from a call or a measure, as deadlines name them, to its whistle."""
    return redirect(queries.whistle_of(request.user, what, pk))


@guarded(rules.CALL)
def new(request: HttpRequest) -> HttpResponse:
    """Blow a whistle on one screen; ``?where=lon,lat`` is where the phone is."""
    form = WhistleForm(request.user, request.POST or None, initial=where_of(request))
    if request.method == "POST" and form.is_valid():
        row = _kept(request, form)
        if row is not None:
            messages.success(request, _said(row))
            return redirect(row)
    return render(request, "grid/whistle_form.html", {"form": form, "placed": where_of(request)})


@guarded(rules.CALL)
def new_for(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    """Blow a whistle for a request or a case: the same screen, filled in with its place and words."""
    access = {"request": access_request, "case": access_case}[what]
    cause: Any = access(request.user, pk)
    if not rules.may_whistle_for(request.user, cause):
        raise PermissionDenied(rules.CALL.code)
    initial = WhistleForm.initial_for(cause) | where_of(request)
    form = WhistleForm(request.user, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        row = _kept(request, form, cause=cause)
        if row is not None:
            messages.success(request, _said(row))
            return redirect(row)
    shown = {"form": form, "placed": where_of(request), "cause": cause, "back": cause.get_absolute_url()}
    return render(request, "grid/whistle_form.html", shown)


def where_of(request: HttpRequest) -> dict[str, float]:
    """Return the position in the address of the page; nothing where it is none."""
    lon, _comma, lat = request.GET.get("where", "").partition(",")
    try:
        where = {"lon": float(lon), "lat": float(lat)}
    except ValueError:
        return {}
    return where if in_china(**where) else {}


def _kept(
    request: HttpRequest, form: WhistleForm, row: Whistle | None = None, cause: Request | Case | None = None
) -> Whistle | None:
    try:
        if row is None:
            return actions.make_whistle(by_of(request), **form.cleaned_data, cause=cause)
        return actions.change_whistle(by_of(request), row, **form.cleaned_data)
    except Fault as fault:
        refuse(form, fault)
        return None


def _said(row: Whistle) -> str:
    if row.state == WhistleState.BLOWN:
        return _("已吹响 {number}，各单位已通知。").format(number=row.number)
    return _("{number} 已送审，同意后马上吹响。").format(number=row.number)


@guarded(rules.CALL)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write a returned whistle anew and send it again."""
    row = queries.access_whistle(request.user, pk)
    if row.state != WhistleState.DRAFT or not rules.leads(request.user, row):
        return redirect(row)
    initial = WhistleForm.initial_of(row, queries.calls(row))
    form = WhistleForm(request.user, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid() and _kept(request, form, row) is not None:
        row = queries.access_whistle(request.user, pk)
        messages.success(request, _said(row))
        return redirect(row)
    return render(request, "grid/whistle_form.html", {"form": form, "whistle": row})

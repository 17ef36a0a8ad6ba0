"""Co-units' parts on the desk: asked for on the request's page, answered on a page that shows little else."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from yike.core.look.pages import paged
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded
from yike.rooms.grid import rules
from yike.rooms.grid.actions.requests.parting import answer_part, ask_part, call_off_part
from yike.rooms.grid.forms.parts import AnswerPartForm, AskPartForm, CallOffForm
from yike.rooms.grid.queries import requests as queries
from yike.rooms.grid.queries.requests.parts import access_part, waiting_for
from yike.rooms.grid.rules.parts import may_answer, may_ask
from yike.rooms.grid.views.doing import PAGE, done


@guarded(rules.HANDLE)
def index(request: HttpRequest) -> HttpResponse:
    """List the parts that wait for the own unit, what is due first."""
    return render(request, "grid/parts.html", {"page": paged(request, waiting_for(request.user), PAGE)})


@guarded(rules.DESK)
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask another unit to help with a request."""
    row = queries.access_request(request.user, pk)
    if not may_ask(request.user, row):
        raise PermissionDenied(rules.HANDLE.code)
    form = AskPartForm(row, request.POST or None)
    if done(request, form, lambda: ask_part(by_of(request), row, **form.said()), _("已请它协办。")):
        return redirect(row)
    return render(
        request, "grid/part_ask.html", {"form": form, "row": row}, status=422 if form.errors else 200
    )


@guarded(rules.DESK)
def part(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a part to the unit that was asked, with what it needs and no more; others are led to the request."""
    row = access_part(request.user, pk)
    if not may_answer(request.user, row):
        return redirect(row.request)
    form = AnswerPartForm(request.POST or None)
    if done(request, form, lambda: answer_part(by_of(request), row, **form.cleaned_data), _("已答复。")):
        return redirect(row)
    return render(request, "grid/part.html", {"form": form, "part": row}, status=422 if form.errors else 200)


@guarded(rules.DESK)
def off(request: HttpRequest, pk: int) -> HttpResponse:
    """Call a part off, with a reason."""
    row = access_part(request.user, pk)
    if not may_ask(request.user, row.request):
        raise PermissionDenied(rules.HANDLE.code)
    form = CallOffForm(request.POST or None)
    if done(
        request,
        form,
        lambda: call_off_part(by_of(request), row, **form.cleaned_data),
        _("已告诉它不用协办了。"),
    ):
        return redirect(row.request)
    shown = {"form": form, "part": row, "row": row.request}
    return render(request, "grid/part_off.html", shown, status=422 if form.errors else 200)

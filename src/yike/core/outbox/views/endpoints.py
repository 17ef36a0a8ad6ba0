"""Endpoints: the list, adding, changing, trying out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from yike.core.look.faults import refuse, told
from yike.core.look.pages import paged
from yike.core.outbox import actions, queries, rules
from yike.core.outbox.forms import EndpointForm
from yike.core.outbox.models import Endpoint
from yike.core.outbox.owners import owner_of
from yike.core.record.queries import timeline
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded
from yike.engines.faults import Fault


@guarded(rules.KEEP)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """Show the endpoints a person keeps, and how each of them fares."""
    return render(
        request,
        "outbox/endpoints.html",
        {"page": paged(request, queries.endpoints_visible_to(request.user)), "working": queries.working()},
    )


@guarded(rules.KEEP)
def add(request: HttpRequest) -> HttpResponse:
    """Add an endpoint."""
    form = EndpointForm(request.user, request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid() and (made := _kept(request, form)):
        messages.success(request, _("已添加。发一条测试消息，看看群里收没收到。"))
        return redirect("outbox:endpoint", made.pk)
    return render(request, "outbox/endpoint.html", {"form": form})


@guarded(rules.KEEP)
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Show and change one endpoint; its key is not shown."""
    found = queries.access_endpoint(request.user, pk)
    form = EndpointForm(request.user, request.POST if request.method == "POST" else None, endpoint=found)
    if form.is_bound and form.is_valid() and _kept(request, form):
        messages.success(request, _("已保存。"))
        return redirect("outbox:endpoint", pk)
    shown = {"form": form, "endpoint": found, "owner": owner_of(request.user, found)}
    shown["history"] = timeline(found.recorded_subject())
    return render(request, "outbox/endpoint.html", shown)


def _kept(request: HttpRequest, form: EndpointForm) -> Endpoint | None:
    """Add or change what the form says; None where that is refused, which the form then tells."""
    values: dict[str, Any] = dict(form.cleaned_data)
    try:
        if form.endpoint is None:
            return actions.add_endpoint(by_of(request), **values)
        return actions.change_endpoint(by_of(request), form.endpoint, **values)
    except Fault as fault:
        refuse(form, fault, "address")
        return None


@guarded(rules.KEEP)
@require_POST
def test(request: HttpRequest, pk: int) -> HttpResponse:
    """Post a test message."""
    found = queries.access_endpoint(request.user, pk)
    try:
        sent = actions.post_test(by_of(request), found)
        messages.success(request, _("测试消息已交给发件程序，几秒钟内发出。"))
    except Fault as fault:
        messages.error(request, told(fault))
        return redirect("outbox:endpoint", pk)
    if rules.SEE.allows(request.user, found.area):
        return redirect(sent.get_absolute_url())
    return redirect("outbox:endpoint", pk)

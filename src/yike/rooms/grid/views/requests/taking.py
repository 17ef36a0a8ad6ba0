"""Taking a request down for somebody: on the telephone, at the counter, from a card or a book."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from yike.core.look.faults import refuse
from yike.core.rights.by import By, by_of
from yike.core.rights.guard import guarded
from yike.engines.faults import Fault
from yike.rooms.grid import rules
from yike.rooms.grid.actions import requests as actions
from yike.rooms.grid.actions.requests import NewRequest
from yike.rooms.grid.door import emergency
from yike.rooms.grid.forms.requests import TakeForm
from yike.rooms.grid.models import Request


@guarded(rules.TAKE)
def take(request: HttpRequest) -> HttpResponse:
    """Take a request down and show it."""
    form = TakeForm(request.user, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = _taken(by_of(request), form)
        except Fault as fault:
            refuse(form, fault, "phone" if "电话号码" in fault.zh else "words")
        else:
            messages.success(request, _("已登记，登记号 {number}。").format(number=row.number))
            return redirect("grid:request", row.pk)
    calls = emergency.calls(form.data.get("words", "")) if form.is_bound else []
    shown = {"form": form, "calls": calls}
    return render(request, "grid/request_take.html", shown, status=422 if form.errors else 200)


def _taken(by: By, form: TakeForm) -> Request:
    said = form.cleaned_data
    new = NewRequest(
        words=said["words"],
        place=form.place(),
        source=said["source"],
        kind=said["kind"],
        category=form.category_chosen(),
        name=said["name"],
        phone=said["phone"],
        behalf=said["behalf"],
        secret=said["secret"],
        urgent=said["urgent"] or bool(emergency.calls(said["words"])),
        link=form.link(),
        photos=said["photos"],
    )
    return actions.take_request(by, new)  # for whom: in the row alone, masked in the history

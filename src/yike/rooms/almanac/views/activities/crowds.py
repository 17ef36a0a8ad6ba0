"""The zones of an open day on the phone of whoever counts there: one more, one less, or so many."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from yike.core.look.faults import told
from yike.core.record.clock import now
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded
from yike.engines.faults import Fault
from yike.rooms.almanac.actions import door as actions
from yike.rooms.almanac.forms.door import CrowdForm
from yike.rooms.almanac.models.parts import Part
from yike.rooms.almanac.queries import crowds as queries
from yike.rooms.almanac.rules import signups as rules
from yike.rooms.almanac.views.activities.door import at_door

STEPS = {"more": 1, "less": -1}


@guarded(rules.DOOR)
@require_safe
def crowds(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the zones, each with how many are there."""
    row = at_door(request, pk)
    return render(request, "almanac/crowds.html", _shown(row, None, None))


def _shown(row: object, wrong: Part | None, form: CrowdForm | None) -> dict[str, object]:
    """Return each zone with its form; the one that could not be taken keeps what was typed."""
    zones = [
        (one, form if wrong and form and one.part.pk == wrong.pk else CrowdForm.of(one.part))
        for one in queries.zones(row, now())  # type: ignore[arg-type]
    ]
    return {"activity": row, "zones": zones}


@guarded(rules.DOOR)
@require_POST
def step(request: HttpRequest, pk: int, zone: int, what: str) -> HttpResponse:
    """Take one person more or one less."""
    if what not in STEPS:
        raise Http404
    found = queries.access_zone(at_door(request, pk), zone)
    try:
        actions.step_crowd(by_of(request), found, STEPS[what])
    except Fault as fault:
        messages.error(request, told(fault))
    return redirect(f"{reverse('almanac:crowds', args=[pk])}#zone-{zone}")


@guarded(rules.DOOR)
@require_POST
def say(request: HttpRequest, pk: int, zone: int) -> HttpResponse:
    """Take how many are there, and how many it can hold."""
    row = at_door(request, pk)
    found = queries.access_zone(row, zone)
    form = CrowdForm(request.POST, prefix=str(zone))
    if not form.is_valid():
        return render(request, "almanac/crowds.html", _shown(row, found, form), status=422)
    try:
        actions.set_crowd(by_of(request), found, **form.cleaned_data)
    except Fault as fault:
        messages.error(request, told(fault))
    return redirect(f"{reverse('almanac:crowds', args=[pk])}#zone-{zone}")

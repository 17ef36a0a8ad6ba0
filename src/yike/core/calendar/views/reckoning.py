"""A deadline to try: anybody on the staff may ask the calendar before promising anything."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from yike.core.calendar import queries, rules
from yike.core.calendar.forms import ReckonForm
from yike.core.look.faults import language, refuse
from yike.core.rights.guard import guarded
from yike.engines.faults import Fault
from yike.engines.worktime import Term, explain, moments, reckon


@guarded(rules.SEE)
@require_GET
def ask(request: HttpRequest) -> HttpResponse:
    """Show when a limit ends, how that was reckoned, and when to be reminded."""
    form = ReckonForm(request.GET)
    return render(request, "calendar/reckon.html", {"form": form, **_answer(form)})


def _answer(form: ReckonForm) -> dict[str, Any]:
    if not form.is_bound or not form.is_valid():
        return {}
    try:
        clock = queries.work_clock(form.cleaned_data["office"])
        found = reckon(Term(form.cleaned_data["received"], form.limit), clock)
        half, most, _whole = moments(found)
        sentence = explain(found)
    except Fault as fault:
        refuse(form, fault)
        return {}
    return {"due": found.due, "half": half, "most": most, "sentence": getattr(sentence, language())}

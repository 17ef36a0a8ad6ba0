"""The numbers page: what was published, whom it reached and how soon, each number opening its records."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yike.core.record import rules as record_rules
from yike.core.record.clock import today
from yike.core.record.forms import FigureQuestion
from yike.core.rights.guard import guarded
from yike.rooms.almanac.queries import counts
from yike.rooms.almanac.rules import issues as rules


class Question(FigureQuestion):
    """In which area, from when until when."""

    split: Any = None


@guarded(rules.SEE)
def numbers(request: HttpRequest) -> HttpResponse:
    """Show the numbers of some days as a newspaper would print them."""
    form = Question(request.user, request.GET, since=today().replace(day=1))
    if not form.is_valid():
        return render(request, "almanac/numbers.html", {"form": form})
    asked = form.cleaned_data
    area, since, until = asked["area"], asked["since"], asked["until"]
    shown = {
        "form": form,
        "area": area,
        "month": counts.counted(area, since, until),
        "spans": _spans(area),
        **_behind(request.user, area, since, until),
    }
    if request.GET.get("show") == "groups":
        shown["groups"] = counts.groups_reached(area, since, until)
    return render(request, "almanac/numbers.html", shown)


def _behind(user: Any, area: Any, since: date, until: date) -> dict[str, Any]:
    """Return where the records behind each number are; nowhere for who may not count."""
    query = {"area": area.pk, "since": since.isoformat(), "until": until.isoformat()}
    told: dict[str, Any] = {"proof": f"?{urlencode(query | {'show': 'groups'})}#groups"}
    if record_rules.COUNT.allows(user, area):
        for name, code in CODES.items():
            address = reverse("record:figure", args=[code])
            told[name] = f"{address}?{urlencode(query | {'split': 'month'})}"
    return told


CODES = {
    "of_issues": "almanac.issues",
    "of_entries": "almanac.entries",
    "of_groups": "almanac.groups_reached",
    "of_deliveries": "almanac.households_told",
    "of_asked": "almanac.question.due",
    "of_in_time": "almanac.question.met",
}


def _spans(area: Any) -> list[tuple[Any, str]]:
    """Return the spans that are asked for most, each as the end of an address."""
    month = today().replace(day=1)
    before = (month - timedelta(days=1)).replace(day=1)
    first = counts.first_day(area) or month
    spans = (
        (_("本月"), month, today()),
        (_("上月"), before, month - timedelta(days=1)),
        (_("今年"), month.replace(month=1), today()),
        (_("有记录以来"), first, today()),
    )
    return [
        (name, f"?{urlencode({'area': area.pk, 'since': since.isoformat(), 'until': until.isoformat()})}")
        for name, since, until in spans
    ]

"""The numbers page: what was published, whom it reached and how soon, each number opening its records."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from yike.core.areas.models import Area
from yike.core.look.pages import paged
from yike.core.record import rules as record_rules
from yike.core.record.clock import today
from yike.core.rights.guard import guarded
from yike.rooms.almanac.forms.issues import NumbersQuestion
from yike.rooms.almanac.models.activities import ActivityKind
from yike.rooms.almanac.queries import activities, counts, sessions
from yike.rooms.almanac.rules import activities as activity_rules
from yike.rooms.almanac.rules import issues as rules


@guarded(rules.SEE)
def numbers(request: HttpRequest) -> HttpResponse:
    """Show the numbers of some days as a newspaper would print them."""
    form = NumbersQuestion(request.user, request.GET, since=today().replace(day=1))
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
    return render(request, "almanac/numbers.html", shown | _sessions(request, area, since, until))


def _sessions(request: HttpRequest, area: Area, since: date, until: date) -> dict[str, Any]:
    """Return how many activities of each kind were held, and where asked for those of one kind or all."""
    rows, kind = sessions.held(area, since, until), request.GET.get("kind", "")
    query = {"area": area.pk, "since": since.isoformat(), "until": until.isoformat(), "show": "sessions"}
    kinds = [(one, f"?{urlencode(query | {'kind': one.kind})}#sessions") for one in sessions.by_kind(rows)]
    told: dict[str, Any] = {
        "holders": sessions.holders(rows),
        "kinds": kinds,
        "of_sessions": f"?{urlencode(query)}#sessions",
    }
    if request.GET.get("show") != "sessions":
        return told
    if kind in ActivityKind.values:
        rows = rows.filter(kind=kind)
    page = paged(request, sessions.measured(rows))
    page.object_list = sessions.with_heads(page.object_list)
    seen = activities.visible_to(request.user).filter(pk__in=[one.pk for one in page.object_list])
    return told | {"sessions": page, "opens": set(seen.values_list("pk", flat=True))}


def _behind(user: Any, area: Any, since: date, until: date) -> dict[str, Any]:
    """Return where the records behind each number are; nowhere for who may not count."""
    query = {"area": area.pk, "since": since.isoformat(), "until": until.isoformat()}
    told: dict[str, Any] = {"proof": f"?{urlencode(query | {'show': 'groups'})}#groups"}
    if activity_rules.PLAN.allows(user, area):
        told["hours"] = f"{reverse('almanac:hours')}?{urlencode(query)}"
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
    "of_signed": "almanac.visits.signed",
    "of_counted": "almanac.visits.counted",
    "of_estimated": "almanac.visits.estimated",
    "of_people": "almanac.visitors",
    "of_volunteers": "almanac.volunteers",
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

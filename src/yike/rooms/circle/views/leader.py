"""The leader's page, one screen and one A4; and where new points should go, each with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language

from yike.core.areas.models import Area
from yike.core.look.faults import refuse
from yike.core.record.clock import today
from yike.core.record.counting import how_many, record_of
from yike.core.rights.guard import guarded
from yike.engines.faults import Fault
from yike.rooms.circle import rules
from yike.rooms.circle.board import tables
from yike.rooms.circle.board.asked import ANY, Asked
from yike.rooms.circle.forms.plans import SiteForm
from yike.rooms.circle.queries.cover import trend
from yike.rooms.circle.queries.plans import plans
from yike.rooms.circle.views.board import present_town

if TYPE_CHECKING:
    from yike.rooms.circle.walking.siting import Proposal
    from yike.rooms.circle.walking.town import Town

KINDS = ("service_station", "service_centre")
WORST = 3
ORDINARY = {"kind": KINDS[0], "add": 1, "weight": "households"}
_best: WeakKeyDictionary[Town, Proposal] = WeakKeyDictionary()  # no town is held for it


@guarded(rules.PLAN)
def leader(request: HttpRequest) -> HttpResponse:
    """Show the page, or say that the streets are being read, or that there are none."""
    town = present_town()
    if isinstance(town, str):
        return render(request, "circle/board_waiting.html", {"why": town}, status=200 if town else 503)
    areas, asked = tables.communities(request.user), Asked(KINDS[0], day=ANY)
    found = town.board(asked.question)
    rows = tables.lines(found, asked.name, areas)
    context = {
        "today": today(),
        "asked": asked,
        "covers": [_cover(town, kind, areas) for kind in KINDS],
        "worst": [row for row in rows if row.households.missed or row.elders.missed][:WORST],
        "missed": asked.query(covered="no"),
        "trend": trend(areas),
        "best": best_site(town),
        "english": (get_language() or "").startswith("en"),
    }
    return render(request, "circle/leader.html", context | _changes(request.user))


def _cover(town: Town, kind: str, areas: list[Area]) -> tuple[str, str, tables.Line]:
    """Return a kind's words, the address of its board, and its cover in all communities shown."""
    asked = Asked(kind, day=ANY)
    rows = tables.lines(town.board(asked.question), kind, areas)
    return asked.label, reverse("circle:board") + asked.query(), tables.summed(rows)


def _changes(user: Any) -> dict[str, Any]:
    """Return how many points have changed this month, and the latest of these changes."""
    answer = how_many(
        "circle.changes",
        since=today().replace(day=1),
        until=today(),
        area_ids=list(rules.PLAN.visible(Area.objects.order_by(), user, "path").values_list("pk", flat=True)),
    )
    latest = answer.facts.select_related("area").defer("area__polygon").order_by("-pk")[:5]
    points = [(fact.day, record_of(fact)) for fact in latest]
    return {"changes": int(answer.total), "changed": [one for one in points if one[1] is not None]}


def best_site(town: Town) -> Proposal:
    """Return where one more service station would help most households; worked out once for each town."""
    if (known := _best.get(town)) is None:
        known = _best[town] = town.sites(Asked(KINDS[0], day=ANY).question, KINDS[0])
    return known


@guarded(rules.PLAN)
def sites(request: HttpRequest) -> HttpResponse:
    """Propose where new points of a kind should go, each with its reason."""
    town, form = present_town(), SiteForm(request.GET or ORDINARY)
    if isinstance(town, str):
        return render(request, "circle/board_waiting.html", {"why": town}, status=200 if town else 503)
    context: dict[str, Any] = {"form": form, "plans": plans(request.user)[:20]}
    if form.is_valid():
        said = form.cleaned_data
        try:
            found = town.sites(
                Asked(said["kind"], day=ANY).question, said["kind"], said["add"], said["weight"]
            )
        except Fault as fault:
            refuse(form, fault)
        else:
            context |= {"found": found, "english": (get_language() or "").startswith("en"), **said}
    return render(request, "circle/sites.html", context)

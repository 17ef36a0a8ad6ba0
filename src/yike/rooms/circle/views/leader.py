"""The leader's page, one screen and one A4: cover and its trend, gaps, changes, what one step would gain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language

from yike.core.areas.models import Area
from yike.core.record.clock import today
from yike.core.record.queries import count_in
from yike.core.record.telling import telling
from yike.core.rights.guard import guarded
from yike.engines import small
from yike.rooms.circle import rules
from yike.rooms.circle.board import tables
from yike.rooms.circle.board.asked import ANY, Asked
from yike.rooms.circle.board.doable import doable
from yike.rooms.circle.measures import COVERED
from yike.rooms.circle.planning.proposals import proposal
from yike.rooms.circle.queries.changes import MEASURE, changes
from yike.rooms.circle.queries.cover import Month, trend
from yike.rooms.circle.queries.plans import planning_roots
from yike.rooms.circle.views.board import present_town, soon, waiting

if TYPE_CHECKING:
    from yike.rooms.circle.walking.siting import Proposal
    from yike.rooms.circle.walking.town import Town

KINDS = ("service_station", "service_centre")
WORST, LATEST = 3, 4
REACHED = COVERED["households", "reached"].code


@dataclass(frozen=True)
class Cover:
    """One kind: its words, the lists of the buildings covered, and its cover in all communities shown."""

    label: str
    href: str
    elders_href: str
    line: tables.Line


@guarded(rules.PLAN)
def leader(request: HttpRequest) -> HttpResponse:
    """Show the page, or say that the streets are being read, or that there are none."""
    town = present_town()
    if isinstance(town, str):
        return waiting(request, town)
    areas, roots, asked = (
        tables.communities(request.user),
        planning_roots(request.user),
        Asked(KINDS[0], day=ANY),
    )
    plain = tables.plainly(request.user, areas)
    rows = tables.lines(town.board(asked.question), asked.name, areas, plain)
    months, total = trend(areas), tables.summed(rows).households
    rough = total.rough or _telling(request.user, roots)
    context = {
        "today": today(),
        "roots": roots,
        "covers": [_cover(town, kind, areas, plain) for kind in KINDS],
        "doable": doable(town, asked.question, areas),
        "worst": tables.gravest(rows, WORST),
        "missed": asked.query(covered="no"),
        "trend": [
            (
                month.first,
                tables.Share(month.reached, month.total, total.plain, rough),
                _figure(REACHED, roots, until=month.last),
            )
            for month in months
        ],
        "rose": _rose(months, total),
        "best": _best(town, areas, tables.tells_all(request.user, areas)),
        "english": (get_language() or "").startswith("en"),
    }
    page = render(request, "circle/leader.html", context | _changes(roots))
    return soon(page, again=context["best"] is None)


def _cover(town: Town, kind: str, areas: list[Area], plain: tables.Plain) -> Cover:
    asked = Asked(kind, day=ANY)
    rows = tables.lines(town.board(asked.question), kind, areas, plain)
    page = reverse("circle:behind_all")
    homes, elders = (page + asked.query(covered="yes", who=who) for who in ("households", "elders"))
    return Cover(asked.label, homes, elders, tables.summed(rows))


def _rose(months: list[Month], now: tables.Share) -> float | None:
    """Return by how many percentage points cover rose since the last month but this, None where unknown."""
    before = [month for month in months if month.first < today().replace(day=1)]
    if not before or before[-1].percent is None or now.percent is None or now.small or now.rough:
        return None
    if not now.plain and small.few(now.covered - before[-1].reached):
        return None
    return now.percent - before[-1].percent


def _figure(
    code: str, roots: list[Area], *, until: date, since: date | None = None
) -> list[tuple[Area, str]]:
    """Return by area the page of a figure that counts what is told here, and no more."""
    days: dict[str, str] = {"until": until.isoformat()} | ({"since": since.isoformat()} if since else {})
    page = reverse("record:figure", args=[code])
    return [(area, f"{page}?{urlencode(days | {'area': str(area.pk)})}") for area in roots]


def _changes(roots: list[Area]) -> dict[str, Any]:
    """Return how many points have changed this month, and which of them last."""
    since = today().replace(day=1)
    inside = [one for area in roots for one in Area.objects.light().filter(path__startswith=area.path)]
    count, latest = changes(inside, since, today(), LATEST)
    return {
        "changes": count,
        "changed": latest,
        "listed": _figure(MEASURE, roots, since=since, until=today()),
    }


def _telling(user: Any, roots: list[Area]) -> bool:
    """Return whether the pages of the kept figures tell tens only, in any of the areas: then so does this one."""
    answers = [count_in(area, REACHED, date.min, today()) for area in roots]
    return any(telling(user, area, one).rough for area, one in zip(roots, answers, strict=True))


def _best(town: Town, areas: list[Area], plain: bool) -> Proposal | None:
    """Return where one more service station would help most households, None while that is worked out."""
    from yike.rooms.circle.walking.siting import Search  # noqa: PLC0415 - compiled code: slow to import

    found = proposal(town, KINDS[0], Search(within=tables.scope(town, areas)))
    return None if found is None else found.told(plain=plain)

"""The cover board: who reaches what on foot, by community; and the list behind each of its numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language

from yike.core.areas.models import Area
from yike.core.areas.queries import drawing
from yike.core.look.faults import told
from yike.core.rights.guard import guarded
from yike.engines.faults import Fault
from yike.engines.reach.standards import RULESETS
from yike.rooms.circle import queries, rules, standing
from yike.rooms.circle.board import tables
from yike.rooms.circle.board.asked import DAYS, RULES, Asked, asked, names
from yike.rooms.circle.board.doable import BANDS, band, doable
from yike.rooms.circle.board.weeks import Day, week
from yike.rooms.circle.door.asked import PACES
from yike.rooms.circle.models import PointKind
from yike.rooms.circle.planning.asking import said
from yike.rooms.circle.planning.sheets import board_numbers
from yike.rooms.circle.queries.streets import ground_around, unnamed_water

if TYPE_CHECKING:
    from yike.rooms.circle.walking.board import Board
    from yike.rooms.circle.walking.town import Town

PATIENCE = 3.0  # seconds that a reader waits for the present edition
LOOK_AGAIN_S = 5  # after which the page looks by itself whether the streets are read
LOW, HIGH = 60.0, 90.0  # percent: below is marked as a fault, from there up as good


def present_town() -> Town | str:
    """Return the town, or why there is none yet, in words."""
    try:
        return standing.town(PATIENCE)
    except standing.Preparing:
        return ""
    except Fault as fault:
        return told(fault)


def waiting(request: HttpRequest, why: str) -> HttpResponse:
    """Say that the streets are being read, and look again by itself; or why there are none."""
    page = render(request, "circle/board_waiting.html", {"why": why}, status=200 if why else 503)
    return soon(page, again=not why)


def soon(page: HttpResponse, *, again: bool) -> HttpResponse:
    """Let a page look ``again`` by itself: what it waits for is being made."""
    if again:
        page.headers["Refresh"] = str(LOOK_AGAIN_S)
    return page


@guarded(rules.PLAN)
def board(request: HttpRequest) -> HttpResponse:
    """Show the board, or say that the streets are being read, or that there are none."""
    question, town = asked(request.GET), present_town()
    context: dict[str, Any] = {"asked": question, **asking()}
    if isinstance(town, str):
        return waiting(request, town)
    areas = tables.communities(request.user)
    plain = tables.plainly(request.user, areas)
    found = town.board(question.question)
    rows = tables.lines(found, question.name, areas, plain)
    context |= {"rows": rows, "sum": tables.summed(rows), "limits": _limits(found), "board": found}
    context |= _beside(town, found, question, areas, plain) | {"files": files("board", question)}
    context |= {"drawing": _drawing(rows, question), **_lists(question)}
    context |= _rated(town, question, areas, rows)
    context |= {"points": reverse("circle:opened") + question.query()}
    return render(request, "circle/board.html", context)


def asking() -> dict[str, Any]:
    """Return what the form of the question offers."""
    days = [(str(number), words) for number, words in enumerate(DAYS)]
    return {
        "names": names(),
        "paces": PACES.items(),
        "days": days,
        "hours": range(24),
        "rules": RULES.items(),
    }


def _rated(town: Town, question: Asked, areas: list[Area], rows: list[tables.Line]) -> dict[str, Any]:
    """Return what part of the items can be done, and how grave the share of blind households is."""
    total = tables.summed(rows).households
    told = total.percent is not None and not (total.small or total.rough)
    tone = band(100.0 - (total.percent or 0.0)) if told else ""
    return {"doable": doable(town, question.question, areas), "band": tone, "band_name": BANDS.get(tone, "")}


def _lists(question: Asked) -> dict[str, str]:
    """Return the lists behind the numbers of households and of elders: who is reached, and who is missed."""
    ways = {"reached": "yes", "missed": "no"}
    return {
        f"{name}_{who}": question.query(covered=covered, who=who)
        for name, covered in ways.items()
        for who in ("households", "elders")
    }


def _limits(found: Board) -> list[dict[str, Any]]:
    """Return the limit of each kind with its source, and whether anybody has verified it."""
    limits, asked_of = found.limits, found.question.ruleset
    english = (get_language() or "").startswith("en")
    source = RULESETS[asked_of][english] if asked_of else ""
    return [
        {
            "kind": PointKind(kind).label if len(found.kinds) > 1 else "",
            "minutes": int(ds) / 600,
            "source": source if rule else "",
            "lacking": "" if rule else source,
            "unverified": kind in limits.unverified,
        }
        for kind, ds, rule in zip(found.kinds, limits.ds, limits.rules, strict=True)
    ]


def files(route: str, question: Asked, *key: int) -> list[tuple[str, str]]:
    """Return what can be taken along, with its address: the board, or the plan with this key."""
    kinds = (("PDF", "paper"), ("PNG", "picture"), ("XLSX", "sheet"), ("GeoJSON", "map"))
    return [(name, reverse(f"circle:{route}_{kind}", args=key) + question.query()) for name, kind in kinds]


def _beside(
    town: Town, found: Board, question: Asked, areas: list[Area], plain: tables.Plain
) -> dict[str, Any]:
    """Return what is told beside the table: blind areas, and the week unless that would take too long."""
    days: list[Day] = week(town, question.question, question.name, tables.scope(town, areas))
    hours = [(one, question.query(day="", on=one.date, hour="", covered="yes")) for one in days]
    return {"blind": tables.blind(town, found, question.name, areas, plain), "week": hours}


def _behind(area: int, question: Asked) -> str:
    return reverse("circle:behind", args=[area]) + question.query(covered="no")


def _drawing(rows: list[tables.Line], question: Asked) -> str:
    areas = [line.area for line in rows if line.area is not None]
    low = {str(line.area.pk) for line in rows if line.area is not None and tone(line) == "warn"}
    return drawing(
        areas,
        link=lambda area: _behind(area.pk, question),
        title=question.label,
        wrong=low,
        water=ground_around(areas),
    )


def tone(line: tables.Line) -> str:
    """Return how a community is marked: by its households, for elders are few in some."""
    percent = line.households.percent
    if percent is None:
        return ""
    return "ok" if percent >= HIGH else "warn" if percent < LOW else ""


@guarded(rules.PLAN)
def board_map(request: HttpRequest) -> HttpResponse:
    """Give the communities with their tone, the blind areas, the water, and the points of the kinds asked about."""
    question, town = asked(request.GET), present_town()
    if isinstance(town, str):
        raise Http404
    areas = tables.communities(request.user)
    found = town.board(question.question)
    rows = tables.lines(found, question.name, areas)
    blind = tables.blind(town, found, question.name, areas)
    leaving = tables.lines(found, question.name, areas, frozenset())
    numbers = {line.area.pk: board_numbers(line) for line in leaving if line.area is not None}
    water = unnamed_water(areas)
    shown = queries.board_geojson(rows, blind, found, question, tone, _behind, water, numbers)
    answer = JsonResponse(shown | {"asked": dict(said(question, areas, request.user))})
    patch_cache_control(answer, private=True, max_age=60)
    return answer

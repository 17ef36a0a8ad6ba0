"""Look at areas: the tree, one area, the map, the problems. All of it works without a map."""

from __future__ import annotations

import hashlib
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import condition, require_safe

from yike.core.areas import queries, rules
from yike.core.areas.checks import Finding
from yike.core.areas.codes import PARENTS
from yike.core.areas.geometry.plane import area_m2
from yike.core.areas.models import Area, AreaLevel
from yike.core.areas.registered import registered
from yike.core.look.faults import language
from yike.core.look.pages import paged
from yike.core.record.queries import timeline
from yike.core.rights.guard import guarded


def link(area: Area) -> str:
    """Return the address of an area's page."""
    return reverse("areas:area", args=[area.pk])


@guarded(rules.SEE)
def tree(request: HttpRequest) -> HttpResponse:
    """Show somebody's areas as a list, or those searched for."""
    asked = request.GET.get("q", "").strip()
    context: dict[str, Any] = {"asked": asked, "may_keep": rules.KEEP.allows(request.user)}
    if asked:
        context["page"] = paged(request, queries.search(request.user, asked))
    else:
        context |= {"rows": queries.tree(request.user), "registered": registered(request.user)}
    return render(request, "areas/tree.html", context)


def level_below(area: Area) -> AreaLevel | None:
    """Return the level an area can hold, None for the lowest."""
    return next((level for level, above in PARENTS.items() if area.level in above), None)


def way(request: HttpRequest, area: Area) -> list[tuple[Area, bool]]:
    """Return the areas around one, each with whether this person may open it."""
    return [(one, rules.SEE.allows(request.user, one)) for one in queries.ancestors(area)]


def numbers(area: Area) -> dict[str, Any]:
    """Return the numbers of an area: its own, else the sum of its grids; ground in hectares."""
    [row] = queries.summed([queries.Row(area, 0)], Area.objects.within(area).open())
    shape = area.shape
    return {
        "grids": row.grids,
        "households": area.households if area.households is not None else row.households,
        "persons": area.persons if area.persons is not None else row.persons,
        "hectares": None if shape is None else area_m2(shape) / 10_000,
    }


@guarded(rules.SEE)
def area(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one area: numbers, map, what is below and beside it, problems, history."""
    found = queries.access_area(request.user, pk)
    may_keep = rules.KEEP.allows(request.user, found)
    own = queries.problems_of(found)
    beside = queries.neighbours(found)
    mine = set(
        queries.visible_to(request.user).filter(pk__in=[a.pk for a in beside]).values_list("pk", flat=True)
    )
    context = {
        "area": found,
        "ancestors": way(request, found),
        "rows": queries.children(found),
        "neighbours": [(a, a.pk in mine) for a in beside],
        "problems": told_problems(own[:5], may_keep),
        "problem_count": len(own),
        "more_problems": max(0, len(own) - 5),
        "registered": registered(request.user, found),
        "history": timeline(found.recorded_subject()),
        "may_keep": may_keep,
        "below": level_below(found),
        "drawing": _drawing(request, found),
        **numbers(found),
    }
    return render(request, "areas/area.html", context)


def _drawing(request: HttpRequest, within: Area) -> str:
    """Return the server's drawing of what is in an area, or of the area itself where nothing is."""
    areas = queries.on_map(request.user, queries.shown_level(within), within)
    shown = areas or [within]
    return queries.drawing(shown, link=link, title=within.name, wrong=_wrong(queries.problems(within)))


def _wrong(problems: list[Finding]) -> set[str]:
    return {key for finding in problems for key in finding.keys}


def told_problems(findings: list[Finding], may_keep: bool) -> list[dict[str, Any]]:
    """Return problems as the pages show them, each with the address of its place."""
    return [
        {"text": f.text(language()), "problem": f.problem, "href": place_of(f, may_keep)} for f in findings
    ]


def place_of(finding: Finding, may_keep: bool) -> str:
    """Return where a problem can be mended: the border, with the map on the place; else the area's page."""
    if finding.problem in ("small", "large") or not may_keep:
        return reverse("areas:area", args=[finding.keys[0]])
    at = "" if finding.at is None else f"?at={finding.at[0]},{finding.at[1]}"
    return reverse("areas:draw", args=[finding.keys[0]]) + at


@guarded(rules.SEE)
def problems(request: HttpRequest) -> HttpResponse:
    """Show what is wrong with borders and sizes in somebody's areas."""
    tops = queries.top_areas(request.user)
    found = [finding for top in tops for finding in queries.problems(top)]
    page = paged(request, found)
    rows = told_problems(list(page), rules.KEEP.allows(request.user))
    return render(request, "areas/problems.html", {"page": page, "rows": rows})


@guarded(rules.SEE)
def map_page(request: HttpRequest) -> HttpResponse:
    """Show somebody's areas of one level on the map; the list beside it is the tree."""
    tops = queries.top_areas(request.user)
    level = queries.shown_level(tops[0] if len(tops) == 1 else None, request.GET.get("level", ""))
    areas = queries.on_map(request.user, level)
    wrong = {key for top in tops for key in _wrong(queries.problems(top))}
    context = {
        "level": level,
        "levels": [one for one in AreaLevel if any(_holds(top, one) for top in tops)],
        "areas": areas,
        "drawing": queries.drawing(
            areas,
            link=link,
            title=_("区域地图"),
            wrong=wrong,
            borders=queries.around(request.user, areas),
        ),
    }
    return render(request, "areas/map.html", context)


def _holds(top: Area, level: AreaLevel) -> bool:
    order = list(AreaLevel)
    return order.index(level) >= order.index(AreaLevel(top.level))


# --- the map's data ---------------------------------------------------------------------------------------


def _etag(request: HttpRequest, pk: int = 0) -> str:
    """Return what the map's data depend on: the areas, the person's scope, the question."""
    scope = ",".join(rules.SEE.paths(request.user))
    asked = f"{queries.version()}|{scope}|{pk}|{request.GET.urlencode()}"
    return f'"{hashlib.sha256(asked.encode()).hexdigest()[:32]}"'


def private(response: HttpResponse) -> HttpResponse:
    """Let only the person's own browser keep an answer, and ask each time whether it still holds."""
    patch_cache_control(response, private=True, no_cache=True)
    return response


@guarded(rules.SEE)
@require_safe
@condition(etag_func=_etag)
def geojson(request: HttpRequest) -> HttpResponse:
    """Answer somebody's areas of a level as GeoJSON."""
    tops = queries.top_areas(request.user)
    level = queries.shown_level(tops[0] if len(tops) == 1 else None, request.GET.get("level", ""))
    wrong = {key for top in tops for key in _wrong(queries.problems(top))}
    return private(JsonResponse(queries.areas_geojson(request.user, level, link=link, wrong=wrong)))


@guarded(rules.SEE)
@require_safe
@condition(etag_func=_etag)
def area_geojson(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer what is in an area as GeoJSON, or the area itself where nothing is."""
    within = queries.access_area(request.user, pk)
    wrong = _wrong(queries.problems(within))
    found = queries.areas_geojson(request.user, queries.shown_level(within), within, link=link, wrong=wrong)
    return private(JsonResponse(found))

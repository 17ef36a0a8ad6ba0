"""The chain on the map: which stairs have an issue, which are asked, which do not answer; with a list beside it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import numpy as np
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control

from yike.core.areas.models import Area
from yike.core.areas.queries import drawing, feature
from yike.core.rights.guard import guarded
from yike.rooms.almanac.models.issues import Issue, IssueVersion
from yike.rooms.almanac.models.packs import TONES, PackState
from yike.rooms.almanac.queries import issues as issue_queries
from yike.rooms.almanac.queries import packs
from yike.rooms.almanac.queries.reach import SIGNS, Ground, Stair, reach
from yike.rooms.almanac.rules import issues as rules

EVERY = 30  # seconds after which map and list are asked for again


def _version(request: HttpRequest, pk: int) -> tuple[Issue, IssueVersion]:
    issue = issue_queries.access_issue(request.user, pk)
    version = issue_queries.last_version(issue)
    if version is None:
        raise Http404
    return issue, version


@guarded(rules.SEE)
def reached(request: HttpRequest, pk: int) -> HttpResponse:
    """Show which stairs have the last version of an issue: the map, and the grids of each community in a list."""
    issue, version = _version(request, pk)
    grounds, stairs = reach(request.user, version)
    rows = packs.progress(request.user, version)
    context = {
        "issue": issue,
        "version": version,
        "every": EVERY,
        "all": packs.together(rows),
        "communities": [(one, _inside(grounds, one.relay.area)) for one in rows if one.relay],
        "legend": _legend(stairs),
        "lost": sum(one.place is None for one in stairs),
        "drawing": _drawn(grounds, stairs, issue.title),
    }
    return render(request, "almanac/reached.html", context)


def _inside(grounds: list[Ground], area: Area) -> list[Ground]:
    return [one for one in grounds if one.area.path.startswith(area.path)]


def _legend(stairs: list[Stair]) -> list[tuple[str, str, str, int]]:
    """Return sign, tone, words and number of stairs of each state."""
    return [
        (SIGNS[state], TONES[state], str(state.label), sum(one.state == state for one in stairs))
        for state in SIGNS
    ]


def _drawn(grounds: list[Ground], stairs: list[Stair], title: str) -> str:
    """Return the drawing for whoever has no scripts: grids, and a dot for each stair in the class of its state."""
    places = {
        f"dots-{state.value}": np.array(
            [one.place for one in stairs if one.place and one.state == state], float
        ).reshape(-1, 2)
        for state in SIGNS
    }
    silent = [str(one.area.pk) for one in grounds if one.states[PackState.SILENT]]
    return drawing([one.area for one in grounds], link=_grid, title=title, wrong=silent, dots=places)


def _grid(area: Area) -> str:
    return f"{reverse('almanac:groups')}?{urlencode({'q': area.name})}"


@guarded(rules.SEE)
def ground(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer grids and stairs as GeoJSON: each stair with a sign and a tone for where its group stands."""
    _issue, version = _version(request, pk)
    grounds, stairs = reach(request.user, version)
    features = [_area(one) for one in grounds if one.area.polygon]
    features += [_spot(one) for one in stairs if one.place]
    answer = JsonResponse({"type": "FeatureCollection", "features": features})
    patch_cache_control(answer, private=True, no_store=True)
    return answer


def _area(one: Ground) -> dict[str, Any]:
    found = feature(one.area, tone=one.tone)
    found["properties"]["label"] = f"{one.area.name} {one.forwarded}/{one.groups}"
    return found


def _spot(one: Stair) -> dict[str, Any]:
    said = {"kind": "point", "label": SIGNS[PackState(one.state)], "tone": TONES[PackState(one.state)]}
    said["href"] = reverse("almanac:group", args=[one.group])
    return {
        "type": "Feature",
        "properties": said,
        "geometry": {"type": "Point", "coordinates": [round(degrees, 6) for degrees in one.place or ()]},
    }

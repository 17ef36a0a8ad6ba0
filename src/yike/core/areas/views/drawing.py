"""Draw a border: on the map with its neighbours, or as GeoJSON without one."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yike.core.areas import actions, queries, rules
from yike.core.areas.forms import BorderForm
from yike.core.areas.geometry.misdrawn import Misdrawn
from yike.core.areas.models import Area
from yike.core.areas.queries.maps import feature
from yike.core.areas.views.keeping import crumbs, kept
from yike.core.areas.views.looking import link, private, told_problems
from yike.core.look.faults import refuse, told
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded
from yike.engines.faults import Fault

MOST_TOGETHER = 40  # areas drawn at once: one and its neighbours


@guarded(rules.KEEP)
def draw(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the border on the map and as text; keep what is sent as text or file."""
    area = kept(request, pk)
    text = json.dumps(area.polygon) if area.polygon else ""
    form = BorderForm(request.POST or None, request.FILES or None, initial={"text": text})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.draw_area(
                by_of(request), area, polygon=said["polygon"], datum=said["datum"], reason=said["reason"]
            )
        except Fault as fault:
            refuse(form, fault, "text")
        else:
            messages.success(request, _("边界已保存。"))
            return redirect("areas:area", area.pk)
    context = {
        "area": area,
        "form": form,
        "at": request.GET.get("at", ""),
        "drawing": queries.drawing([area, *Area.objects.siblings(area)], link=link, title=area.name),
        "problems": told_problems(queries.problems_of(area), True),
        **crumbs(request, area),
    }
    return render(request, "areas/draw.html", context)


@guarded(rules.KEEP)
@require_safe
def canvas(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer what the drawing needs: the area, its parent's border and the open areas beside it."""
    area = kept(request, pk)
    features = [_around(parent) for parent in Area.objects.filter(path=area.parent_path) if parent.polygon]
    beside = Area.objects.siblings(area).exclude(west=None)
    features += [_beside(one, rules.KEEP.allows(request.user, one)) for one in beside]
    if area.polygon is not None:
        features.append(feature(area, current=True))
    return private(JsonResponse({"type": "FeatureCollection", "features": features}))


def _around(parent: Area) -> dict[str, Any]:
    shown = feature(parent)
    shown["properties"] |= {"label": "", "around": True}
    return shown


def _beside(area: Area, may_keep: bool) -> dict[str, Any]:
    shown = feature(area)
    shown["properties"]["movable"] = may_keep
    return shown


@guarded(rules.KEEP)
@require_POST
def save(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep borders drawn on the map: of this area and of neighbours whose corners moved along.

    Takes ``borders``, a JSON object of polygons by primary key. Answers 200 with what was kept, or 422 with the
    fault in the reader's language and the place to look at.
    """
    kept(request, pk)
    try:
        borders = {kept(request, key): polygon for key, polygon in _sent(request).items()}
        actions.draw_areas(by_of(request), borders, reason=request.POST.get("reason", "")[:200])
    except Fault as fault:
        at = fault.at if isinstance(fault, Misdrawn) else None
        return JsonResponse({"said": told(fault), "at": at}, status=422)
    return JsonResponse({"said": _("边界已保存。"), "version": queries.version()})


def _sent(request: HttpRequest) -> dict[int, Any]:
    """Return the polygons sent, by primary key. Raises ``Fault`` where they are none."""
    try:
        found = json.loads(request.POST.get("borders", ""))
        borders = {int(key): polygon for key, polygon in found.items() if polygon is not None}
    except (ValueError, AttributeError, TypeError, RecursionError):
        borders = {}
    if not 1 <= len(borders) <= MOST_TOGETHER:
        raise Fault(
            "没有收到边界",
            "no borders were received",
            do_zh="请重新打开这一页再画",
            do_en="Open this page again and draw anew",
        )
    return borders

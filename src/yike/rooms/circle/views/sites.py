"""Where new points should go, each with its reason; the proposal is put into a plan, to see who gains."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from yike.core.areas.queries import feature
from yike.core.look.asked import row_number
from yike.core.look.drawing import svg
from yike.core.look.faults import refuse, told
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded
from yike.engines.faults import Fault
from yike.rooms.circle import rules
from yike.rooms.circle.actions import plans as actions
from yike.rooms.circle.actions.plans import NewStep
from yike.rooms.circle.board import tables
from yike.rooms.circle.board.asked import ANY, Asked
from yike.rooms.circle.board.tables import Share
from yike.rooms.circle.forms.plans import SiteForm
from yike.rooms.circle.models import PointKind
from yike.rooms.circle.models.plans import Plan
from yike.rooms.circle.planning.outcomes import Effect, blurred
from yike.rooms.circle.planning.proposals import proposal
from yike.rooms.circle.queries import plans as queries
from yike.rooms.circle.queries.streets import streets_around, water_around
from yike.rooms.circle.views.board import present_town, soon, waiting

if TYPE_CHECKING:
    from yike.core.areas.models import Area
    from yike.rooms.circle.walking.siting import Proposal, Standard
    from yike.rooms.circle.walking.town import Town

ORDINARY = {"kind": "service_station", "aim": "most", "add": "1", "share": "90", "weight": "households"}
MOST_PLANS = 20


def asked_of(request: HttpRequest) -> SiteForm:
    """Return the form as the address fills it; what it does not say is as usual."""
    given = {name: request.GET[name] for name in ORDINARY if name in request.GET}
    return SiteForm(ORDINARY | given)


def found_for(form: SiteForm, town: Town, areas: list[Area]) -> Proposal | None:
    """Return the proposal for who lives in the areas somebody sees, None while it is being worked out."""
    return proposal(town, form.cleaned_data["kind"], form.search(tables.scope(town, areas)))


@guarded(rules.PLAN)
def sites(request: HttpRequest) -> HttpResponse:
    """Propose where new points of a kind should go, each with its reason."""
    town, form = present_town(), asked_of(request)
    if isinstance(town, str):
        return waiting(request, town)
    context: dict[str, Any] = {"form": form}
    areas = tables.communities(request.user)
    if form.is_valid():
        try:
            found = found_for(form, town, areas)
            plain = tables.tells_all(request.user, areas)
            context |= (
                {"soon": True} if found is None else _shown(found.told(plain=plain), form, areas, plain)
            )
        except Fault as fault:
            refuse(form, fault)
    context["plans"] = queries.plans(request.user)[:MOST_PLANS]
    return soon(render(request, "circle/sites.html", context), again="soon" in context)


def _shown(found: Proposal, form: SiteForm, areas: list[Area], plain: bool) -> dict[str, Any]:
    weights = dict(form.fields["weight"].choices)  # type: ignore[attr-defined]
    return {
        "found": found,
        "whom": weights[found.weight],
        "standards": standards(found, plain=plain),
        "query": "?" + "&".join(f"{name}={form[name].value()}" for name in ORDINARY),
        "files": _files(form),
        "drawing": svg({"features": [*features(found, areas), *streets_around(areas)]}, _("建议的位置")),
        "english": (get_language() or "").startswith("en"),
    }


def _files(form: SiteForm) -> list[tuple[str, str]]:
    """Return what can be taken along, with its address."""
    query = "?" + "&".join(f"{name}={form[name].value()}" for name in ORDINARY)
    kinds = (("PDF", "paper"), ("PNG", "picture"), ("XLSX", "sheet"), ("GeoJSON", "map"))
    return [(name, reverse(f"circle:sites_{kind}") + query) for name, kind in kinds]


def standards(found: Proposal, *, plain: bool) -> list[tuple[str, Standard, Share]]:
    """Return now and then: the walks, and the share as may be told."""
    was, becomes = (Share(round(one.covered), round(one.total), plain) for one in (found.was, found.becomes))
    effect = blurred(Effect(was, becomes, becomes.covered - was.covered, 0))
    return [(_("现在"), found.was, effect.before), (_("增设以后"), found.becomes, effect.after)]


def features(found: Proposal, areas: list[Area]) -> list[dict[str, Any]]:
    """Return the communities, the water and the places proposed, as the map component wants them."""
    english = (get_language() or "").startswith("en")
    shown = [feature(area) for area in areas if area.polygon]
    shown += water_around(areas)
    for number, one in enumerate(found.sites, 1):
        said = {"kind": "point", "label": f"{number} {one.en if english else one.zh}", "tone": "stop"}
        place = {"type": "Point", "coordinates": [round(one.lon, 6), round(one.lat, 6)]}
        shown.append({"type": "Feature", "properties": said, "geometry": place})
    return shown


@guarded(rules.PLAN)
@require_safe
def sites_map(request: HttpRequest) -> HttpResponse:
    """Give the communities and the places proposed."""
    town, form = present_town(), asked_of(request)
    if isinstance(town, str) or not form.is_valid():
        raise Http404
    areas = tables.communities(request.user)
    try:
        found = found_for(form, town, areas)
    except Fault as fault:
        raise Http404 from fault
    if found is None:
        raise Http404
    shown = features(found, areas)
    answer = JsonResponse({"type": "FeatureCollection", "features": shown})
    patch_cache_control(answer, private=True, no_cache=True)
    return answer


@guarded(rules.PLAN)
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Put the places proposed into a plan, or into a new one, and show what they would do."""
    town, form, areas = present_town(), asked_of(request), tables.communities(request.user)
    if isinstance(town, str) or not form.is_valid():
        raise Http404
    kind, back = form.cleaned_data["kind"], reverse("circle:sites") + "?" + request.GET.urlencode()
    try:
        found = found_for(form, town, areas)
        if found is None:
            return redirect(back)
        steps = [NewStep("add", kind=kind, name=one.zh[:60], lon=one.lon, lat=one.lat) for one in found.sites]
        plan = _plan(request, kind, len(steps))
        actions.add_steps(by_of(request), plan, steps)
    except Fault as fault:
        messages.error(request, told(fault))
        return redirect(back)
    messages.success(request, _("已放进方案。"))
    return redirect(plan.get_absolute_url() + Asked(kind, day=ANY).query())


def _plan(request: HttpRequest, kind: str, count: int) -> Plan:
    """Return the plan that was chosen, or a new one in the widest area of whoever asks."""
    if (key := row_number(request.POST.get("plan", ""))) is not None:
        return queries.access_plan(request.user, key)
    area = queries.planning_areas(request.user).first()
    if area is None:
        raise Http404
    name = _("选址建议：{kind} {n} 个").format(kind=PointKind(kind).label, n=count)
    return actions.add_plan(by_of(request), area, name=name[:60])

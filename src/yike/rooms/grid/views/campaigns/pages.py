"""The list of campaigns, the page of one with how far it is, its plan, its arrows, its map, and another from it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yike.core.areas.models import AreaLevel
from yike.core.areas.queries import feature
from yike.core.look.drawing import svg
from yike.core.look.faults import told
from yike.core.look.pages import paged
from yike.core.record.queries import timeline
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded
from yike.engines.faults import Fault
from yike.rooms.grid.actions import campaigns as actions
from yike.rooms.grid.actions.campaigns.moving import watched_until
from yike.rooms.grid.flows.campaigns import CAMPAIGN, OPEN
from yike.rooms.grid.forms.campaigns import CampaignForm, CopyForm, ReasonForm
from yike.rooms.grid.models import Campaign, CampaignPoint, CampaignState, PointState
from yike.rooms.grid.queries.campaigns import coverage, finding
from yike.rooms.grid.rules import campaigns as rules
from yike.rooms.grid.views.doing import PAGE, done, private_json

S = CampaignState
TONES = {S.RUNNING: "info", S.CLOSING: "warn", S.ARCHIVED: "ok"}
POINT_TONES = {
    PointState.CLEAN: "ok",
    PointState.FOUND: "stop",
    PointState.MISSED: "warn",
    PointState.AHEAD: "info",
}
FINDINGS_SHOWN = 20


def kept(request: HttpRequest, pk: int) -> Campaign:
    """Return a campaign this person keeps. Raises ``Http404`` unseen, ``PermissionDenied`` seen only."""
    found = finding.access_campaign(request.user, pk)
    if not rules.KEEP.allows(request.user, found.area):
        raise PermissionDenied(rules.KEEP.code)
    return found


@guarded(rules.WALK)
@require_safe
def campaigns(request: HttpRequest) -> HttpResponse:
    """Show the campaigns that are not over, or all, with how far each is."""
    show = "all" if request.GET.get("show") == "all" else ""
    page = paged(request, finding.find_campaigns(request.user, show), PAGE)
    covers = coverage.covers(page)
    context = {
        "page": page,
        "rows": [(row, covers[row.pk], TONES.get(S(row.state), "")) for row in page],
        "show": show,
        "open": finding.find_campaigns(request.user, "").count(),
        "may_keep": rules.KEEP.allows(request.user),
        "waiting": finding.waiting(request.user),
    }
    return render(request, "grid/campaigns.html", context)


@guarded(rules.WALK)
@require_safe
def campaign(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one campaign: how far it is by team and community, what was found, what recurs, what can be done."""
    found = finding.access_campaign(request.user, pk)
    mine = rules.KEEP.allows(request.user, found.area)
    findings, readable = finding.findings_of(found), finding.readable_cases(request.user, found)
    context = {
        "campaign": found,
        "tone": TONES.get(S(found.state), ""),
        "cover": coverage.cover(found),
        "teams": coverage.by_team(found),
        "communities": coverage.by_community(found),
        "walks": list(finding.teams_of(request.user).filter(campaign=found)),
        "findings": findings.order_by("-pk")[:FINDINGS_SHOWN],
        "count": findings.count(),
        "readable": len(readable),
        "opens": readable,
        "without": finding.without_team(found).count() if mine else 0,
        "recurrence": coverage.recurrence(found),
        "watched": watched_until(found) if found.closed_at else None,
        "arrows": _arrows(request.user, found),
        "may_keep": mine,
        "open": mine and found.state in OPEN,
        "drawn": found.points.exclude(lon=None).exists(),
        "history": timeline(found.recorded_subject()),
    }
    return render(request, "grid/campaign.html", context)


def _arrows(user: Any, found: Campaign) -> list[Any]:
    """Return the buttons of a campaign; archiving by hand is offered only where nothing has to be awaited."""
    arrows = CAMPAIGN.open_to(user, found.state, found.area)
    return [one for one in arrows if one.verb != "archive" or not found.days_after]


@guarded(rules.KEEP)
def new(request: HttpRequest) -> HttpResponse:
    """Plan a campaign."""
    form = CampaignForm(request.user, request.POST or None)
    made: list[Campaign] = []

    def act() -> None:
        made.append(actions.make_campaign(by_of(request), form.said()))

    if done(request, form, act, _("已登记，接着加点和小队。")):
        return redirect(made[0])
    former = finding.former_campaigns(request.user)[:10]
    return render(request, "grid/campaign_form.html", {"form": form, "former": former})


@guarded(rules.KEEP)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the plan of a campaign."""
    found = kept(request, pk)
    form = CampaignForm(request.user, request.POST or None, found)

    def act() -> None:
        actions.change_campaign(by_of(request), found, form.said())

    if done(request, form, act, _("已保存。")):
        return redirect(found)
    return render(request, "grid/campaign_form.html", {"form": form, "campaign": found})


@guarded(rules.KEEP)
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Plan another campaign with the points of this one."""
    found = kept(request, pk)
    form = CopyForm(request.user, request.POST or None, found, again=True)
    made: list[Campaign] = []

    def act() -> None:
        plan, teams = form.plan()
        made.append(actions.copy_campaign(by_of(request), found, plan, teams=teams))

    if done(request, form, act, _("已照着登记，点都带过来了。")):
        return redirect(made[0])
    return render(request, "grid/campaign_form.html", {"form": form, "campaign": found, "again": True})


@guarded(rules.KEEP)
def go(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Go one arrow with a campaign, asked once more; a cancellation says why."""
    found = kept(request, pk)
    if verb not in {arrow.verb for arrow in CAMPAIGN}:
        raise Http404
    arrow = CAMPAIGN[verb]
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if verb != "cancel":
        del form.fields["reason"]
    if request.method == "POST" and form.is_valid():
        try:
            actions.go_campaign(by_of(request), found, verb, reason=form.cleaned_data.get("reason", ""))
        except Fault as fault:
            messages.error(request, told(fault))
        else:
            messages.success(request, _("已记下：%(what)s。") % {"what": arrow.label})
        return redirect(found)
    shown = {"form": form, "campaign": found, "arrow": arrow, "cover": coverage.cover(found)}
    return render(request, "grid/campaign_go.html", shown)


# --- map ---


@guarded(rules.WALK)
@require_safe
def shown(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the points of a campaign on a map, by what is known of them."""
    found = finding.access_campaign(request.user, pk)
    drawn = features(found, found.points.exclude(lon=None))
    drawing = svg({"features": drawn}, found.name) if drawn else ""
    return render(request, "grid/campaign_map.html", {"campaign": found, "drawing": drawing})


@guarded(rules.WALK)
@require_safe
def ground(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the points of a campaign on its area as GeoJSON."""
    found = finding.access_campaign(request.user, pk)
    drawn = features(found, found.points.exclude(lon=None))
    return private_json({"type": "FeatureCollection", "features": drawn})


def features(found: Campaign, points: Any) -> list[dict[str, Any]]:
    """Return the areas of a campaign and points on them, as the map component wants them."""
    areas = finding.areas_below(found).defer(None)
    grids = [area for area in areas.filter(level=AreaLevel.GRID) if area.polygon]
    return [*(feature(area) for area in grids or areas if area.polygon), *(spot(point) for point in points)]


def spot(point: CampaignPoint, *, link: bool = True) -> dict[str, Any]:
    """Return a point as the map component wants it."""
    said = {
        "kind": "point",
        "label": f"{point.name} {point.get_state_display()}",
        "tone": POINT_TONES[PointState(point.state)],
    }
    if link:
        said["href"] = point.get_absolute_url()
    place = {"type": "Point", "coordinates": [point.lon, point.lat]}
    return {"type": "Feature", "properties": said, "geometry": place}

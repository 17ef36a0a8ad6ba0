"""Walking, with one hand: the points of my team, the nearest first; one tap where all is well."""

from __future__ import annotations

import json
import uuid
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from yike.core.look.drawing import svg
from yike.core.look.faults import refuse, told
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded
from yike.engines.faults import Fault
from yike.rooms.grid.actions import campaigns as actions
from yike.rooms.grid.flows.campaigns import OPEN, POINT, RUNNING
from yike.rooms.grid.forms.campaigns import FindingForm
from yike.rooms.grid.models import CampaignFinding, CampaignPoint, CampaignTeam, PointState
from yike.rooms.grid.models.campaigns import WALKED
from yike.rooms.grid.places import in_china, metres
from yike.rooms.grid.queries.campaigns import finding
from yike.rooms.grid.rules import campaigns as rules
from yike.rooms.grid.views.campaigns.pages import POINT_TONES, features, spot
from yike.rooms.grid.views.doing import private_json
from yike.rooms.grid.views.patrol import answered, patrol_words

SHOWN = 200  # points of a team on one page
REASONS = (
    gettext_lazy("门锁着"),
    gettext_lazy("没有人应"),
    gettext_lazy("施工围着，进不去"),
    gettext_lazy("找不到这个点"),
)


@guarded(rules.WALK)
@require_safe
def walk(request: HttpRequest) -> HttpResponse:
    """Show the teams this person walks with; with only one, its points at once."""
    teams = finding.my_teams(request.user)
    if len(teams) == 1:
        return redirect(teams[0])
    rows = [(team, len(finding.to_walk(team, None)), team.points.count()) for team in teams]
    return render(request, "grid/campaign_walk.html", {"rows": rows})


@guarded(rules.WALK)
@require_safe
def team(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a team has still to walk, the nearest to where one is (else to the last point walked) first."""
    found = finding.access_team(request.user, pk)
    at = _where(request.GET.get("where", "")) or finding.last_walked(request.user, found)
    left = finding.to_walk(found, at)
    rows = [(point, _far(point, at)) for point in left[:SHOWN]]
    walked = found.points.filter(state__in=WALKED).select_related("walked_by").order_by("-walked_at")
    context = {
        "team": found,
        "campaign": found.campaign,
        "rows": rows,
        "left": len(left),
        "walked": [(point, POINT_TONES[PointState(point.state)]) for point in walked[:SHOWN]],
        "count": walked.count(),
        "all": found.points.count(),
        "members": [one.user for one in found.members.select_related("user")],
        "units": [one.unit for one in found.units.select_related("unit")],
        "mine": found.campaign.state == RUNNING and _may(request.user, found),
        "near": at is not None,
        "words": _words(),
    }
    return render(request, "grid/campaign_team.html", context)


def _words() -> str:
    """Return what the script says."""
    said = {
        "kept": _("这部手机上存着 {n} 条，有网络就发出，不用再走一次。"),
        "next": _("下一个：{name}"),
        "drop": _("不要了"),
    }
    return json.dumps(said, ensure_ascii=False)


def _may(user: Any, team: CampaignTeam) -> bool:
    return rules.KEEP.allows(user, team.campaign.area) or rules.is_of(user, team)


def _where(text: str) -> tuple[float, float] | None:
    """Return the position a phone told (``lon,lat``), None for what is none."""
    try:
        lon, lat = (float(part) for part in text.split(","))
    except ValueError:
        return None
    return (lon, lat) if in_china(lon, lat) else None


def _far(point: CampaignPoint, at: tuple[float, float] | None) -> int | None:
    """Return how many metres a point is away, in tens; None where that is not known."""
    return None if at is None or point.lon is None else round(metres(point, *at) / 10) * 10


@guarded(rules.WALK)
@require_safe
def point(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one point: what to look at there, what is known of it, and what can be done with one thumb."""
    found = finding.access_point(request.user, pk)
    running = found.campaign.state == RUNNING and rules.may_walk(request.user, found)
    verbs = {arrow.verb for arrow in POINT if running and found.state in arrow.since}
    keeper = rules.KEEP.allows(request.user, found.campaign.area)
    if found.walked_by_id != request.user.pk and not keeper:
        verbs.discard("undo")
    drawn = features(found.campaign, [found]) if found.lon is not None else []
    context = {
        "point": found,
        "campaign": found.campaign,
        "tone": POINT_TONES[PointState(found.state)],
        "verbs": verbs,
        "reasons": REASONS,
        "findings": found.findings.select_related("case__kind", "found_by"),
        "opens": finding.readable_cases(request.user, found.campaign),
        "former": _former(request.user, found),
        "drawing": svg({"features": drawn}, found.name) if len(drawn) > 1 else "",
        "may_keep": keeper and found.campaign.state in OPEN,
        "words": _words(),
        "may_drop": keeper and found.campaign.state in OPEN and found.state == PointState.AHEAD,
    }
    return render(request, "grid/campaign_point.html", context)


def _former(user: Any, found: CampaignPoint) -> Any:
    """Return what was found at the same point in other campaigns that ``user`` sees, the latest first."""
    root = found.root_id or found.pk
    rows = CampaignFinding.objects.filter(point__root=root) | CampaignFinding.objects.filter(point=root)
    if found.place_id:
        rows |= CampaignFinding.objects.filter(point__place=found.place_id)
    seen = finding.visible_campaigns(user).exclude(pk=found.campaign_id).order_by().values("pk")
    rows = rows.filter(point__campaign__in=seen)
    return rows.select_related("point__campaign", "case__kind").order_by("-found_at")[:5]


@guarded(rules.WALK)
@require_safe
def point_place(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer a point on its area as GeoJSON."""
    found = finding.access_point(request.user, pk)
    drawn = [] if found.lon is None else [*features(found.campaign, []), spot(found, link=False)]
    return private_json({"type": "FeatureCollection", "features": drawn})


# --- what is done there ---


def _walking(request: HttpRequest, pk: int) -> CampaignPoint:
    """Return a point this person walks. Raises ``Http404`` unseen, ``PermissionDenied`` seen only."""
    found = finding.access_point(request.user, pk)
    if not rules.may_walk(request.user, found):
        raise PermissionDenied(rules.WALK.code)
    return found


def _refused(request: HttpRequest, pk: int) -> HttpResponse | None:
    """Answer a script that kept a tap for what has become another team's point: no sending again will mend it."""
    if not _scripted(request):
        return None
    try:
        _walking(request, pk)
    except (Http404, PermissionDenied):
        wrong = _("这个点现在不归您走，没有记下；看见问题请用“巡查上报”。")
        return JsonResponse({"wrong": [wrong]}, status=422)
    return None


def _onward(found: CampaignPoint) -> HttpResponse:
    """Go on to the points of the team, the nearest to this one first."""
    return redirect(found.team or found.campaign)


@guarded(rules.WALK)
@require_POST
def act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Note that nothing is wrong, that it could not be reached, or that it was pressed by mistake.

    A page answers a page, a script gets JSON.
    """
    if (refused := _refused(request, pk)) is not None:
        return refused
    found = _walking(request, pk)
    try:
        _acted(request, found, verb)
    except Fault as fault:
        if _scripted(request):
            return JsonResponse({"wrong": [told(fault)]}, status=422)
        messages.error(request, told(fault))
        return redirect(found)
    if _scripted(request):
        return JsonResponse({"number": "", "href": found.get_absolute_url()}, status=201)
    said = {"clean": _("没问题"), "miss": _("没走成，再走一次")}.get(verb, _("撤回了"))
    messages.success(request, _("%(point)s：%(said)s。") % {"point": found.name, "said": said})
    return redirect(found) if verb == "undo" else _onward(found)


def _acted(request: HttpRequest, found: CampaignPoint, verb: str) -> None:
    by, seen = by_of(request), _moment(request.POST.get("seen_at", ""))
    if verb == "clean":
        actions.walk_clean(by, found, seen_at=seen)
    elif verb == "miss":
        actions.walk_missed(by, found, reason=request.POST.get("reason", ""), seen_at=seen)
    else:
        actions.walk_back(by, found)


def _moment(text: str) -> datetime | None:
    """Return the moment a phone told, None for what is none; one without a zone is the office's own."""
    try:
        seen = parse_datetime(text)
    except ValueError:
        return None
    return timezone.make_aware(seen) if seen is not None and timezone.is_naive(seen) else seen


def _scripted(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


@guarded(rules.WALK)
def find(request: HttpRequest, pk: int) -> HttpResponse:
    """Report what was found at a point: kind, photo, send, as on patrol; where it is is known."""
    if (refused := _refused(request, pk)) is not None:
        return refused
    found = _walking(request, pk)
    if request.method != "POST":
        return _page(request, found, FindingForm(request.user, found, initial={"key": uuid.uuid4()}))
    form = FindingForm(request.user, found, request.POST, request.FILES)
    made = _found(request, found, form)
    if _scripted(request):
        return answered(form, made.case if made else None)
    if made is None:
        return _page(request, found, form)
    messages.success(request, _("已上报，案件号 %(number)s。") % {"number": made.case})
    return _onward(found)


def _page(request: HttpRequest, found: CampaignPoint, form: FindingForm) -> HttpResponse:
    words = json.dumps(patrol_words(), ensure_ascii=False)
    shown = {
        "form": form,
        "groups": form.groups(),
        "point": found,
        "campaign": found.campaign,
        "words": words,
    }
    return render(request, "grid/campaign_find.html", shown)


def _found(request: HttpRequest, found: CampaignPoint, form: FindingForm) -> CampaignFinding | None:
    """Keep a finding; None where the form says what is wrong."""
    if not form.is_valid():
        return None
    new, question = form.found()
    try:
        return actions.walk_found(by_of(request), found, new, question=question)
    except Fault as fault:
        refuse(form, fault, "before")
        return None

"""The points of a campaign on the desk: listed, written, chosen, from and to sheets, given to teams."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from yike.core.look.faults import language, told
from yike.core.look.pages import paged
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded
from yike.engines.faults import Fault
from yike.rooms.grid.actions import campaigns as actions
from yike.rooms.grid.flows.campaigns import OPEN
from yike.rooms.grid.forms.campaigns import PickForm, PointForm, keys
from yike.rooms.grid.models import Campaign, CampaignPoint, CampaignTeam, PointState
from yike.rooms.grid.models.campaigns import WALKED
from yike.rooms.grid.queries.campaigns import finding
from yike.rooms.grid.queries.campaigns.finding import Wanted
from yike.rooms.grid.rules import campaigns as rules
from yike.rooms.grid.sharing import shared
from yike.rooms.grid.sheets import campaign_points as sheet
from yike.rooms.grid.sheets.writing import given_out, workbook
from yike.rooms.grid.views import sheets
from yike.rooms.grid.views.campaigns.pages import POINT_TONES, kept
from yike.rooms.grid.views.doing import PAGE, done

PICKED = 500  # duty places on one page


@guarded(rules.WALK)
@require_safe
def points(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the points of a campaign, searched and narrowed down; who keeps it gives them to teams here."""
    found, wanted = finding.access_campaign(request.user, pk), Wanted.of(request.GET)
    page = paged(request, finding.find_points(request.user, found, wanted), PAGE)
    may = rules.KEEP.allows(request.user, found.area) and found.state in OPEN
    context = {
        "campaign": found,
        "page": page,
        "rows": [(row, POINT_TONES[PointState(row.state)]) for row in page],
        "wanted": wanted,
        "states": [*PointState.choices, ("walked", _("走到的")), ("left", _("没走到的"))],
        "teams": found.teams.all(),
        "areas": finding.areas_below(found),
        "without": finding.without_team(found).count(),
        "may_keep": may,
    }
    return render(request, "grid/campaign_points.html", context)


@guarded(rules.KEEP)
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Write one point."""
    found = kept(request, pk)
    form = PointForm(found, request.POST or None)

    def act() -> None:
        actions.add_point(by_of(request), found, form.said())

    if done(request, form, act, _("已增加。")):
        return redirect("grid:campaign_points", pk)
    return render(request, "grid/campaign_point_form.html", {"form": form, "campaign": found})


@guarded(rules.KEEP)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what is told of a point."""
    point = kept_point(request, pk)
    form = PointForm(point.campaign, request.POST or None, point)

    def act() -> None:
        actions.change_point(by_of(request), point, form.said())

    if done(request, form, act, _("已保存。")):
        return redirect(point)
    return render(
        request, "grid/campaign_point_form.html", {"form": form, "campaign": point.campaign, "point": point}
    )


def kept_point(request: HttpRequest, pk: int) -> CampaignPoint:
    """Return a point of a campaign this person keeps. Raises ``Http404`` unseen, ``PermissionDenied`` seen only."""
    point = finding.access_point(request.user, pk)
    if not rules.KEEP.allows(request.user, point.campaign.area):
        raise PermissionDenied(rules.KEEP.code)
    return point


@guarded(rules.KEEP)
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a point nobody has walked to."""
    point = kept_point(request, pk)
    try:
        actions.drop_point(by_of(request), point)
    except Fault as fault:
        messages.error(request, told(fault))
        return redirect(point)
    messages.success(request, _("已去掉“%(name)s”。") % {"name": point.name})
    return redirect("grid:campaign_points", point.campaign_id)


@guarded(rules.KEEP)
def pick(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose duty places: points, stretches, buildings."""
    found = kept(request, pk)
    form = PickForm(found, request.GET or None)
    rows = form.places()
    if request.method == "POST":
        wanted = rows if "all" in request.POST else rows.filter(pk__in=keys(request.POST.getlist("place")))
        try:
            count = actions.pick_points(by_of(request), found, list(wanted))
        except Fault as fault:
            messages.error(request, told(fault))
        else:
            messages.success(request, _("加了 %(n)d 个点。") % {"n": count})
            return redirect("grid:campaign_points", pk)
    shown = {"form": form, "campaign": found, "rows": rows[:PICKED], "count": rows.count()}
    return render(request, "grid/campaign_pick.html", shown)


# --- who walks where ---


@guarded(rules.KEEP)
def share(request: HttpRequest, pk: int) -> HttpResponse:
    """Show how the points would be shared out among the teams, and do so on a yes."""
    found = kept(request, pk)
    rows = found.points.exclude(state__in=WALKED).select_related("area").defer("area__polygon")
    if "fresh" in request.GET:
        rows = rows.filter(team=None)
    teams = {team.pk: team for team in found.teams.select_related("area").defer("area__polygon")}
    given = (
        shared(finding.spots(rows), {pk: t.area and t.area.path for pk, t in teams.items()}) if teams else {}
    )
    if request.method == "POST" and given:
        try:
            count = actions.share_points(
                by_of(request), found, {key: teams[team] for key, team in given.items()}
            )
        except Fault as fault:
            messages.error(request, told(fault))
        else:
            messages.success(request, _("已分好，%(n)d 个点换了小队。") % {"n": count})
        return redirect("grid:campaign_points", pk)
    shown = {"campaign": found, "shares": _shares(list(rows), teams, given), "count": len(given)}
    return render(request, "grid/campaign_share.html", shown | {"fresh": "fresh" in request.GET})


def _shares(
    rows: list[CampaignPoint], teams: dict[int, CampaignTeam], given: dict[int, int]
) -> list[tuple[CampaignTeam, int, list[str]]]:
    """Return for each team how many points it would get, and in which areas."""
    found = []
    for key, team in teams.items():
        own = [row for row in rows if given.get(row.pk) == key]
        found.append((team, len(own), sorted({row.area.name for row in own})))
    return found


@guarded(rules.KEEP)
@require_POST
def give(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the chosen points to a team by hand."""
    found = kept(request, pk)
    chosen = found.points.filter(pk__in=keys(request.POST.getlist("point")))
    team = found.teams.filter(pk__in=keys([request.POST.get("team", "")])).first()
    if team is None or not chosen:
        messages.error(request, _("请先勾上点，再选小队。"))
    else:
        try:
            count = actions.give_points(by_of(request), found, list(chosen), team)
            messages.success(request, _("%(n)d 个点归%(team)s。") % {"n": count, "team": team.name})
        except Fault as fault:
            messages.error(request, told(fault))
    return redirect(f"{reverse('grid:campaign_points', args=[pk])}?{request.GET.urlencode()}")


# --- sheets ---


def _taking(found: Campaign) -> sheets.Taking:
    def plan(drafts: Any, _user: Any, *, complete: bool = False) -> Any:
        sheet.require_some(drafts)
        return sheet.plan_points(drafts, found, complete=complete)

    def act(by: Any, drafts: Any, **how: Any) -> Any:
        return actions.import_points(by, found, drafts, **how)

    return sheets.Taking(
        sheet.SHEET,
        plan,
        act,
        "grid:campaign_points",
        "grid:campaign_sheet",
        "grid:campaign_sheet_confirm",
        "grid:campaign_file",
        gettext_lazy("行动的点"),
        gettext_lazy("同一网格里同名的就是同一个点。有经纬度的按位置找网格；小队要先建好，不写以后再分。"),
        (found.pk,),
    )


@guarded(rules.KEEP)
def point_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a list of points to look at."""
    return sheets.ask(request, _taking(kept(request, pk)))


@guarded(rules.KEEP)
@require_POST
def point_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Take in the list that was looked at."""
    return sheets.confirm(request, _taking(kept(request, pk)))


@guarded(rules.WALK)
@require_safe
def file(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the points of a campaign, as narrowed down, as a workbook: how each was planned and walked."""
    found = finding.access_campaign(request.user, pk)
    rows = finding.find_points(request.user, found, Wanted.of(request.GET))
    return given_out(workbook(sheet.OUT, sheet.rows_of(rows), language=language()), "campaign-points")

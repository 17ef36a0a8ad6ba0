"""The teams of a campaign on the desk."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yike.core.look.faults import told
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded
from yike.engines.faults import Fault
from yike.rooms.grid.actions import campaigns as actions
from yike.rooms.grid.forms.campaigns import TeamForm
from yike.rooms.grid.models import CampaignTeam
from yike.rooms.grid.queries.campaigns import finding
from yike.rooms.grid.rules import campaigns as rules
from yike.rooms.grid.views.campaigns.pages import kept
from yike.rooms.grid.views.doing import done


@guarded(rules.KEEP)
def add(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a team."""
    found = kept(request, pk)
    form = TeamForm(found, request.POST or None)

    def act() -> None:
        actions.make_team(by_of(request), found, form.said())

    if done(request, form, act, _("已增加小队。")):
        return redirect(found)
    return render(request, "grid/campaign_team_form.html", {"form": form, "campaign": found})


def _kept(request: HttpRequest, pk: int) -> CampaignTeam:
    team = finding.access_team(request.user, pk)
    if not rules.KEEP.allows(request.user, team.campaign.area):
        raise PermissionDenied(rules.KEEP.code)
    return team


@guarded(rules.KEEP)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a team."""
    team = _kept(request, pk)
    form = TeamForm(team.campaign, request.POST or None, team)

    def act() -> None:
        actions.change_team(by_of(request), team, form.said())

    if done(request, form, act, _("已保存。")):
        return redirect(team.campaign)
    shown = {"form": form, "campaign": team.campaign, "team": team}
    return render(request, "grid/campaign_team_form.html", shown)


@guarded(rules.KEEP)
@require_POST
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a team without points."""
    team = _kept(request, pk)
    try:
        actions.drop_team(by_of(request), team)
    except Fault as fault:
        messages.error(request, told(fault))
    else:
        messages.success(request, _("已去掉“%(name)s”。") % {"name": team.name})
    return redirect(team.campaign)

"""A team's own page, by the secret link of its leader: where it is, and an appeal as long as there is time."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from yike.core.look.errors import too_often as refused
from yike.core.look.faults import refuse
from yike.core.look.often import WINDOW, too_often
from yike.core.rights.by import By
from yike.core.rights.guard import public
from yike.engines.faults import Fault
from yike.rooms.almanac.actions import contests as actions
from yike.rooms.almanac.forms.appeals import OwnAppealForm
from yike.rooms.almanac.models.contests import Team
from yike.rooms.almanac.queries import appeals as queries
from yike.rooms.almanac.queries import contests
from yike.rooms.almanac.views.door.mine import GUESSES


def _opened(request: HttpRequest, link: str) -> Team | HttpResponse:
    try:
        return queries.team_by_link(link)
    except Http404:
        if too_often(request.META.get("REMOTE_ADDR", ""), "team-link", GUESSES):
            return refused(request, wait_seconds=WINDOW)
        raise


@public("the link of a team is known to its leader alone")
def team(request: HttpRequest, link: str) -> HttpResponse:
    """Show a team where it is, what it appealed and what was ruled; take an appeal in time."""
    found = _opened(request, link)
    if isinstance(found, HttpResponse):
        return found
    form = OwnAppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.appeal(By(None, _("领队"), "web"), found, words=form.cleaned_data["words"], own=True)
        except Fault as fault:
            refuse(form, fault)
        else:
            return redirect("on:team", link=link)
    appeals = queries.own_appeals(found)
    waits = any(one.state == "open" for one in appeals)
    told = contests.told(found.contest).filter(pk=found.pk).exists()
    shown = {
        "team": found,
        "link": link,
        "out": told,
        "sealed": not told and found.contest.state in contests.OUT,
        "may_appeal": told and queries.appealing(found.contest) and not waits,
        "until": queries.when_said(found.contest),
        "appeals": appeals,
        "form": form,
    }
    answer = render(request, "on/team.html", shown, status=422 if form.errors else 200)
    answer["Cache-Control"] = "private, no-store"
    return answer

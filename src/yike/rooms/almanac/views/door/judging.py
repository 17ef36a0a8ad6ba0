"""A judge's phone: the teams in their order, a sheet for each, by the judge's own secret link."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from yike.core.look.errors import too_often as refused
from yike.core.look.faults import refuse
from yike.core.look.often import WINDOW, too_often
from yike.core.rights.by import By
from yike.core.rights.guard import public
from yike.engines.faults import Fault
from yike.rooms.almanac.actions import contests as actions
from yike.rooms.almanac.forms.contests import PointsForm
from yike.rooms.almanac.models.contests import ContestState, Judge
from yike.rooms.almanac.queries import contests as queries
from yike.rooms.almanac.views.door.mine import GUESSES

WHY = "the judging link is known to the judge alone"


def _opened(request: HttpRequest, link: str) -> Judge | HttpResponse:
    try:
        return queries.judge_by_link(link)
    except Http404:
        if too_often(request.META.get("REMOTE_ADDR", ""), "judge-link", GUESSES):
            return refused(request, wait_seconds=WINDOW)
        raise


@public(WHY)
def judge(request: HttpRequest, link: str) -> HttpResponse:
    """Show a judge the teams in their order, and which have a sheet."""
    found = _opened(request, link)
    if isinstance(found, HttpResponse):
        return found
    given = queries.given_by(found)
    teams = [(team, team.pk in given) for team in found.contest.teams.all()]
    open_ = found.contest.state == ContestState.JUDGING
    answer = render(request, "on/judge.html", {"judge": found, "link": link, "teams": teams, "open": open_})
    answer["Cache-Control"] = "private, no-store"
    return answer


@public(WHY)
def sheet(request: HttpRequest, link: str, team: int) -> HttpResponse:
    """Take what a judge gives one team."""
    found = _opened(request, link)
    if isinstance(found, HttpResponse):
        return found
    row = get_object_or_404(found.contest.teams, pk=team)
    rules = queries.rules_of(found.contest)
    initial = PointsForm.initial_of(rules, queries.given_by(found).get(row.pk, {}))
    form = PointsForm(rules, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.give(By(None, _("评委"), "web"), found, row, form.points())
        except Fault as fault:
            refuse(form, fault)
        else:
            return redirect("on:judge", link=link)
    shown = {"judge": found, "link": link, "team": row, "form": form}
    answer = render(request, "on/sheet.html", shown, status=422 if form.errors else 200)
    answer["Cache-Control"] = "private, no-store"
    return answer

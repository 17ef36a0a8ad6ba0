"""Appeals on the desk: entered for a team, and ruled on by somebody who did not score."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yike.core.accounts.views.acting import Page, act, sent
from yike.core.look import site
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded
from yike.rooms.almanac.actions import contests as actions
from yike.rooms.almanac.door.pictures import qr
from yike.rooms.almanac.forms import appeals as forms
from yike.rooms.almanac.models.appeals import Appeal, AppealState
from yike.rooms.almanac.queries import appeals as queries
from yike.rooms.almanac.queries import contests
from yike.rooms.almanac.rules import activities as rules
from yike.rooms.almanac.views.activities.helpers import planned


@guarded(rules.PLAN)
def enter(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter an appeal for a team."""
    activity = planned(request, pk)
    row = contests.access_contest(activity)
    if not queries.appealing(row) or not contests.told(row).exists():
        raise Http404
    form, lead = forms.AppealForm(row, sent(request)), queries.when_said(row)
    back = reverse("almanac:contest", args=[activity.pk])
    page = Page(_("登记申诉"), _("登记"), back, _("已登记，裁定的人收到了通知。"), lead, whose=activity.title)

    def do() -> object:
        return actions.appeal(by_of(request), form.cleaned_data["team"], words=form.cleaned_data["words"])

    return act(request, form, page, do, template="almanac/activity_go.html", activity=activity)


@guarded(rules.DESK)
def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """Show an appeal; whoever may rule finds the two ways."""
    row = queries.access_appeal(request.user, pk)
    may = row.state == AppealState.OPEN and queries.may_rule(request.user, row)
    shown = {"appeal": row, "activity": row.contest.activity, "may_rule": may}
    return render(request, "almanac/appeal.html", shown)


def _to_rule(request: HttpRequest, pk: int) -> Appeal:
    row = queries.access_appeal(request.user, pk)
    if row.state != AppealState.OPEN or not queries.may_rule(request.user, row):
        raise Http404
    return row


def _page(row: Appeal, title: str, lead: str) -> Page:
    return Page(
        title, title, row.get_absolute_url(), _("已裁定，有关的人收到了通知。"), lead, whose=row.team.name
    )


@guarded(rules.APPROVE)
def uphold(request: HttpRequest, pk: int) -> HttpResponse:
    """Uphold an appeal with what is mended."""
    row = _to_rule(request, pk)
    form = forms.UpholdingForm(row, sent(request))
    lead = _("改一位评委给这支队伍的分，或撤销扣分；系统重新排名次，原来的成绩单留着。")

    def do() -> object:
        return actions.uphold(by_of(request), row, **form.said())

    page = _page(row, _("申诉成立，改成绩单"), lead)
    return act(request, form, page, do, template="almanac/activity_go.html", activity=row.contest.activity)


@guarded(rules.APPROVE)
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse an appeal with the reason."""
    row = _to_rule(request, pk)
    form = forms.RefusalForm(sent(request))
    page = _page(row, _("申诉不成立"), _("成绩不变。"))

    def do() -> object:
        return actions.refuse(by_of(request), row, **form.cleaned_data)

    return act(request, form, page, do, template="almanac/activity_go.html", activity=row.contest.activity)


@guarded(rules.PLAN)
@require_POST
def team_link(request: HttpRequest, pk: int, team: int) -> HttpResponse:
    """Show the secret link of a team's leader, once; a former one ends."""
    activity = planned(request, pk)
    row = get_object_or_404(contests.access_contest(activity).teams, pk=team)
    link = actions.make_team_link(by_of(request), row)
    address = site.address(request, reverse("on:team", args=[link]))
    shown = {"activity": activity, "team": row, "address": address, "qr": qr(address)}
    answer = render(request, "almanac/team_told.html", shown)
    answer["Cache-Control"] = "private, no-store"
    return answer

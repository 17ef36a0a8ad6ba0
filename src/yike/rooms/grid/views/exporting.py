"""Lists given out as workbooks, as they were narrowed down; those with people's words for a reason that is kept."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yike.core.look.faults import language, refuse
from yike.core.record.clock import now, today
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded
from yike.engines.faults import Fault
from yike.rooms.circle import queries as circle
from yike.rooms.grid import rules
from yike.rooms.grid.actions import exporting
from yike.rooms.grid.actions.exporting import Given
from yike.rooms.grid.forms.requests import ReasonForm
from yike.rooms.grid.indicators import INDICATORS
from yike.rooms.grid.queries import duties, evidence, indicators
from yike.rooms.grid.queries import requests as requests_
from yike.rooms.grid.queries.campaigns import finding
from yike.rooms.grid.queries.cases.finding import Wanted, find_cases
from yike.rooms.grid.queries.requests.parts import waiting_for
from yike.rooms.grid.rules import campaigns as campaign_rules
from yike.rooms.grid.rules import cases as case_rules
from yike.rooms.grid.sheets import lists
from yike.rooms.grid.sheets.writing import given_out, workbook
from yike.rooms.grid.views.indicators import ARRIVALS, SHOWN, BehindQuestion, Question, StuckFilter
from yike.rooms.grid.views.requests.lists import wanted
from yike.rooms.grid.views.whistles.pages import asked


def _for_a_reason(
    request: HttpRequest, given: Given, rows: QuerySet[Any], here: str, page: str, *which: int
) -> HttpResponse:
    """Ask why, then answer the list ``page`` (of ``which``) shows, called ``here``, as a workbook."""
    form = ReasonForm(request.POST or None)
    form.fields["reason"].label = _("为什么导出")
    form.fields["reason"].help_text = _("写在表上，也记在留痕里，如：周例会用")
    if request.method == "POST" and form.is_valid():
        try:
            content = exporting.export(
                by_of(request), request.user, given, rows, reason=form.cleaned_data["reason"]
            )
        except Fault as fault:
            refuse(form, fault, "reason")
        else:
            return given_out(content, given.sheet.role)
    back = f"{reverse(page, args=which)}?{request.GET.urlencode()}".rstrip("?")
    shown = {"form": form, "count": rows.count(), "here": here, "back": back}
    return render(request, "grid/list_export.html", shown)


@guarded(rules.EXCHANGE_REQUESTS)
def requests(request: HttpRequest) -> HttpResponse:
    """Give out the queue of requests."""
    rows = requests_.queue(request.user, wanted(request))
    return _for_a_reason(request, exporting.REQUESTS, rows, _("诉求"), "grid:requests")


@guarded(case_rules.DESK)
def cases(request: HttpRequest) -> HttpResponse:
    """Give out the queue of cases."""
    rows = find_cases(request.user, Wanted.of(request.GET))
    return _for_a_reason(request, exporting.CASES, rows, _("案件"), "grid:cases")


@guarded(rules.COME)
def whistles(request: HttpRequest) -> HttpResponse:
    """Give out a list of whistles."""
    return _for_a_reason(request, exporting.WHISTLES, asked(request), _("吹哨报到"), "grid:whistles")


@guarded(rules.HANDLE)
def parts(request: HttpRequest) -> HttpResponse:
    """Give out the parts that wait for one's unit."""
    rows = waiting_for(request.user)
    return _for_a_reason(request, exporting.PARTS, rows, _("等本单位协办的"), "grid:parts")


@guarded(rules.TAKE)
def ratings(request: HttpRequest) -> HttpResponse:
    """Give out the bad ratings that are no request yet."""
    rows = circle.bad_and_open(request.user).filter(request=None)
    return _for_a_reason(request, exporting.RATINGS, rows, _("差评转诉求"), "grid:rating_requests")


@guarded(rules.SEE)
def stuck(request: HttpRequest) -> HttpResponse:
    """Give out what is stuck, or what has stood still for a month."""
    form = StuckFilter(request.GET)
    query = indicators.standing if request.GET.get("show") == "still" else indicators.stuck
    rows = query(request.user, now(), form.cleaned_data["kind"] if form.is_valid() else "")
    return _for_a_reason(request, exporting.STUCK, rows, _("卡住的"), "grid:stuck")


@guarded(campaign_rules.WALK)
def findings(request: HttpRequest, pk: int) -> HttpResponse:
    """Give out the findings of a campaign whose cases this person may open."""
    rows = finding.readable_findings(request.user, finding.access_campaign(request.user, pk))
    return _for_a_reason(request, exporting.FINDINGS, rows, _("行动发现"), "grid:campaign", pk)


@guarded(campaign_rules.WALK)
@require_safe
def campaigns(request: HttpRequest) -> HttpResponse:
    """Give out the list of campaigns."""
    rows = finding.find_campaigns(request.user, "all" if request.GET.get("show") == "all" else "")
    content = workbook(lists.CAMPAIGNS, lists.campaign_rows(rows), language=language())
    return given_out(content, "campaigns")


@guarded(rules.SEE)
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """Give out what is posted of one's grids."""
    rows = lists.notice_rows(duties.grids_of(request.user))
    return given_out(workbook(lists.NOTICES, rows, language=language()), "notices")


@guarded(rules.SEE)
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Give out the board: the indicators of an area, and of each area below it."""
    form = Question(request.user, request.GET, since=today().replace(day=1))
    if not form.is_valid():
        return HttpResponseBadRequest()
    found = indicators.board(*(form.cleaned_data[name] for name in ("area", "since", "until")))
    rows = lists.board_rows(found, [one for one in INDICATORS if one.code in SHOWN])
    return given_out(workbook(lists.BOARD, rows, language=language()), "board")


@guarded(rules.SEE)
@require_safe
def behind(request: HttpRequest, figure: str) -> HttpResponse:
    """Give out the records that a figure counts: its part or its whole, or the arrivals behind P50 and P90."""
    one = next((one for one in INDICATORS if one.code == figure), None)
    if one is None and figure != ARRIVALS:
        raise Http404
    form = BehindQuestion(request.user, request.GET, since=today().replace(day=1))
    if not form.is_valid():
        return HttpResponseBadRequest()
    asked = form.cleaned_data
    days = asked["since"], asked["until"]
    if one is None:
        took = lists.arrival_rows(indicators.arrivals(asked["area"], *days))
        return given_out(workbook(lists.ARRIVALS, took, language=language()), ARRIVALS)
    rows = evidence.behind(one, asked["side"] or evidence.PART, asked["area"], *days, asked["inside"])
    cells = lists.behind_rows(one, rows.iterator(chunk_size=lists.BATCH))
    return given_out(workbook(lists.BEHIND, cells, language=language()), figure)

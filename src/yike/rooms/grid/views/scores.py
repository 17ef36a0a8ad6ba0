"""Scoring rules on the desk: looked at by all, given out, and taken in by who keeps them."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from yike.core.look.faults import language
from yike.core.record.clock import today
from yike.core.rights.guard import guarded
from yike.rooms.grid import rules
from yike.rooms.grid.actions.scores import import_scores
from yike.rooms.grid.models.scores import ALWAYS
from yike.rooms.grid.queries.scores import Version, versions
from yike.rooms.grid.sheets.scores import SHEET, indicator_names, plan_scores, rows_of
from yike.rooms.grid.sheets.writing import given_out, workbook
from yike.rooms.grid.views import sheets
from yike.rooms.grid.views.sheets import Taking

TAKING = Taking(
    sheet=SHEET,
    plan=plan_scores,
    act=import_scores,
    list_route="grid:scores",
    page_route="grid:scores_sheet",
    confirm_route="grid:scores_confirm",
    file_route="grid:scores_file",
    title=gettext_lazy("计分办法"),
    lead=gettext_lazy(
        "每行是计分线上的一点，同一办法、指标、日期的放在一起，比率从小到大，写百分数；两点之间按直线算，同一比率写两行就是跳一档。"
        "换办法另写一组，填上自哪天起；从哪天起不再计分，写一行，比率和得分都空着。"
    ),
)


@guarded(rules.SEE)
def index(request: HttpRequest) -> HttpResponse:
    """Show all rules with their versions, and which of them come with the house."""
    shown = [_line(one) for one in versions(request.user)]
    may_keep = rules.KEEP_SCORES.allows(request.user)
    return render(request, "grid/scores.html", {"rows": shown, "may_keep": may_keep})


def _line(one: Version) -> dict[str, Any]:
    names = indicator_names("en" if language() == "en" else "zh-hans")
    return {
        "one": one,
        "indicator": names.get(one.indicator, one.indicator),
        "since": None if one.since == ALWAYS else one.since,
        "future": one.since > today(),
        "knots": one.curve.knots if one.curve else (),
    }


@guarded(rules.KEEP_SCORES)
def sheet(request: HttpRequest) -> HttpResponse:
    """Ask for a sheet to look at."""
    return sheets.ask(request, TAKING)


@guarded(rules.KEEP_SCORES)
@require_POST
def confirm(request: HttpRequest) -> HttpResponse:
    """Take in the sheet that was looked at."""
    return sheets.confirm(request, TAKING)


@guarded(rules.SEE)
@require_safe
def file(request: HttpRequest) -> HttpResponse:
    """Answer all rules as a workbook, in the form in which they are taken in."""
    return given_out(workbook(SHEET, rows_of(versions(request.user)), language=language()), "scores")

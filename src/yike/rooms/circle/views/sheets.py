"""The board and a plan given out as workbooks; as GeoJSON the maps themselves give them."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse

from yike.core.rights.guard import guarded
from yike.rooms.circle import rules
from yike.rooms.circle.board import tables
from yike.rooms.circle.board.asked import asked
from yike.rooms.circle.planning import outcomes, sheets
from yike.rooms.circle.queries.plans import access_plan
from yike.rooms.circle.views.board import present_town
from yike.rooms.circle.views.plans import compared

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _sent(rows: Sequence[Sequence[sheets.Cell]], name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"', "Cache-Control": "private"}
    return HttpResponse(sheets.workbook(rows), content_type=XLSX, headers=headers)


@guarded(rules.PLAN)
def board_sheet(request: HttpRequest) -> HttpResponse:
    """Give the board as a workbook."""
    question, town = asked(request.GET), present_town()
    if isinstance(town, str):
        raise Http404
    areas = tables.communities(request.user)
    rows = tables.lines(town.board(question.question), question.name, areas)
    return _sent(sheets.board_rows([*rows, tables.summed(rows)]), "board")


@guarded(rules.PLAN)
def plan_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Give what a plan does as a workbook."""
    found, town = access_plan(request.user, pk), present_town()
    if isinstance(town, str):
        raise Http404
    rows = compared(request, town, found, asked(request.GET))
    return _sent(sheets.plan_rows([*rows, outcomes.summed(rows)]), f"plan-{found.pk}")

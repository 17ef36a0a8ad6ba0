"""The board and plans given out as files: workbooks, sheets of paper, pictures; GeoJSON the maps themselves give.

Whatever leaves the house may come before anybody: no number below five is in it, whoever takes it along.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse

from yike.core.rights.guard import guarded
from yike.rooms.circle import rules
from yike.rooms.circle.board import tables
from yike.rooms.circle.board.asked import Asked, asked
from yike.rooms.circle.planning import outcomes, sheets
from yike.rooms.circle.queries.plans import access_plan, steps_of
from yike.rooms.circle.views.board import present_town
from yike.rooms.circle.views.plans import two_of
from yike.rooms.circle.views.whatif import question_of, result_of

if TYPE_CHECKING:
    from yike.rooms.circle.walking.town import Town

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def present() -> Town:
    """Return the town. Raises ``Http404`` while there is none."""
    town = present_town()
    if isinstance(town, str):
        raise Http404
    return town


def _sent(rows: Sequence[Sequence[sheets.Cell]], name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"', "Cache-Control": "private"}
    return HttpResponse(sheets.workbook(rows), content_type=XLSX, headers=headers)


def board_lines(request: HttpRequest, town: Town, question: Asked) -> list[tables.Line]:
    """Return the lines of the board as they may leave the house, their sum last."""
    areas = tables.communities(request.user)
    rows = tables.lines(town.board(question.question), question.name, areas, frozenset())
    return [*rows, tables.summed(rows)]


@guarded(rules.PLAN)
def board_sheet(request: HttpRequest) -> HttpResponse:
    """Give the board as a workbook."""
    return _sent(sheets.board_rows(board_lines(request, present(), asked(request.GET))), "board")


@guarded(rules.PLAN)
def plan_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Give what a plan does as a workbook."""
    found, town = access_plan(request.user, pk), present()
    rows = result_of(request.user, town, steps_of(found), question_of(request), taken_along=True).rows
    return _sent(sheets.plan_rows([*rows, outcomes.summed(rows)]), f"plan-{found.pk}")


@guarded(rules.PLAN)
def beside_sheet(request: HttpRequest) -> HttpResponse:
    """Give two plans beside each other as a workbook."""
    town, question, sides = present(), question_of(request), []
    for found in two_of(request):
        rows = result_of(request.user, town, steps_of(found), question, taken_along=True).rows
        sides.append((found.name, [*rows, outcomes.summed(rows)]))
    return _sent(sheets.beside_rows(sides), "plans")

"""The board and plans given out as files: workbooks, sheets of paper, pictures; GeoJSON the maps themselves give.

Whatever leaves the house may come before anybody: no number below five is in it, whoever takes it along.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from yike.core.rights.guard import guarded
from yike.rooms.circle import rules
from yike.rooms.circle.board import tables
from yike.rooms.circle.board.asked import Asked, asked
from yike.rooms.circle.models.plans import Plan
from yike.rooms.circle.planning import asking, outcomes, sheets
from yike.rooms.circle.planning.asking import Said
from yike.rooms.circle.queries.plans import access_plan, steps_of
from yike.rooms.circle.views.board import present_town
from yike.rooms.circle.views.plans import two_of
from yike.rooms.circle.views.whatif import question_of, result_of

if TYPE_CHECKING:
    from yike.core.areas.models import Area
    from yike.rooms.circle.walking.town import Town

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def present() -> Town:
    """Return the town. Raises ``Http404`` while there is none."""
    town = present_town()
    if isinstance(town, str):
        raise Http404
    return town


def sent(rows: Sequence[Sequence[sheets.Cell]], name: str, about: Said) -> HttpResponse:
    """Answer a workbook of rows with what was asked above them."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"', "Cache-Control": "private"}
    return HttpResponse(sheets.workbook(rows, about), content_type=XLSX, headers=headers)


def board_lines(request: HttpRequest, town: Town, question: Asked) -> list[tables.Line]:
    """Return the lines of the board as they may leave the house, their sum last."""
    areas = tables.communities(request.user)
    rows = tables.lines(town.board(question.question), question.name, areas, frozenset())
    return [*rows, tables.summed(rows)]


@guarded(rules.PLAN)
def board_sheet(request: HttpRequest) -> HttpResponse:
    """Give the board as a workbook."""
    question = asked(request.GET)
    lines = board_lines(request, present(), question)
    about = asking.said(question, (one.area for one in lines if one.area), request.user)
    return sent(sheets.board_rows(lines), "board", about)


@guarded(rules.PLAN)
def plan_sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """Give what a plan does as a workbook."""
    found, town, question = access_plan(request.user, pk), present(), question_of(request)
    result = result_of(request.user, town, steps_of(found), question, taken_along=True)
    about = [(_("方案"), found.name), *asking.said(question, result.areas, request.user)]
    return sent(sheets.plan_rows([*result.rows, outcomes.summed(result.rows)]), f"plan-{found.pk}", about)


@guarded(rules.PLAN)
def beside_sheet(request: HttpRequest) -> HttpResponse:
    """Give two plans beside each other as a workbook."""
    question = question_of(request)
    sides, areas = beside_lines(request, present(), question)
    about = asking.said(question, areas, request.user)
    return sent(sheets.beside_rows((found.name, lines) for found, lines in sides), "plans", about)


def beside_lines(
    request: HttpRequest, town: Town, question: Asked
) -> tuple[list[tuple[Plan, list[outcomes.Line]]], list[Area]]:
    """Return two plans with their lines as they may leave the house, their sums last; and the communities."""
    sides: list[tuple[Plan, list[outcomes.Line]]] = []
    areas: dict[int, Area] = {}
    for found in two_of(request):
        result = result_of(request.user, town, steps_of(found), question, taken_along=True)
        sides.append((found, [*result.rows, outcomes.summed(result.rows)]))
        areas |= {area.pk: area for area in result.areas}
    return sides, list(areas.values())

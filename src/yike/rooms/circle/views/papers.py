"""The board and a plan as a sheet of paper: PDF to print, PNG to show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from yike.core.areas.queries import feature
from yike.core.look.drawing import svg
from yike.core.look.units import unit
from yike.core.record.clock import now
from yike.core.rights.guard import guarded
from yike.rooms.circle import rules
from yike.rooms.circle.board import tables
from yike.rooms.circle.board.asked import Asked, asked
from yike.rooms.circle.models.plans import Plan
from yike.rooms.circle.planning import asking, homes, outcomes
from yike.rooms.circle.planning.paper import Figure, Paper
from yike.rooms.circle.planning.stood import stood, unnamed
from yike.rooms.circle.queries import plans as queries
from yike.rooms.circle.queries.streets import water_around
from yike.rooms.circle.views.board import tone as board_tone
from yike.rooms.circle.views.sheets import beside_lines, board_lines, present
from yike.rooms.circle.views.whatif import question_of, result_of, tone

if TYPE_CHECKING:
    from yike.core.look.drawing import Dots
    from yike.rooms.circle.views.whatif import Result

DOT = {
    homes.MISSED: ("edge", 5.0),
    homes.COVERED: ("blue", 5.0),
    homes.GAINED: ("ok", 10.0),
    homes.LOST: ("red", 10.0),
}


def sent(paper: Paper, form: str, name: str) -> HttpResponse:
    """Answer a sheet of paper as PDF or as PNG."""
    body, kind = (paper.pdf(), "application/pdf") if form == "pdf" else (paper.png(), "image/png")
    headers = {"Content-Disposition": f'attachment; filename="{name}.{form}"', "Cache-Control": "private"}
    return HttpResponse(body, content_type=kind, headers=headers)


def foot(request: HttpRequest) -> str:
    """Return who took the sheet along and when, and what small numbers and the map are about."""
    made = timezone.localtime(now()).strftime("%Y-%m-%d %H:%M")
    shown = [_("{who} {when} 导出").format(who=request.user, when=made), _("少于 5 的数不写明")]
    if settings.YIKE_MAP_REVIEW_NUMBER:
        shown.append(_("审图号：{number}").format(number=settings.YIKE_MAP_REVIEW_NUMBER))
    return " · ".join([*shown, *filter(None, [settings.YIKE_MAP_ATTRIBUTION])])


def lang() -> Any:
    """Return the reader's language, as the paper is set in it."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def _name(line: tables.Line | outcomes.Line) -> str:
    return line.area.name if line.area else str(_("合计"))


def _board(request: HttpRequest, form: str) -> HttpResponse:
    town, question = present(), asked(request.GET)
    rows = board_lines(request, town, question)
    shown = [feature(one.area, tone=board_tone(one)) for one in rows if one.area and one.area.polygon]
    shown += water_around(one.area for one in rows if one.area)
    shown += unnamed(stood(request.user, question, []))
    found = town.compared(question.question, [])
    paper = Paper(
        str(_("一刻钟服务圈：覆盖")),
        asking.line(question),
        lang(),
        [
            Figure(
                _("覆盖的户"), rows[-1].households.covered_text, _("户"), rows[-1].households.percent_text
            ),
            _covered(_("覆盖的老人"), rows[-1].elders, "person"),
        ],
        [_("社区"), _("户"), _("覆盖的户"), _("户：覆盖"), _("老人"), _("覆盖的老人"), _("老人：覆盖")],
        [[_name(one), *_share(one.households), *_share(one.elders)] for one in rows],
        foot(request),
        svg(
            {"features": shown},
            question.label,
            _dots(request, found, question, (homes.MISSED, homes.COVERED)),
        ),
        _("每个小点是一栋楼：蓝的走得到，灰的走不到。"),
    )
    return sent(paper, form, "board")


def _covered(what: str, one: tables.Share, kind: str) -> Figure:
    return Figure(what, one.covered_text, unit(kind, one.covered), one.percent_text)


def _share(one: tables.Share) -> list[str]:
    return [one.total_text, one.covered_text, one.percent_text]


def _dots(request: HttpRequest, found: Any, question: Asked, wanted: tuple[int, ...]) -> Dots:
    """Return the buildings that somebody sees, by the colour of how they fare."""
    buildings = found.after.buildings
    own = frozenset(area.pk for area in tables.communities(request.user))
    rows = homes.shown(buildings, own)
    placed: Mapping[int, Any] = homes.dots(buildings, rows, homes.fares(found, question.name, rows), wanted)
    return {DOT[how]: places.tolist() for how, places in placed.items()}


def _plan(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    plan, question, town = queries.access_plan(request.user, pk), question_of(request), present()
    steps = queries.steps_of(plan)
    result = result_of(request.user, town, steps, question, taken_along=True)
    shown = [feature(one.area, tone=tone(one)) for one in result.rows if one.area and one.area.polygon]
    shown += water_around(result.areas)
    shown += unnamed(stood(request.user, question, steps))
    dots = _dots(request, result.found, question, tuple(DOT))
    paper = _plan_paper(request, plan, question, result, svg({"features": shown}, plan.name, dots))
    return sent(paper, form, f"plan-{plan.pk}")


def _plan_paper(request: HttpRequest, plan: Plan, question: Asked, result: Result, drawing: str) -> Paper:
    total = outcomes.summed(result.rows)
    changed = [one for one in result.rows if one.changes]
    return Paper(
        plan.name,
        asking.line(question, plan.area.name, plan.note),
        lang(),
        [
            Figure(_("多得到的户"), total.households.gained_text, unit("household", total.households.gained)),
            Figure(_("失去的户"), total.households.lost_text, unit("household", total.households.lost)),
            Figure(_("多得到的老人"), total.elders.gained_text, unit("person", total.elders.gained)),
            Figure(_("失去的老人"), total.elders.lost_text, unit("person", total.elders.lost)),
        ],
        [_("社区"), _("户：前 → 后"), _("多得到"), _("失去"), _("老人：前 → 后"), _("多得到"), _("失去")],
        [[_name(one), *_effect(one.households), *_effect(one.elders)] for one in [*changed, total]],
        foot(request),
        drawing,
        _("每个小点是一栋楼：蓝的走得到，灰的走不到；绿的多得到，红的失去。"),
        [_step(step) for step in queries.steps_of(plan)],
    )


def _effect(one: outcomes.Effect) -> list[str]:
    return [f"{one.before.percent_text} → {one.after.percent_text}", one.gained_text, one.lost_text]


def _step(step: Any) -> str:
    about = step.point.name if step.point else f"{step.get_kind_display()} {step.name}"
    parts: Sequence[str] = (f"{step.order}", str(step.get_step_display()), about, step.hours)
    return " ".join(part for part in parts if part).strip()


def _beside(request: HttpRequest, form: str) -> HttpResponse:
    question = question_of(request)
    sides, _areas = beside_lines(request, present(), question)
    totals = [(found.name, lines[-1]) for found, lines in sides]
    paper = Paper(
        str(_("比较方案")),
        asking.line(question),
        lang(),
        [
            Figure(
                name,
                total.households.gained_text,
                unit("household", total.households.gained),
                _("多得到的户"),
            )
            for name, total in totals
        ],
        [
            _("方案"),
            _("社区"),
            _("户：前 → 后"),
            _("多得到"),
            _("失去"),
            _("老人：前 → 后"),
            _("多得到"),
            _("失去"),
        ],
        [
            [found.name, _name(one), *_effect(one.households), *_effect(one.elders)]
            for found, lines in sides
            for one in lines
            if one.changes or one.area is None
        ],
        foot(request),
    )
    return sent(paper, form, "plans")


@guarded(rules.PLAN)
def beside_paper(request: HttpRequest) -> HttpResponse:
    """Give two plans beside each other as PDF."""
    return _beside(request, "pdf")


@guarded(rules.PLAN)
def beside_picture(request: HttpRequest) -> HttpResponse:
    """Give two plans beside each other as PNG."""
    return _beside(request, "png")


@guarded(rules.PLAN)
def board_paper(request: HttpRequest) -> HttpResponse:
    """Give the board as PDF."""
    return _board(request, "pdf")


@guarded(rules.PLAN)
def board_picture(request: HttpRequest) -> HttpResponse:
    """Give the board as PNG."""
    return _board(request, "png")


@guarded(rules.PLAN)
def plan_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a plan as PDF."""
    return _plan(request, pk, "pdf")


@guarded(rules.PLAN)
def plan_picture(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a plan as PNG."""
    return _plan(request, pk, "png")

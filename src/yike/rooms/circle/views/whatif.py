"""One plan: its steps and what they would do; the map on which the next step is tried before it is taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from yike.core.areas.models import Area
from yike.core.areas.queries import drawing, feature
from yike.core.look.asked import row_number
from yike.core.look.faults import told
from yike.core.record.queries import timeline
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded
from yike.engines.faults import Fault
from yike.rooms.circle import rules
from yike.rooms.circle.actions import plans as actions
from yike.rooms.circle.board import tables
from yike.rooms.circle.board.asked import ANY, Asked, asked
from yike.rooms.circle.forms.plans import StepForm
from yike.rooms.circle.models.plans import Plan, PlanStep, StepKind
from yike.rooms.circle.planning import homes
from yike.rooms.circle.planning.asking import said
from yike.rooms.circle.planning.outcomes import Line, lines, outcome, sentence, summed
from yike.rooms.circle.planning.sheets import plan_numbers
from yike.rooms.circle.planning.steps import taken
from yike.rooms.circle.planning.stood import stood
from yike.rooms.circle.queries import plans as queries
from yike.rooms.circle.queries.board import with_numbers
from yike.rooms.circle.queries.streets import ground_around, unnamed_water
from yike.rooms.circle.queries.takers import Taker, taken_by
from yike.rooms.circle.views.board import asking, files, present_town, soon
from yike.rooms.circle.views.doing import done

if TYPE_CHECKING:
    from yike.rooms.circle.walking.plans import Outcome
    from yike.rooms.circle.walking.town import Town


@dataclass(frozen=True)
class Row:
    """One step as the page shows it: who took it; whether its point has changed since; why it cannot be taken."""

    step: PlanStep
    taker: Taker
    stale: bool
    refused: str


@dataclass(frozen=True)
class Result:
    """What a plan would do for those whom somebody sees."""

    town: Town
    areas: list[Area]
    found: Outcome
    rows: list[Line]
    refused: dict[int, Fault]


def result_of(
    user: Any, town: Town, steps: Sequence[PlanStep], question: Asked, *, taken_along: bool = False
) -> Result:
    """Return what steps do to the communities of ``user``; of a file ``taken_along`` nobody reads small numbers."""
    changes, refused = taken(town, steps)
    areas = tables.communities(user)
    plain = frozenset[int]() if taken_along else tables.plainly(user, areas)
    found = outcome(town, question, changes)
    return Result(town, areas, found, lines(found, question.name, areas, plain), refused)


def question_of(request: HttpRequest) -> Asked:
    """Return what is asked of a plan: whatever the hours, where the address does not say when."""
    return asked(request.GET if "day" in request.GET else {**request.GET.dict(), "day": ANY})


@guarded(rules.PLAN)
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a plan: its steps and what they would do; a form adds the next step."""
    found, question = queries.access_plan(request.user, pk), question_of(request)
    form = StepForm(request.user, request.POST or None, initial=_prefilled(request, question))
    if done(form, request, lambda: actions.add_step(by_of(request), found, form.said())):
        messages.success(request, _("已加一步。"))
        return redirect(found.get_absolute_url() + question.query())
    context = {"plan": found, "form": form, "asked": question, **asking(), "here": found.get_absolute_url()}
    context |= _effect(request, found, question) | {"history": timeline(found.recorded_subject())}
    page = render(request, "circle/what_if.html", context)
    return soon(page, again=bool(context.get("soon")) and request.method != "POST")


def _prefilled(request: HttpRequest, question: Asked) -> dict[str, str]:
    """Return what an address says beforehand about the next step: a place pressed on the map, a proposal."""
    lon, _comma, lat = request.GET.get("where", "")[:60].partition(",")
    names = ("step", "kind", "point")
    kind = {} if question.basket else {"kind": question.name}
    return {"lon": lon, "lat": lat, **kind} | {
        name: request.GET[name][:20] for name in names if name in request.GET
    }


def _effect(request: HttpRequest, found: Plan, question: Asked) -> dict[str, Any]:
    """Return the steps, which of them are stale or impossible, and what all of them do together."""
    steps, town = queries.steps_of(found), present_town()
    last, takers = {}, taken_by(steps)
    if steps:
        last = {
            "last": steps[-1],
            "taker": takers[steps[-1].pk],
            "own": takers[steps[-1].pk].is_(request.user),
        }
    if isinstance(town, str):
        why = town or _("正在读街道，好了这一页自己会打开。")
        return {"steps": _rows(steps, takers, {}), "why": why, "soon": not town, **last}
    result = result_of(request.user, town, steps, question)
    return {
        "steps": _rows(steps, takers, result.refused),
        "rows": [row for row in result.rows if row.changes],
        "others": [row for row in result.rows if not row.changes],
        "sum": summed(result.rows),
        "hourless": hourless(question, steps),
        "drawing": _drawing(result, found, question),
        "files": files("plan", question, found.pk),
        **last,
    }


def hourless(question: Asked, steps: Sequence[PlanStep]) -> bool:
    """Return whether other hours are planned but asked about whatever the hours, where they change nothing."""
    return question.day == ANY and any(step.step == StepKind.HOURS for step in steps)


def _rows(steps: list[PlanStep], takers: dict[int, Taker], refused: dict[int, Fault]) -> list[Row]:
    stale = queries.stale_steps(steps)
    return [
        Row(step, takers[step.pk], step.pk in stale, told(refused[step.pk]) if step.pk in refused else "")
        for step in steps
    ]


def _drawing(result: Result, found: Plan, question: Asked) -> str:
    """Return the communities and the homes that change: the map where there is no script or WebGL."""
    buildings = result.town.homes.buildings
    rows = homes.shown(buildings, tables.scope(result.town, result.areas))
    how = homes.fares(result.found, question.name, rows)
    changed = homes.dots(buildings, rows, how, (homes.GAINED, homes.LOST))
    return drawing(
        result.areas,
        link=lambda area: reverse("circle:fares_in", args=[found.pk, area.pk]) + question.query(),
        title=found.name,
        dots={"dots-gained": changed[homes.GAINED], "dots-lost": changed[homes.LOST]},
        water=ground_around(result.areas),
    )


@guarded(rules.PLAN)
@require_safe
def plan_map(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the communities with who gains or loses there, the water, and the points as they would stand."""
    found, question, town = queries.access_plan(request.user, pk), question_of(request), present_town()
    if isinstance(town, str):
        raise Http404
    steps = queries.steps_of(found)
    result = result_of(request.user, town, steps, question)
    leaving = result_of(request.user, town, steps, question, taken_along=True).rows
    numbers = {row.area.pk: plan_numbers(row) for row in leaving if row.area is not None}
    shown = [
        with_numbers(feature(row.area, tone=tone(row)), row.area, numbers)
        for row in result.rows
        if row.area is not None
    ]
    shown += [*unnamed_water(result.areas), *stood(request.user, question, steps)]
    about = dict(said(question, result.areas, request.user))
    answer = JsonResponse({"type": "FeatureCollection", "features": shown, "asked": about})
    patch_cache_control(answer, private=True, no_cache=True)
    return answer


def tone(row: Line) -> str:
    """Return how a community is marked: somebody loses there, somebody gains, or neither."""
    return "warn" if row.households.lost or row.elders.lost else "ok" if row.changes else ""


@guarded(rules.PLAN)
@require_safe
def plan_homes(request: HttpRequest, pk: int) -> HttpResponse:
    """Give where the buildings stand that this person sees, and how each fares by the plan."""
    found, question, town = queries.access_plan(request.user, pk), question_of(request), present_town()
    if isinstance(town, str):
        raise Http404
    result = result_of(request.user, town, queries.steps_of(found), question)
    buildings = town.homes.buildings
    rows = homes.shown(buildings, tables.scope(town, result.areas))
    now = homes.packed(homes.fares(result.found, question.name, rows))
    answer = JsonResponse(homes.places(buildings, rows) | {"now": now})
    patch_cache_control(answer, private=True, no_cache=True)
    return answer


@guarded(rules.PLAN)
@require_safe
def attempt(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer what the plan would do with one more step, which is not kept: each building, and one sentence."""
    found, question, town = queries.access_plan(request.user, pk), question_of(request), present_town()
    if isinstance(town, str):
        raise Http404
    form = StepForm(request.user, request.GET, prefix="try")
    if not form.is_valid():
        return JsonResponse({"said": _first_error(form), "tone": "stop"})
    try:
        step = actions.imagined(found, form.said())
        result = result_of(request.user, town, [*queries.steps_of(found), step], question)
    except Fault as fault:
        return JsonResponse({"said": told(fault), "tone": "stop"})
    if step.pk in result.refused:
        return JsonResponse({"said": told(result.refused[step.pk]), "tone": "stop"})
    rows = homes.shown(town.homes.buildings, tables.scope(town, result.areas))
    total = summed(result.rows)
    now = homes.packed(homes.fares(result.found, question.name, rows))
    return JsonResponse({"now": now, "said": sentence(total), "tone": tone(total)})


def _first_error(form: StepForm) -> str:
    """Return what is wrong with a step, the first of it."""
    field, errors = next(iter(form.errors.items()))
    label = form.fields[field].label if field in form.fields else ""
    return " ".join(str(part) for part in (label, errors[0]) if part)


@guarded(rules.PLAN)
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the last step back; where a colleague took it, ask first."""
    found, question = queries.access_plan(request.user, pk), question_of(request)
    steps = queries.steps_of(found)
    if request.method != "POST":
        if not steps:
            raise Http404
        taker = taken_by(steps[-1:])[steps[-1].pk]
        return render(
            request,
            "circle/plan_undo.html",
            {"plan": found, "step": steps[-1], "taker": taker, "asked": question},
        )
    return _undo(request, found, found.get_absolute_url() + question.query())


def _undo(request: HttpRequest, found: Plan, back: str) -> HttpResponse:
    step = row_number(request.POST.get("step", ""))
    try:
        actions.undo_step(by_of(request), found, step=step, others="others" in request.POST)
    except Fault as fault:
        messages.error(request, told(fault))
    else:
        messages.success(request, _("已撤销最后一步。"))
    return redirect(back)

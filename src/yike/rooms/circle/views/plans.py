"""Plans: the list, one with its steps and what it would do, and two beside each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from yike.core.areas.queries import drawing, feature
from yike.core.look.faults import refuse, told
from yike.core.look.pages import paged
from yike.core.record.queries import timeline
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded
from yike.engines.faults import Fault
from yike.rooms.circle import rules
from yike.rooms.circle.actions import plans as actions
from yike.rooms.circle.board import tables
from yike.rooms.circle.board.asked import Asked, asked
from yike.rooms.circle.forms.plans import PlanForm, RenameForm, StepForm
from yike.rooms.circle.models.plans import Plan, PlanStep
from yike.rooms.circle.planning.outcomes import Line, lines, outcome, summed
from yike.rooms.circle.planning.steps import taken
from yike.rooms.circle.queries import plans as queries
from yike.rooms.circle.views.board import asking, present_town

if TYPE_CHECKING:
    from yike.rooms.circle.walking.town import Town


def _done(form: Any, request: HttpRequest, act: Callable[[], object]) -> bool:
    """Do what a form asks; on a ``Fault`` tell it in the form. Return whether it is done."""
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        act()
    except Fault as fault:
        refuse(form, fault)
        return False
    return True


@guarded(rules.PLAN)
def plans(request: HttpRequest) -> HttpResponse:
    """Show the plans, two of which can be compared."""
    page = paged(request, queries.plans(request.user))
    return render(request, "circle/plans.html", {"page": page, "many": page.paginator.count > 1})


@guarded(rules.PLAN)
def add(request: HttpRequest) -> HttpResponse:
    """Make a plan."""
    form = PlanForm(request.user, request.POST or None)
    made: list[Plan] = []

    def act() -> None:
        said = form.cleaned_data
        made.append(actions.add_plan(by_of(request), said["area"], name=said["name"], note=said["note"]))

    if _done(form, request, act):
        return redirect("circle:plan", made[0].pk)
    return render(request, "circle/plan_form.html", {"form": form})


@guarded(rules.PLAN)
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a plan: its steps and what they would do; a form adds the next step."""
    found, question = queries.access_plan(request.user, pk), asked(request.GET)
    form = StepForm(request.user, request.POST or None, initial=_prefilled(request))
    if _done(form, request, lambda: actions.add_step(by_of(request), found, form.said())):
        messages.success(request, _("已加一步。"))
        return redirect(found.get_absolute_url() + question.query())
    context = {"plan": found, "form": form, "asked": question, **asking()}
    context |= _effect(request, found, question)
    context |= {
        "history": timeline(found.recorded_subject()),
        "pick": found.get_absolute_url() + question.query(),
    }
    return render(request, "circle/what_if.html", context)


def _prefilled(request: HttpRequest) -> dict[str, str]:
    """Return what an address says beforehand about the next step: a place pressed on the map, a proposal."""
    lon, _comma, lat = request.GET.get("where", "")[:60].partition(",")
    names = ("step", "kind", "point")
    return {"lon": lon, "lat": lat, **{name: request.GET[name][:20] for name in names if name in request.GET}}


def _effect(request: HttpRequest, found: Plan, question: Asked) -> dict[str, Any]:
    """Return the steps, which of them are stale or impossible, and what all of them do together."""
    steps, town = queries.steps_of(found), present_town()
    stale = queries.stale_steps(steps)
    if isinstance(town, str):
        rows = [(step, step.pk in stale, "") for step in steps]
        return {"steps": rows, "why": town or _("正在读街道，请稍后刷新。")}
    changes, refused = taken(town, steps)
    areas = tables.communities(request.user)
    rows = [(step, step.pk in stale, told(refused[step.pk]) if step.pk in refused else "") for step in steps]
    result = lines(outcome(town, question, changes), question.name, areas)
    shown = drawing(
        areas, link=lambda area: reverse("circle:behind", args=[area.pk]) + question.query(), title=found.name
    )
    return {"steps": rows, "rows": result, "sum": summed(result), "drawing": shown}


@guarded(rules.PLAN)
def plan_map(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the communities, those that lose marked, the points of the kind asked about, and the steps."""
    found, question, town = queries.access_plan(request.user, pk), asked(request.GET), present_town()
    if isinstance(town, str):
        raise Http404
    rows, steps = compared(request, town, found, question), queries.steps_of(found)
    shown = [feature(row.area, tone=_tone(row)) for row in rows if row.area is not None]
    shown += [_mark(step) for step in steps if step.lon is not None or step.point is not None]
    return JsonResponse({"type": "FeatureCollection", "features": shown})


def compared(request: HttpRequest, town: Town, found: Plan, question: Asked) -> list[Line]:
    """Return what a plan does to the communities this person may see."""
    changes, _refused = taken(town, queries.steps_of(found))
    areas = tables.communities(request.user)
    return lines(outcome(town, question, changes), question.name, areas)


def _tone(row: Line) -> str:
    return "warn" if row.households.lost or row.elders.lost else "ok" if row.changes else ""


def _mark(step: PlanStep) -> dict[str, Any]:
    lon = step.point.lon if step.lon is None else step.lon
    lat = step.point.lat if step.lat is None else step.lat
    said = {"kind": "point", "label": f"{step.order} {step.get_step_display()}", "current": True}
    return {"type": "Feature", "properties": said, "geometry": {"type": "Point", "coordinates": [lon, lat]}}


@guarded(rules.PLAN)
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the last step back."""
    found = queries.access_plan(request.user, pk)
    try:
        actions.undo_step(by_of(request), found)
    except Fault as fault:
        messages.error(request, told(fault))
    else:
        messages.success(request, _("已撤销最后一步。"))
    return redirect(found.get_absolute_url() + asked(request.GET).query())


@guarded(rules.PLAN)
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a plan another name."""
    found = queries.access_plan(request.user, pk)
    form = RenameForm(request.POST or None, initial={"name": found.name, "note": found.note})
    if _done(form, request, lambda: actions.rename_plan(by_of(request), found, **form.cleaned_data)):
        return redirect(found)
    return render(request, "circle/plan_form.html", {"form": form, "plan": found})


@guarded(rules.PLAN)
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether a plan is to be removed, and remove it."""
    found = queries.access_plan(request.user, pk)
    if request.method == "POST":
        actions.remove_plan(by_of(request), found)
        messages.success(request, _("方案已删除。"))
        return redirect("circle:plans")
    return render(request, "circle/plan_remove.html", {"plan": found})


@guarded(rules.PLAN)
def beside(request: HttpRequest) -> HttpResponse:
    """Show two plans beside each other."""
    question, town = asked(request.GET), present_town()
    pair = [queries.access_plan(request.user, _number(request, key)) for key in ("a", "b")]
    context = {"asked": question, "pair": pair, **asking()}
    if isinstance(town, str):
        return render(
            request, "circle/board_waiting.html", context | {"why": town}, status=200 if town else 503
        )
    one, two = (compared(request, town, found, question) for found in pair)
    other = {row.area: row for row in two}
    rows = [(row, other[row.area]) for row in one]
    sides = list(zip(pair, (summed(one), summed(two)), strict=True))
    return render(request, "circle/plans_beside.html", context | {"rows": rows, "sides": sides})


def _number(request: HttpRequest, key: str) -> int:
    text = request.GET.get(key, "")
    if not (text.isascii() and text.isdigit() and len(text) < 18):
        raise Http404
    return int(text)

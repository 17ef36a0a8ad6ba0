"""Plans: the list, their names, and two beside each other."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from yike.core.areas.models import Area
from yike.core.look.asked import row_number
from yike.core.look.pages import paged
from yike.core.rights.by import by_of
from yike.core.rights.guard import guarded
from yike.rooms.circle import rules
from yike.rooms.circle.actions import plans as actions
from yike.rooms.circle.forms.plans import PlanForm, RenameForm
from yike.rooms.circle.models.plans import Plan
from yike.rooms.circle.planning.outcomes import Line, summed
from yike.rooms.circle.queries import plans as queries
from yike.rooms.circle.views.board import asking, present_town, waiting
from yike.rooms.circle.views.doing import done
from yike.rooms.circle.views.whatif import hourless, question_of, result_of


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

    if done(form, request, act):
        return redirect("circle:plan", made[0].pk)
    return render(request, "circle/plan_form.html", {"form": form})


@guarded(rules.PLAN)
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a plan another name."""
    found = queries.access_plan(request.user, pk)
    form = RenameForm(request.POST or None, initial={"name": found.name, "note": found.note})
    if done(form, request, lambda: actions.rename_plan(by_of(request), found, **form.cleaned_data)):
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
    question, town, pair = question_of(request), present_town(), two_of(request)
    which = {"a": str(pair[0].pk), "b": str(pair[1].pk)}
    context = {"asked": question, "kept": which, "which": "&" + urlencode(which), **asking()}
    if isinstance(town, str):
        return waiting(request, town)
    steps = [queries.steps_of(found) for found in pair]
    results = [result_of(request.user, town, one, question) for one in steps]
    context |= {
        "hourless": any(hourless(question, one) for one in steps),
        "sides": [(found, summed(one.rows)) for found, one in zip(pair, results, strict=True)],
        "rows": _by_area([(found, one.rows) for found, one in zip(pair, results, strict=True)]),
    }
    return render(request, "circle/plans_beside.html", context)


def _by_area(sides: list[tuple[Plan, list[Line]]]) -> list[tuple[Area, list[tuple[Plan, Line]]]]:
    """Return the communities in which some plan changes anything, each with its line of every plan."""
    by_area: dict[Area, list[tuple[Plan, Line]]] = {}
    for plan, rows in sides:
        for row in rows:
            if row.area is not None:
                by_area.setdefault(row.area, []).append((plan, row))
    return [(area, found) for area, found in by_area.items() if any(line.changes for _plan, line in found)]


def two_of(request: HttpRequest) -> list[Plan]:
    """Return the two plans that an address names. Raises ``Http404`` for others than those one may see."""
    return [queries.access_plan(request.user, _number(request, key)) for key in ("a", "b")]


def _number(request: HttpRequest, key: str) -> int:
    if (number := row_number(request.GET.get(key, ""))) is None:
        raise Http404
    return number

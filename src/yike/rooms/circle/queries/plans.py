"""Plans as their areas' staff find them, with the steps whose point has changed since."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Count, Max, QuerySet
from django.http import Http404

from yike.core.areas.models import Area, AreaLevel
from yike.core.record.models import HistoryEntry
from yike.rooms.circle import rules
from yike.rooms.circle.models import ServicePoint
from yike.rooms.circle.models.plans import Plan, PlanStep
from yike.rooms.circle.queries.points import visible_to

CHANGES = (
    "circle.point.change",
    "circle.point.state",
    "circle.point.hours",
    "circle.point.exception",
    "circle.point.exception.drop",
    "circle.import",
)


def plans(user: Any) -> QuerySet[Plan]:
    """Return the plans in the areas of ``user``, the latest first, with how many steps they have."""
    rows = Plan.objects.select_related("area", "kept_by").defer("area__polygon")
    scoped = rules.PLAN.visible(Plan.objects.order_by(), user)
    return rows.filter(pk__in=scoped.values("pk")).annotate(length=Count("steps")).order_by("-kept_at", "-pk")


def access_plan(user: Any, pk: int) -> Plan:
    """Return one plan. Raises ``Http404`` outside the areas of ``user``."""
    found = plans(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def planning_areas(user: Any) -> QuerySet[Area]:
    """Return the street and the communities in which somebody may make a plan, from the top."""
    rows = Area.objects.light().filter(level__in=(AreaLevel.STREET, AreaLevel.COMMUNITY), closed_on=None)
    return rules.PLAN.visible(rows, user, "path").order_by("path")


def planning_roots(user: Any) -> list[Area]:
    """Return the widest areas in which somebody may plan: together they hold all that person may."""
    paths = sorted(set(rules.PLAN.paths(user)))
    roots = [path for path in paths if not any(path != wide and path.startswith(wide) for wide in paths)]
    return list(Area.objects.light().filter(path__in=roots, closed_on=None).order_by("path"))


def planned_points(user: Any) -> QuerySet[ServicePoint]:
    """Return the points that a step may name, by name."""
    return visible_to(user).order_by("name", "pk")


def steps_of(plan: Plan) -> list[PlanStep]:
    """Return the steps in their order, each with its point."""
    return list(plan.steps.select_related("point"))


def stale_steps(steps: Sequence[PlanStep]) -> set[int]:
    """Return the steps whose point has changed since the step was thought of. Two queries."""
    named = {step.pk: step.point.recorded_subject() for step in steps if step.point is not None}
    history = HistoryEntry.objects.order_by()
    own = {step.recorded_subject() for step in steps}
    made = history.filter(subject__in=own, model=PlanStep._meta.label_lower)
    changed = history.filter(subject__in=set(named.values()), verb__in=CHANGES)
    since, seen = _latest(changed, "subject"), _latest(made, "object_pk")
    return {pk for pk, subject in named.items() if since.get(subject, 0) > seen.get(str(pk), 0)}


def _latest(entries: QuerySet[HistoryEntry], by: str) -> dict[str, int]:
    """Return the number of the latest entry by a column."""
    return {str(key): number for key, number in entries.values_list(by).annotate(number=Max("pk"))}

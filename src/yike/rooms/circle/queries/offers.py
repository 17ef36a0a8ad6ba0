"""What is offered where, as residents find it."""

from __future__ import annotations

from django.db.models import Prefetch, Q, QuerySet

from yike.core.record.clock import today
from yike.rooms.circle.models import HoursException, PointItem, ServicePoint


def with_hours(points: QuerySet[ServicePoint]) -> QuerySet[ServicePoint]:
    """Return points with the exceptions that are not over yet: two queries, however many."""
    ahead = HoursException.objects.filter(until__gte=today())
    return points.prefetch_related(Prefetch("exceptions", queryset=ahead))


def present_offers() -> QuerySet[PointItem]:
    """Return what is offered now or later, of items in use."""
    rows = PointItem.objects.filter(item__in_use=True)
    return rows.filter(Q(last_day=None) | Q(last_day__gte=today()))


def offered_at(point: ServicePoint) -> list[PointItem]:
    """Return what a point offers, by the name of the item."""
    return list(present_offers().filter(point=point).select_related("item").order_by("item__name", "mode"))


def hours_beside(point: ServicePoint) -> list[tuple[str, str]]:
    """Return the hours of a point beside its week, each with the name of the item or the reason it is for."""
    offers = present_offers().filter(point=point).exclude(hours="").order_by("item__name", "mode")
    ahead = HoursException.objects.filter(point=point, until__gte=today()).exclude(hours="")
    return [*offers.values_list("item__name", "hours"), *ahead.values_list("reason", "hours")]

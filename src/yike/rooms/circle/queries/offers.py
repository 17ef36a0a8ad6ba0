"""What is offered where, as residents find it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404

from yike.core.record.clock import today
from yike.rooms.circle.models import HoursException, PointItem, ServiceItem, ServicePoint
from yike.rooms.circle.queries.points import public_points


def with_hours(points: QuerySet[ServicePoint]) -> QuerySet[ServicePoint]:
    """Return points with the exceptions that are not over yet: two queries, however many."""
    ahead = HoursException.objects.filter(until__gte=today())
    return points.prefetch_related(Prefetch("exceptions", queryset=ahead))


def present_offers() -> QuerySet[PointItem]:
    """Return what is offered now or later, of items in use."""
    rows = PointItem.objects.filter(item__in_use=True)
    return rows.filter(Q(last_day=None) | Q(last_day__gte=today()))


def offering(item: ServiceItem) -> list[ServicePoint]:
    """Return the points residents find that offer an item, each with these offers as ``wanted``."""
    wanted = Prefetch("offers", queryset=present_offers().filter(item=item), to_attr="wanted")
    rows = with_hours(public_points()).filter(pk__in=present_offers().filter(item=item).values("point"))
    return list(rows.prefetch_related(wanted))


def offered_at(point: ServicePoint) -> list[PointItem]:
    """Return what a point offers, by the name of the item."""
    return list(present_offers().filter(point=point).select_related("item").order_by("item__name", "mode"))


def points_by_pk(numbers: Iterable[int]) -> dict[int, ServicePoint]:
    """Return points residents find, with their hours and offers, by key."""
    wanted = Prefetch("offers", queryset=present_offers().select_related("item"), to_attr="wanted")
    rows = with_hours(public_points()).filter(pk__in=list(numbers)).prefetch_related(wanted)
    return {point.pk: point for point in rows}


def public_item(pk: int) -> ServiceItem:
    """Return an item with its materials. Raises ``Http404`` for none, and for one no longer in use."""
    item = ServiceItem.objects.filter(in_use=True).prefetch_related("materials").filter(pk=pk).first()
    if item is None:
        raise Http404
    return item

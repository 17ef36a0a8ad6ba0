"""What is offered where, as residents find it."""

from __future__ import annotations

from collections.abc import Collection

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


def door_points(*, item: int | None = None, among: Collection[int] | None = None) -> list[ServicePoint]:
    """Return points residents find with their hours, and what they offer (of ``item`` alone) as ``wanted``."""
    offers = present_offers().select_related("item")
    rows = with_hours(public_points())
    if item is not None:
        offers = offers.filter(item=item)
        rows = rows.filter(pk__in=offers.order_by().values("point"))
    if among is not None:
        rows = rows.filter(pk__in=list(among))
    return list(rows.prefetch_related(Prefetch("offers", queryset=offers, to_attr="wanted")))


def fitting(need: str, mode: str, item: int | None) -> frozenset[int]:
    """Return the keys of the points that have a feature and do something (``item``) in a mode; empty: any."""
    rows = public_points()
    if mode:
        offers = present_offers().filter(mode=mode)
        rows = rows.filter(
            pk__in=(offers if item is None else offers.filter(item=item)).order_by().values("point")
        )
    has = rows.values_list("pk", "features")
    return frozenset(pk for pk, features in has if not need or need in features)


def offered_at(point: ServicePoint) -> list[PointItem]:
    """Return what a point offers, by the name of the item."""
    return list(present_offers().filter(point=point).select_related("item").order_by("item__name", "mode"))


def public_item(pk: int) -> ServiceItem:
    """Return an item with its materials. Raises ``Http404`` for none, and for one no longer in use."""
    item = ServiceItem.objects.filter(in_use=True).prefetch_related("materials").filter(pk=pk).first()
    if item is None:
        raise Http404
    return item

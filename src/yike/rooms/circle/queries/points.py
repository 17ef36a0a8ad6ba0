"""Points as staff, partners and residents find them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from yike.core.record.clock import today
from yike.rooms.circle import rules
from yike.rooms.circle.models import PointState, ServicePoint
from yike.rooms.circle.models.points import SHOWN


def visible_to(user: Any) -> QuerySet[ServicePoint]:
    """Return the points in the areas of ``user``, and those their unit runs; with area, host and partner."""
    rows = ServicePoint.objects.select_related("area", "host", "partner").defer("area__polygon")
    scoped = Q(pk__in=rules.SEE.visible(ServicePoint.objects.order_by(), user).values("pk"))
    ours = getattr(user, "unit_id", None)
    if ours is not None and rules.OWN.allows(user):
        scoped |= Q(partner=ours)
    return rows.filter(scoped)


def access_point(user: Any, pk: int) -> ServicePoint:
    """Return one point. Raises ``Http404`` where ``user`` has nothing to do with it."""
    point = visible_to(user).filter(pk=pk).first()
    if point is None:
        raise Http404
    return point


def public_points() -> QuerySet[ServicePoint]:
    """Return what residents may find: running or paused, and temporary ones until their last day."""
    rows = ServicePoint.objects.select_related("area", "host").defer("area__polygon")
    return rows.filter(state__in=SHOWN).filter(Q(last_day=None) | Q(last_day__gte=today()))


def points_of_keys(keys: Iterable[int]) -> QuerySet[ServicePoint]:
    """Return points by their keys, by kind and name: those that a number has counted."""
    rows = ServicePoint.objects.select_related("area").defer("area__polygon").filter(pk__in=list(keys))
    return rows.order_by("kind", "name", "pk")


def checked_today() -> int:
    """Return how many points somebody made sure of today, whatever their state."""
    return ServicePoint.objects.filter(checked_on=today()).order_by().count()


def public_point(code: str) -> ServicePoint:
    """Return one point by its public code, a closed one too, so that an old sign leads to an answer.

    Raises ``Http404`` for a code nobody has and for a point still in preparation.
    """
    rows = ServicePoint.objects.select_related("area", "host").exclude(state=PointState.PREPARING)
    point = rows.filter(code=code.strip().lower()).prefetch_related("exceptions").first()
    if point is None:
        raise Http404
    return point

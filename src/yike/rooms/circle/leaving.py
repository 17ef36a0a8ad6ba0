"""Somebody leaves who looks after points: they pass to the successor, or bad ratings would be brought to nobody."""

from __future__ import annotations

from django.db.models import QuerySet

from yike.core.accounts import handover
from yike.core.accounts.models import User
from yike.core.record.deed import Deed
from yike.rooms.circle.models import PointState, ServicePoint


def _kept(user: User) -> QuerySet[ServicePoint]:
    return ServicePoint.objects.filter(keeper=user).exclude(state=PointState.CLOSED)


def _pass(d: Deed, user: User, to: User) -> int:
    """Make ``to`` the keeper of all points that are not closed; return how many."""
    rows = list(_kept(user).select_for_update(of=("self",)))
    for row in rows:
        d.change(row, keeper=to)
    return len(rows)


handover.register(
    "circle.points",
    "信息由其负责的站点",
    "points they keep up to date",
    lambda user: _kept(user).count(),
    _pass,
    of=("circle.ServicePoint.keeper",),
)

"""Series as the desk and residents find them, with what came of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Sum
from django.http import Http404

from yike.rooms.almanac.models.activities import OVER, PUBLIC, Activity, ActivityState
from yike.rooms.almanac.models.series import Series
from yike.rooms.almanac.models.signups import HeadCount, Registration
from yike.rooms.almanac.queries.activities import public, visible_to

CHANGEABLE = frozenset(ActivityState) - OVER - {ActivityState.SUMMING}
"""It has not been held yet: what is changed of all that follow is changed of it."""


def ahead(activity: Activity, states: Collection[str] = CHANGEABLE) -> list[Activity]:
    """Return a session, whatever its state, and those in ``states`` that follow it, by time."""
    rows = Activity.objects.filter(series=activity.series_id, series__isnull=False)
    after = rows.filter(starts_at__gte=activity.starts_at, state__in=states)
    after |= Activity.objects.filter(pk=activity.pk)  # alone where it is in no series
    return list(after.select_related("area", "venue", "leader", "made_by", "approver").order_by("starts_at"))


def access_series(user: Any, pk: int) -> Series:
    """Return a series of which one may see a session. Raises ``Http404``."""
    seen = visible_to(user).filter(series=OuterRef("pk")).order_by()
    found = Series.objects.filter(Exists(seen), pk=pk).select_related("area").defer("area__polygon").first()
    if found is None:
        raise Http404
    return found


def public_series(code: str) -> Series:
    """Return a series of which residents may read a session. Raises ``Http404``."""
    told = Activity.objects.filter(series=OuterRef("pk"), state__in=PUBLIC)
    found = Series.objects.filter(Exists(told), code=code.strip().upper()).first()
    if found is None:
        raise Http404
    return found


def sessions_of(series: Series) -> list[Activity]:
    """Return all sessions of a series by time."""
    rows = Activity.objects.filter(series=series).select_related("area", "venue").defer("area__polygon")
    return list(rows.order_by("starts_at", "pk"))


def public_sessions(series: Series) -> QuerySet[Activity]:
    """Return what residents may read of a series, by time."""
    return public().filter(series=series).order_by("starts_at", "pk")


@dataclass(frozen=True)
class Came:
    """What came of a series: sessions held and called off, person-times 人次, persons 人数 who checked in."""

    held: int
    off: int
    visits: int
    people: int


def came_of(rows: Sequence[Activity]) -> tuple[Came, dict[int, int]]:
    """Return what came of the sessions of a series, and the person-times of each. Three queries.

    A session's person-times are those who checked in, or all who were counted or estimated where those are more.
    """
    keys = [row.pk for row in rows]
    signed = Registration.objects.filter(activity__in=keys, came__gt=0)
    visits = dict(signed.order_by().values_list("activity").annotate(sum=Sum("came")))
    counts = HeadCount.objects.filter(activity__in=keys).order_by(
        "-how", "people"
    )  # the best count goes last
    heads = {one.activity_id: one.people for one in counts}
    each = {pk: max(visits.get(pk, 0), heads.get(pk, 0)) for pk in keys}
    over = {ActivityState.SUMMING, ActivityState.ARCHIVED}
    held = sum(row.state in over for row in rows)
    off = sum(row.state == ActivityState.CANCELLED for row in rows)
    people = signed.order_by().values("whose").distinct().count()
    return Came(held, off, sum(each.values()), people), each

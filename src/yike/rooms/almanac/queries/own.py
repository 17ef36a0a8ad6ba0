"""What is somebody's own: the sign-ups of an account and the hours helped; and all hours for the record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from yike.core.areas.models import Area, lineage
from yike.core.record.clock import now
from yike.rooms.almanac.actions.door.arriving import AT_DOOR, EARLY
from yike.rooms.almanac.models.activities import COMING, Activity, ActivityHost, ActivityState
from yike.rooms.almanac.models.signups import Helping, Registration, SignUpState
from yike.rooms.almanac.queries.activities import visible_to
from yike.rooms.almanac.queries.counts import span_of
from yike.rooms.almanac.rules import signups as rules

MOST = 20  # doors on one page


def signups_of(user: Any) -> QuerySet[Registration]:
    """Return the sign-ups that somebody made for themselves with their account, the latest activity first."""
    rows = Registration.objects.filter(user=user).select_related(
        "activity", "activity__area", "activity__venue"
    )
    return rows.defer("activity__area__polygon").order_by("-activity__starts_at", "-pk")


def can_leave(row: Registration) -> bool:
    """Return whether somebody can still say that they do not come."""
    return row.state != SignUpState.CANCELLED and row.came_at is None and row.activity.state in COMING


def access_own(user: Any, pk: int) -> Registration:
    """Return one of somebody's own sign-ups. Raises ``Http404``."""
    found = signups_of(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def doors(user: Any) -> list[Activity]:
    """Return the activities at whose door somebody may stand today, the soonest first: two queries at most."""
    paths = rules.DOOR.paths(user)
    if not paths:
        return []
    near = Q(pk__in=[])
    for path in paths:
        near |= Q(area__path__startswith=path) | Q(area__path__in=lineage(path))
    if user.unit_id:
        near |= Q(Exists(ActivityHost.objects.filter(activity=OuterRef("pk"), unit=user.unit_id)))
    at = now()
    rows = Activity.objects.filter(near, state__in=sorted(AT_DOOR), starts_at__lte=at + EARLY)
    rows = rows.filter(ends_at__gte=at - EARLY).select_related("area", "venue").defer("area__polygon")
    return list(rows.order_by("starts_at", "pk")[:MOST])


def helped_by(user: Any) -> QuerySet[Helping]:
    """Return where somebody helped, the latest first."""
    rows = Helping.objects.filter(user=user).select_related("activity")
    return rows.order_by("-activity__starts_at", "-pk")


def hours_in(user: Any, area: Area, since: date, until: date) -> list[Helping]:
    """Return who helped at what was archived within days, in an area and below it, as far as ``user`` sees it."""
    begin, end = span_of(since, until)
    held: QuerySet[Activity] = visible_to(user).filter(state=ActivityState.ARCHIVED)
    held = held.filter(area__path__startswith=area.path, starts_at__gte=begin, starts_at__lt=end)
    rows = Helping.objects.filter(activity__in=held.order_by().values("pk"))
    return list(
        rows.select_related("activity", "user", "user__unit").order_by(
            "user__name", "user_id", "activity__starts_at", "pk"
        )
    )


@dataclass(frozen=True)
class Hours:
    """One volunteer: how often, and how many minutes in all."""

    user: Any
    times: int
    minutes: int


def by_person(rows: Iterable[Helping]) -> list[Hours]:
    """Return each volunteer once, in the order of ``rows``."""
    each: dict[int, list[Helping]] = {}
    for row in rows:
        each.setdefault(row.user_id, []).append(row)
    return [Hours(some[0].user, len(some), sum(one.minutes for one in some)) for some in each.values()]

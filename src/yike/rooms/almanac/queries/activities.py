"""Activities as the desk and residents find them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import Http404
from django.utils import timezone

from yike.core.accounts.models import RoleHolding, Unit, User, in_force
from yike.core.areas.models import Area, lineage
from yike.core.record.clock import now, today
from yike.core.record.lookup import rows_where
from yike.rooms.almanac.models.activities import (
    BOOKED,
    COMING,
    OVER,
    PUBLIC,
    Activity,
    ActivityHost,
    ActivityState,
)
from yike.rooms.almanac.models.venues import Venue
from yike.rooms.almanac.rules import activities as rules

EVENING = 17  # o'clock; nobody goes out twice
MOST = 12  # people who are told of one thing
LISTED = (
    *("code", "kind", "title", "title_en", "starts_at", "place", "state"),
    *("area__name", "venue__name", "venue__room"),
)
PEOPLE = ("leader", "made_by", "approver")
MOST_CLASHES = 50  # more of them say nothing new


def _rows() -> QuerySet[Activity]:
    """Return all activities with place and hosts: two queries, however many rows."""
    hosts = ActivityHost.objects.select_related("unit", "unit__area").defer("unit__area__polygon")
    rows = Activity.objects.select_related("area", "venue", "venue__area", "series")
    return rows.defer("area__polygon", "venue__area__polygon").prefetch_related(Prefetch("hosts", hosts))


def public() -> QuerySet[Activity]:
    """Return what residents may read, by the time it begins."""
    return _rows().filter(state__in=PUBLIC)


def coming(at: datetime | None = None) -> QuerySet[Activity]:
    """Return what is on or will be: approved, not called off, not ended yet; by the time it begins."""
    return public().filter(state__in=COMING, ends_at__gt=at or now())


def between(since: datetime, until: datetime) -> QuerySet[Activity]:
    """Return what residents may read that takes place within a stretch of time."""
    return public().filter(starts_at__lt=until, ends_at__gt=since)


def public_activity(code: str) -> Activity:
    """Return one by its public code, in either case. Raises ``Http404``."""
    try:
        return public().order_by().get(code=_coded(code))
    except Activity.DoesNotExist:
        raise Http404 from None


def bare_activity(code: str) -> Activity:
    """Return what ``public_activity`` does, alone and at once: for a crowd that presses. Raises ``Http404``."""
    for row in rows_where(Activity, code=_coded(code)):
        if row.public:
            return row
    raise Http404


def _coded(code: str) -> str:
    return code.strip().upper()


def visible_to(user: Any) -> QuerySet[Activity]:
    """Return the activities of one's areas, those one's unit holds and those one has planned or leads.

    Who planned, leads and approved them is not read along: PostgreSQL takes longer to plan three more joins than to
    answer (4 ms against 1).
    """
    seen = Q(made_by=user.pk) | Q(leader=user.pk)
    for path in rules.DESK.paths(user):
        seen |= Q(area__in=Area.objects.filter(path__startswith=path))
    if getattr(user, "unit_id", None) and rules.DESK.allows(user):
        seen |= Q(Exists(ActivityHost.objects.filter(activity=OuterRef("pk"), unit=user.unit_id)))
    return _rows().filter(seen)


def listed(rows: QuerySet[Activity]) -> QuerySet[Activity]:
    """Return the same with what a list shows and no more: title, kind, time, place, the hosts' names, state."""
    hosts = ActivityHost.objects.select_related("unit").only("activity", "role", "unit__name")
    rows = rows.select_related(None).prefetch_related(None).select_related("area", "venue").only(*LISTED)
    return rows.prefetch_related(Prefetch("hosts", hosts))


def access_activity(user: Any, pk: int) -> Activity:
    """Return one activity. Raises ``Http404`` where one may not see it."""
    found = visible_to(user).select_related(*PEOPLE).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def access_door(user: Any, pk: int) -> Activity:
    """Return an approved activity by its key, for whoever may stand at its door. Raises ``Http404``."""
    found = public().filter(pk=pk).first()
    if found is None or not user.is_authenticated:
        raise Http404
    return found


def upcoming(rows: QuerySet[Activity]) -> QuerySet[Activity]:
    """Return those that are not over, the nearest first."""
    return rows.exclude(state__in=OVER).order_by("starts_at", "pk")


def waiting(user: Any, rows: QuerySet[Activity]) -> QuerySet[Activity]:
    """Return those that wait for ``user``: to be approved, to be sent off, to be summed up."""
    approve = Q(pk__in=[])
    for path in rules.APPROVE.paths(user):
        approve |= Q(state=ActivityState.ASKED, area__path__startswith=path) & ~Q(made_by=user.pk)
    own = Q(made_by=user.pk) | Q(leader=user.pk)
    steps = [ActivityState.PLAN, ActivityState.SUMMING, ActivityState.POSTPONED]
    return rows.filter(approve | (own & Q(state__in=steps))).order_by("starts_at", "pk")


def find(rows: QuerySet[Activity], text: str) -> QuerySet[Activity]:
    """Return those whose title, code, place or unit holds ``text``; all for an empty one."""
    if not (wanted := text.strip()):
        return rows
    held = ActivityHost.objects.filter(activity=OuterRef("pk"), unit__name__contains=wanted)
    return rows.filter(
        Q(title__contains=wanted)
        | Q(title_en__icontains=wanted)
        | Q(code__iexact=wanted)
        | Q(place__contains=wanted)
        | Q(venue__name__contains=wanted)
        | Q(Exists(held))
    )


def clashes(
    activity: Any, *, starts_at: datetime, ends_at: datetime, but: int | None = None
) -> list[Activity]:
    """Return what takes place at the same time, or on the same evening, for the same people near by.

    Near is the same area, one around it, or one inside it. One question, and ``MOST_CLASHES`` at most.
    """
    rows = Activity.objects.select_related("area").defer("area__polygon")
    at_once = Q(starts_at__lt=ends_at, ends_at__gt=starts_at)
    path = activity.area.path
    near = Q(area__path__in=lineage(path)) | Q(area__path__startswith=path)
    rows = rows.filter(near, at_once | _evening(starts_at), state__in=BOOKED).exclude(pk=but)
    same = (row for row in rows.order_by("starts_at", "pk").iterator() if _same_people(activity, row))
    return list(islice(same, MOST_CLASHES))


def _evening(starts_at: datetime) -> Q:
    """Return what begins on the same evening, nothing for what does not begin in one."""
    begin = timezone.localtime(starts_at)
    if begin.hour < EVENING:
        return Q(pk__in=[])
    since = begin.replace(hour=EVENING, minute=0, second=0, microsecond=0)
    return Q(starts_at__gte=since, starts_at__lt=since + timedelta(hours=24 - EVENING))


def _same_people(one: Any, other: Activity) -> bool:
    return not one.audience or not other.audience or bool(set(one.audience) & set(other.audience))


def around(area: Area, roles: Iterable[str]) -> list[User]:
    """Return the people who hold one of ``roles`` in an area or above it today, the nearest first."""
    held = RoleHolding.objects.filter(in_force(today()), role__in=list(roles), user__is_active=True)
    held = held.filter(area__path__in=lineage(area.path))
    rows = list(held.select_related("user", "area").defer("area__polygon"))
    rows.sort(key=lambda row: (-len(row.area.path), row.user_id))
    return list(dict.fromkeys(row.user for row in rows))[:MOST]


def approvers(activity: Activity) -> list[User]:
    """Return who may approve an activity, the nearest first; not whoever has planned it."""
    return [one for one in around(activity.area, rules.APPROVE.roles) if one.pk != activity.made_by_id]


def concerned(activity: Activity) -> list[User]:
    """Return the staff whom it concerns: who planned, leads and approved it, and the liaisons of its hosts."""
    hosts = ActivityHost.objects.filter(activity=activity).select_related("unit__liaison")
    people = [activity.made_by, activity.leader, activity.approver, *(host.unit.liaison for host in hosts)]
    return [one for one in dict.fromkeys(people) if one is not None and one.is_active]


def venues_for(user: Any) -> QuerySet[Venue]:
    """Return the places in use that somebody may plan in: their areas' and those above."""
    rows = Venue.objects.select_related("area").defer("area__polygon").filter(active=True)
    return rows.filter(_within(rules.PLAN.paths(user), "area__path"))


def kept_venues(user: Any) -> QuerySet[Venue]:
    """Return the places of one's areas."""
    rows = Venue.objects.select_related("area").defer("area__polygon")
    return rules.DESK.visible(rows, user)


def access_venue(user: Any, pk: int) -> Venue:
    """Return one place. Raises ``Http404`` outside one's areas."""
    found = kept_venues(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def areas_for(user: Any) -> QuerySet[Area]:
    """Return the areas in which somebody may plan: their own and the street above."""
    rows = Area.objects.open().light().filter(_within(rules.PLAN.paths(user), "path"))
    return rows.order_by("path")


def _within(paths: Iterable[str], column: str) -> Q:
    scope = Q(pk__in=[])
    for path in paths:
        scope |= Q(**{f"{column}__startswith": path})
    return scope


def units_for(user: Any) -> QuerySet[Unit]:
    """Return the units that can hold an activity: all of the street, with partners and firms."""
    tops = [path[: Area.steplen] for path in rules.PLAN.paths(user)]
    rows = Unit.objects.filter(active=True).filter(_within(tops, "area__path"))
    return rows.select_related("area").defer("area__polygon").order_by("kind", "name")


def leaders_for(user: Any) -> QuerySet[User]:
    """Return who can lead an activity: whoever plans in one's areas or above, by name."""
    tops = [path[: Area.steplen] for path in rules.PLAN.paths(user)]
    held = RoleHolding.objects.filter(in_force(today()), role__in=rules.PLAN.roles)
    held = held.filter(_within(tops, "area__path"), user=OuterRef("pk"))
    return User.objects.filter(Exists(held), is_active=True).order_by("name", "pk")


def helpers_for(user: Any) -> QuerySet[User]:
    """Return who can have helped: staff and volunteers of the street, by name."""
    tops = [path[: Area.steplen] for path in rules.PLAN.paths(user)]
    held = RoleHolding.objects.filter(in_force(today())).filter(
        _within(tops, "area__path"), user=OuterRef("pk")
    )
    return User.objects.filter(Exists(held), is_active=True).order_by("name", "pk")

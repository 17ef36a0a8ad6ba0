"""Whistles as the desk, a called unit and the machine find them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404

from yike.core.accounts.models import RoleHolding, Unit, User, in_force
from yike.core.areas.queries import ancestors
from yike.core.record.clock import now, today
from yike.core.record.prepared import Prepared
from yike.core.rights.right import Right
from yike.rooms.grid import rules
from yike.rooms.grid.flows.whistles import COMING
from yike.rooms.grid.models.whistles import (
    FREED,
    OVER,
    SOUNDING,
    CallState,
    Whistle,
    WhistleCall,
    WhistleState,
    WhistleTask,
)
from yike.rooms.grid.places import metres
from yike.rooms.grid.queries.people import with_deputies

AGAIN_DAYS = 30
AGAIN_METRES = 100.0
DEGREES = 0.002  # more than AGAIN_METRES in either direction, anywhere in China


def visible_to(user: Any) -> QuerySet[Whistle]:
    """Return the whistles of one's areas, those one blew, and those that called one's own unit once blown."""
    rows = Whistle.objects.select_related("area", "caller", "caller__unit", "approver", "accepted_by")
    return rows.defer("area__polygon").filter(_seen_by(user))


def _seen_by(user: Any) -> Q:
    seen = Q(caller__in=rules.stands_for(user))
    for path in rules.SEE.paths(user):
        seen |= Q(area__path__startswith=path)
    if rules.units_of(user, rules.COME) and rules.COME.allows(user):
        seen |= Q(Exists(_calls_of(user))) & Q(blown_at__isnull=False)
    return seen


def _calls_of(user: Any) -> QuerySet[WhistleCall]:
    return WhistleCall.objects.filter(whistle=OuterRef("pk"), unit__in=rules.units_of(user, rules.COME))


def access_whistle(user: Any, pk: int) -> Whistle:
    """Return one whistle. Raises ``Http404`` where one may not see it."""
    found = visible_to(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def calls(whistle: Whistle) -> list[WhistleCall]:
    """Return the units a whistle calls, with who arrived and who ruled."""
    rows = WhistleCall.objects.select_related("unit", "unit__area", "arrived_by", "ruled_by")
    found = list(rows.defer("unit__area__polygon").filter(whistle=whistle))
    for call in found:
        call.whistle = whistle
    return found


def access_call(whistle: Whistle, pk: int) -> WhistleCall:
    """Return one call of a whistle that was found for somebody. Raises ``Http404``."""
    found = next((call for call in calls(whistle) if call.pk == pk), None)
    if found is None:
        raise Http404
    return found


def standing(calls: Iterable[WhistleCall]) -> dict[str, int]:
    """Return how many units are called and how many are there."""
    expected = [call for call in calls if call.state not in FREED]
    return {"called": len(expected), "there": sum(call.arrived_at is not None for call in expected)}


def tasks(whistle: Whistle) -> list[WhistleTask]:
    """Return what was agreed on the spot, the nearest day first."""
    found = list(WhistleTask.objects.select_related("unit", "done_by").filter(whistle=whistle))
    for task in found:
        task.whistle = whistle
    return found


def access_task(whistle: Whistle, pk: int) -> WhistleTask:
    """Return one measure of a whistle. Raises ``Http404``."""
    found = next((task for task in tasks(whistle) if task.pk == pk), None)
    if found is None:
        raise Http404
    return found


def whistle_of(user: Any, what: str, pk: int) -> Whistle:
    """Return the whistle of a call or a measure, as deadlines name them. Raises ``Http404``."""
    model = {"call": WhistleCall, "task": WhistleTask}.get(what)
    row = model.objects.filter(pk=pk).first() if model else None
    if row is None:
        raise Http404
    return access_whistle(user, row.whistle_id)


def still_open(user: Any) -> QuerySet[Whistle]:
    """Return the whistles one may see that are not over, the latest first."""
    return visible_to(user).exclude(state__in=OVER)


def mine(user: Any) -> QuerySet[Whistle]:
    """Return the whistles that wait for ``user``: to come, to approve, to rule, to accept, to go on."""
    return still_open(user).filter(_to_come(user) | _to_lead(user) | _to_decide(user))


WAITING = Prepared(lambda user: (mine(user).order_by(), {"mine": Count("pk")}))
"""How many whistles wait for somebody."""


def _to_come(user: Any) -> Q:
    if not rules.units_of(user, rules.COME) or not rules.COME.allows(user):
        return Q(pk__in=[])
    calls_ = _calls_of(user).filter(state__in=COMING)
    undone = WhistleTask.objects.filter(
        whistle=OuterRef("pk"), unit__in=rules.units_of(user, rules.COME), done_at=None
    )
    unrated = _calls_of(user).filter(state=CallState.ARRIVED, score_back=None)
    blown = Q(state__in=SOUNDING)
    return (
        (blown & Q(Exists(calls_)))
        | (Q(state=WhistleState.HANDLING) & Q(Exists(undone)))
        | (Q(state=WhistleState.RATING) & Q(Exists(unrated)))
    )


def _to_lead(user: Any) -> Q:
    undone = WhistleTask.objects.filter(whistle=OuterRef("pk"), done_at=None)
    ready = Q(state=WhistleState.HANDLING) & ~Q(Exists(undone))
    return Q(caller__in=rules.stands_for(user)) & (
        Q(state__in=[WhistleState.DRAFT, WhistleState.MEETING, WhistleState.RATING]) | ready
    )


def _to_decide(user: Any) -> Q:
    refused = WhistleCall.objects.filter(whistle=OuterRef("pk"), state=CallState.REFUSED)
    unapproved = Q(after=True, approved_at=None) & ~Q(state=WhistleState.DRAFT)
    again_ = Q(state=WhistleState.POSTPONED, review_on__lte=today())
    asked = (
        Q(state__in=[WhistleState.ASKED, WhistleState.ESCALATED]) | unapproved | Q(Exists(refused)) | again_
    )
    return (_within(rules.APPROVE, user) & asked) | _to_accept(user)


def _to_accept(user: Any) -> Q:
    """Return what waits to be accepted by somebody who had no part in it: as ``rules.may_accept`` has it."""
    people, units = rules.stands_for(user), rules.tied_units(user)
    concerned = Q(caller__in=people) | Q(planned_by__in=people) | Q(finished_by__in=people)
    concerned |= Q(Exists(WhistleTask.objects.filter(whistle=OuterRef("pk"), done_by__in=people)))
    calls_ = WhistleCall.objects.filter(whistle=OuterRef("pk"))
    concerned |= Q(Exists(calls_.filter(arrived_by__in=people)))
    if units:
        tasks_ = WhistleTask.objects.filter(whistle=OuterRef("pk"), unit__in=units)
        concerned |= Q(Exists(calls_.filter(unit__in=units))) | Q(Exists(tasks_))
    return _within(rules.ACCEPT, user) & Q(state=WhistleState.ACCEPTING) & ~concerned


def _within(right: Right, user: Any) -> Q:
    scope = Q(pk__in=[])
    for path in right.paths(user):
        scope |= Q(area__path__startswith=path)
    return scope


def find(rows: QuerySet[Whistle], text: str) -> QuerySet[Whistle]:
    """Return the whistles whose number, place or matter holds ``text``."""
    text = text.strip()
    if not text:
        return rows
    return rows.filter(Q(number__iexact=text) | Q(address__contains=text) | Q(matter__contains=text))


def blown_before(whistle: Whistle) -> list[Whistle]:
    """Return the whistles of the same kind that sounded within 30 days before this one did, and within 100 m.

    All before now where it has not sounded yet. Whoever may see them, for it is counted; none that were withdrawn,
    and none where a place is not known. No two near each other have one moment: ``moment_to_sound`` sees to it.
    """
    moment = whistle.blown_at
    rows = _near(whistle, moment or now())
    return rows if moment is None else [row for row in rows if row.blown_at < moment]


def moment_to_sound(before: Iterable[Any]) -> datetime:
    """Return when a whistle sounds, after those ``before`` it: now, and never in the same moment as one of them."""
    return max([now(), *(row.blown_at + datetime.resolution for row in before)])


def blown_after(whistle: Whistle) -> list[Whistle]:
    """Return the whistles of the same kind that sounded within 30 days after this one did, and within 100 m."""
    moment = whistle.blown_at
    return [row for row in _near(whistle, moment) if row.blown_at > moment] if moment else []


def _near(whistle: Whistle, moment: datetime) -> list[Any]:
    if whistle.lon is None or whistle.lat is None:
        return []
    days = timedelta(days=AGAIN_DAYS)
    rows = Whistle.objects.filter(
        kind=whistle.kind,
        blown_at__range=(moment - days, moment + days),
        lon__range=(whistle.lon - DEGREES, whistle.lon + DEGREES),
        lat__range=(whistle.lat - DEGREES, whistle.lat + DEGREES),
    ).exclude(pk=whistle.pk)
    sounded = rows.exclude(state=WhistleState.WITHDRAWN).order_by("blown_at", "pk")
    return [row for row in sounded if _away(whistle, row) <= AGAIN_METRES]


def again(user: Any, whistle: Whistle) -> list[Whistle]:
    """Return of ``blown_before`` what ``user`` may see."""
    rows = blown_before(whistle)
    seen = visible_to(user).filter(pk__in=[row.pk for row in rows]) if rows else Whistle.objects.none()
    keys = set(seen.order_by().values_list("pk", flat=True))
    return [row for row in rows if row.pk in keys]


def _away(whistle: Whistle, other: Any) -> float:
    return metres(whistle, other.lon, other.lat)


def _held(right: Right) -> QuerySet[RoleHolding]:
    held = RoleHolding.objects.filter(in_force(today()), role__in=right.roles, user__is_active=True)
    return held.filter(user__unproven=False)


def comers(unit: Unit) -> list[User]:
    """Return whom a call to a unit is brought to: its liaison first, who may answer for it, then their deputies."""
    rows = _held(rules.COME).filter(user__unit=unit).select_related("user").order_by("user__username")
    people = list(dict.fromkeys(row.user for row in rows))
    return with_deputies(sorted(people, key=lambda user: user.pk != unit.liaison_id))


def holders(right: Right, area: Any) -> list[User]:
    """Return who holds a right in an area, by log-in name."""
    rows = _held(right).select_related("user", "area").defer("area__polygon").order_by("user__username")
    return list(dict.fromkeys(row.user for row in rows if area.path.startswith(row.area.path)))


def callable_units(area: Any) -> QuerySet[Unit]:
    """Return the units that can be called to an area: in use, at work there, and with somebody who can answer."""
    reached = _held(rules.COME).filter(user__unit=OuterRef("pk"))
    around = [above.pk for above in ancestors(area)]
    rows = Unit.objects.filter(Q(area__in=around) | Q(area__path__startswith=area.path), active=True)
    return rows.filter(Exists(reached)).order_by("kind", "name")

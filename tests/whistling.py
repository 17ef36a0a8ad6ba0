"""Units to call and whistles to blow, for tests. All invented."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from office import BY, EARLY, PASSWORD, Office
from scenes import scene
from workdays import written
from yike.core.accounts.actions import add_unit, add_user, give_role
from yike.core.accounts.models import Unit, User
from yike.core.calendar import actions as calendar
from yike.core.outbox.models import Notice
from yike.core.record.models import Fact
from yike.core.rights.by import By
from yike.core.rights.roles import Role
from yike.engines.worktime.moments import SHANGHAI
from yike.rooms.grid.actions import whistles as actions
from yike.rooms.grid.models import Whistle, WhistleCall, WhistleKind
from yike.rooms.grid.queries.whistles import calls

PLACE = {"lon": 120.001, "lat": 31.001}


@dataclass(frozen=True)
class Crew:
    """Two units with a liaison each, and a third with nobody."""

    water: Unit
    patrol: Unit
    mute: Unit
    plumber: User
    officer: User


@scene
def make_crew(office: Office) -> Crew:
    """Build the units through the same actions as real use."""
    calendar.seed_year(BY, 2026)
    names = ("梅巷水务站", "梅巷城管中队", "梅巷路灯所")
    water, patrol, mute = [add_unit(BY, kind="department", name=name, area=office.street) for name in names]
    people = []
    for unit, username, name in ((water, "plumber", "蒋水务"), (patrol, "officer", "沈城管")):
        user = add_user(BY, username=username, name=name, unit=unit, password=PASSWORD)
        give_role(BY, user=user, role=Role.LIAISON, area=office.street, since=EARLY)
        people.append(user)
    return Crew(water, patrol, mute, *people)


def person(user: User) -> By:
    """Return somebody as the doer, with the roles held now."""
    return By.person(User.objects.get(pk=user.pk))


def blow(office: Office, crew: Crew, *, by: By | None = None, **more: Any) -> Whistle:
    """Let the first community's worker blow a whistle for both units; an emergency unless told otherwise."""
    values: dict[str, Any] = {
        "kind": WhistleKind.EMERGENCY,
        "area": office.grids[0],
        "address": "竹行巷 12 号门口",
        "matter": "自来水管爆了，水漫到路上",
        "units": [crew.water, crew.patrol],
        **PLACE,
        **more,
    }
    return actions.make_whistle(by or person(office.worker), **values)


def call_of(whistle: Whistle, unit: Unit) -> WhistleCall:
    """Return the call of one unit, fresh."""
    return next(call for call in calls(Whistle.objects.get(pk=whistle.pk)) if call.unit_id == unit.pk)


def counted(code: str) -> int:
    """Return the sum of the facts of a measure."""
    return int(sum(fact.quantity for fact in Fact.objects.filter(measure=code)))


def told(kind: str) -> list[str]:
    """Return who was told of a kind, by log-in name."""
    rows = Notice.objects.filter(message__kind=kind).values_list("user__username", flat=True)
    return sorted(rows)


def local(moment: Any) -> str | None:
    """Return a moment in words of the place, as workdays.at takes it."""
    return written(moment and moment.astimezone(SHANGHAI))


def fresh(whistle: Whistle) -> Whistle:
    """Return a whistle as it is now."""
    return Whistle.objects.get(pk=whistle.pk)

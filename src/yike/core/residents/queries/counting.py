"""How many live where now: asked of the register itself. What happened on which day, the facts tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse

from yike.core.areas.models import Area
from yike.core.areas.registered import Registered
from yike.core.record.clock import today
from yike.core.residents import rules
from yike.core.residents.models import Household, Person, PersonState
from yike.core.residents.queries.households import ELDER
from yike.core.residents.queries.scope import scope_of
from yike.core.residents.register import Living

OLD = 80


@dataclass(frozen=True)
class Counts:
    """How many households and persons live in an area now. ``elders`` are 60 and over, ``old`` 80 and over.

    ``alone`` counts elders noted as living alone or without kin. Ages are by year of birth.
    """

    households: int
    persons: int
    elders: int
    old: int
    alone: int


def counts(user: Any, area: Area | None = None) -> Counts:
    """Return how many live in the reader's areas, or in one of them and those below."""
    scope, year = scope_of(user), today().year
    persons = scope.of(Person.objects.filter(state=PersonState.HERE))
    households = scope.of(Household.objects.filter(left_on=None))
    if area is not None:
        within = Area.objects.within(area).order_by().values("pk")
        persons, households = persons.filter(area_id__in=within), households.filter(area_id__in=within)
    # counted by a column of the index, which then answers without the table
    elder = Q(birth_year__lte=year - ELDER)
    found = persons.aggregate(
        persons=Count("area"),
        elders=Count("area", filter=elder),
        old=Count("area", filter=Q(birth_year__lte=year - OLD)),
        alone=Count("area", filter=elder & Q(living__in=[Living.ALONE, Living.NO_KIN])),
    )
    return Counts(households=households.count(), **found)


def with_elders(user: Any, area: Area | None = None) -> int:
    """Return how many households somebody of 60 or over lives in: as many as ``households_visible`` then lists.

    Counted from the persons, which an index answers alone; going from household to household takes twice as long.
    """
    persons = scope_of(user).of(
        Person.objects.filter(state=PersonState.HERE, birth_year__lte=today().year - ELDER)
    )
    if area is not None:
        persons = persons.filter(area_id__in=Area.objects.within(area).order_by().values("pk"))
    staying = persons.exclude(household__in=Household.objects.filter(left_on__isnull=False).values("pk"))
    counted: int = staying.order_by().aggregate(n=Count("household", distinct=True))["n"]
    return counted


def living_here(user: Any) -> dict[str, int]:
    """Return how many ``households``, ``persons`` and ``elders`` live in the reader's areas: the short of it."""
    scope = scope_of(user)
    persons = scope.of(Person.objects.filter(state=PersonState.HERE))
    elders = Count("area", filter=Q(birth_year__lte=today().year - ELDER))
    households = scope.of(Household.objects.filter(left_on=None)).order_by().count()
    return {"households": households, **persons.aggregate(persons=Count("area"), elders=elders)}


def registered_in(user: Any, area: Area | None) -> Registered | None:
    """Return how many persons are registered where the reader may see them, with the list; None to who may not."""
    if not rules.SEE.allows(user, area):
        return None
    persons = scope_of(user).of(Person.objects.filter(state=PersonState.HERE))
    if area is not None:
        persons = persons.filter(area_id__in=Area.objects.within(area).order_by().values("pk"))
    asked = f"?area={area.pk}" if area is not None else ""
    return Registered(persons.count(), reverse("residents:index") + asked)


def elders_by_area(age: int = ELDER) -> dict[int, int]:
    """Return how many persons of ``age`` and over live in each area, by the area's primary key."""
    rows = Person.objects.filter(state=PersonState.HERE, birth_year__lte=today().year - age)
    return dict(rows.order_by().values_list("area_id").annotate(Count("area")))

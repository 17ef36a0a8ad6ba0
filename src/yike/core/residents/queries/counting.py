"""How many live where now: asked of the register itself. What happened on which day, the facts tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from yike.core.areas.models import Area
from yike.core.areas.registered import Registered
from yike.core.record.clock import today
from yike.core.record.kept import Kept
from yike.core.residents import rules
from yike.core.residents.models import Household, Person, PersonState
from yike.core.residents.queries.households import ELDER
from yike.core.residents.queries.scope import Scope, scope_of
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
    return _counts(scope_of(user), _within(area), today().year)


def with_elders(user: Any, area: Area | None = None) -> int:
    """Return how many households somebody of 60 or over lives in: as many as ``households_visible`` then lists."""
    return _with_elders(scope_of(user), _within(area), today().year)


def living_here(user: Any) -> dict[str, int]:
    """Return how many ``households``, ``persons`` and ``elders`` live in the reader's areas: the short of it."""
    return dict(_living_here(scope_of(user), today().year))


def _within(area: Area | None) -> frozenset[int] | None:
    """Return an area and those below it by their primary keys."""
    return (
        None if area is None else frozenset(Area.objects.within(area).order_by().values_list("pk", flat=True))
    )


def _here(scope: Scope, within: frozenset[int] | None) -> tuple[QuerySet[Person], QuerySet[Household]]:
    persons = scope.of(Person.objects.filter(state=PersonState.HERE)).order_by()
    households = scope.of(Household.objects.filter(left_on=None)).order_by()
    if within is not None:
        persons, households = persons.filter(area_id__in=within), households.filter(area_id__in=within)
    return persons, households


def _elder(year: int) -> Q:
    return Q(birth_year__lte=year - ELDER)


@Kept
def _counts(scope: Scope, within: frozenset[int] | None, year: int) -> Counts:
    persons, households = _here(scope, within)
    # counted by a column of the index, which then answers without the table
    found = persons.aggregate(
        persons=Count("area"),
        elders=Count("area", filter=_elder(year)),
        old=Count("area", filter=Q(birth_year__lte=year - OLD)),
        alone=Count("area", filter=_elder(year) & Q(living__in=[Living.ALONE, Living.NO_KIN])),
    )
    return Counts(households=households.count(), **found)


@Kept
def _with_elders(scope: Scope, within: frozenset[int] | None, year: int) -> int:
    """Count from the persons, which an index answers alone; from household to household takes twice as long."""
    persons = _here(scope, within)[0].filter(_elder(year))
    staying = persons.exclude(household__in=Household.objects.filter(left_on__isnull=False).values("pk"))
    counted: int = staying.aggregate(n=Count("household", distinct=True))["n"]
    return counted


@Kept
def _living_here(scope: Scope, year: int) -> dict[str, int]:
    persons, households = _here(scope, None)
    found = persons.aggregate(persons=Count("area"), elders=Count("area", filter=_elder(year)))
    return {"households": households.count(), **found}


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

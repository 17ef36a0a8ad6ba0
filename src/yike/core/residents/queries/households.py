"""Households as the desk lists them."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from yike.core.areas.models import Area
from yike.core.record.clock import today
from yike.core.residents.models import Household, Person, PersonState
from yike.core.residents.queries.scope import scope_of

ELDER = 60  # 老年人权益保障法 art. 2
HERE = PersonState.HERE
SHOWN = ("household_id", "name", "relation", "birth_year")  # of each person, on a line of the list
_ORDER = {"head": 0, "spouse": 1}


def households_visible(
    user: Any, *, area: Area | None = None, elders: bool = False, gone: bool = False
) -> QuerySet[Household]:
    """Return the households that somebody may see, in the order of areas, with dwelling and persons.

    ``area`` narrows to one area and those below; ``elders`` to households with somebody of 60 or over; ``gone``
    to households that have left. Three queries, however many rows a page holds.
    """
    rows = scope_of(user).of(Household.objects.filter(left_on__isnull=not gone))
    if area is not None:
        rows = rows.filter(area_id__in=Area.objects.within(area).order_by().values("pk"))
    if elders:
        rows = rows.filter(Exists(_elders(of=OuterRef("pk"))))
    people = Person.objects.filter(state=HERE).only(*SHOWN).order_by("id")
    persons = Prefetch("persons", people, to_attr="here")
    rows = rows.select_related("dwelling", "area").defer("area__polygon").prefetch_related(persons)
    return rows.order_by("area_id", "id")


def _elders(of: OuterRef) -> QuerySet[Person]:
    """Return the elders who live in one household: asked row by row, so that a page stops once it is full."""
    return Person.objects.filter(household=of, state=HERE, birth_year__lte=today().year - ELDER)


def members_of(household: Household) -> list[Person]:
    """Return everybody of a household: who lives here first, the head before the others."""
    persons = household.persons.exclude(state=PersonState.MERGED)
    persons = persons.select_related("area").defer("area__polygon")
    return sorted(persons, key=lambda p: (p.state != HERE, _ORDER.get(p.relation, 2), p.pk))

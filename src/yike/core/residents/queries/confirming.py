"""What may be of one person and has to be confirmed by who erases them or hands out their data."""

from __future__ import annotations

from yike.core.residents.elsewhere import sought
from yike.core.residents.likely import Likely, bearers, likely_of
from yike.core.residents.models import Person
from yike.core.residents.queries.person import records_of
from yike.core.rights.by import By


def maybe_theirs(by: By, person: Person) -> list[Likely]:
    """Return rows of rooms that bear a person's name and may be a namesake's, as far as ``by`` may know of them."""
    return bearers(sought(records_of(person), by))


def maybe_of(by: By, person: Person) -> list[Likely]:
    """Return those rows, and words of others that mention the name, in areas where ``by`` may erase."""
    return likely_of(sought(records_of(person), by))


def namesakes(person: Person) -> int:
    """Return how many other persons of the register bear one of the names of a person's records."""
    records = records_of(person)
    others = Person.objects.filter(name__in={row.name for row in records}, merged_into=None)
    return others.exclude(pk__in=[row.pk for row in records]).count()

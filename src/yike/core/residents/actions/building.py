"""From checked details to rows: sealed values, blind indexes, and the keys by which names are found."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import islice
from typing import Any

from django.db import connection

from yike.core.record.bulk import take_stock
from yike.core.record.models import Fact, HistoryEntry
from yike.core.residents.addresses import spoken
from yike.core.residents.details import Details
from yike.core.residents.models import BuildingKey, Dwelling, Household, Person, SearchKey
from yike.core.residents.searching import keys_of
from yike.core.vault.fields import sealed_values

MANY = 1000
_KEYS_AT_ONCE = 20_000
_REGISTER = (Dwelling, Household, Person, SearchKey, BuildingKey, HistoryEntry, Fact)


def person_values(details: Details) -> dict[str, Any]:
    """Return the columns of a person for ``details``: set them all together, on one row."""
    born = details.born.isoformat() if details.born else None
    return {
        "name": details.name,
        "relation": details.relation,
        "sex": details.sex,
        "living": details.living,
        "birth_year": details.born.year if details.born else None,
        **sealed_values(
            Person, national_id=details.national_id or None, phone=details.phone or None, birth_date=born
        ),
    }


def new_person(details: Details, household: Household, day: date) -> Person:
    """Return a person not yet kept, living in ``household`` since ``day``."""
    return Person(household=household, area_id=household.area_id, registered_on=day, **person_values(details))


def _insert_keys(rows: list[tuple[str, int, int]]) -> None:
    table = SearchKey._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"INSERT INTO {table} (key, area_id, person_id) "  # noqa: S608 - our own table's name
                "SELECT * FROM unnest(%s::text[], %s::bigint[], %s::bigint[])",
                [list(column) for column in zip(*rows, strict=True)],
            )
        else:
            cursor.executemany(
                f"INSERT INTO {table} (key, area_id, person_id) VALUES (%s, %s, %s)",  # noqa: S608 - as above
                rows,
            )


def add_keys(persons: Iterable[Person]) -> None:
    """Make the search keys of persons that have none."""
    rows = ((key, person.area_id, person.pk) for person in persons for key in sorted(keys_of(person.name)))
    while chunk := list(islice(rows, _KEYS_AT_ONCE)):
        _insert_keys(chunk)


def add_building_keys(dwellings: Iterable[Dwelling]) -> None:
    """Make the keys by which dwellings are found, one for each building that has none in the dwelling's area."""
    places = {(dwelling.area_id, dwelling.address, dwelling.building) for dwelling in dwellings}
    keys = [
        BuildingKey(area_id=area, address=address, building=building, spoken=spoken(address, building))
        for area, address, building in sorted(places)
    ]
    BuildingKey.objects.bulk_create(keys, batch_size=500, ignore_conflicts=True)


def renew_keys(persons: Iterable[Person]) -> None:
    """Make the search keys of persons anew, after a change of name or place."""
    found = list(persons)
    SearchKey.objects.filter(person__in=found).delete()
    add_keys(person for person in found if person.state != "merged")


def look_over(rows: int) -> None:
    """Let the database see at once what it holds now, where many rows came in: the next page is quick already."""
    if rows >= MANY:
        take_stock(*_REGISTER)

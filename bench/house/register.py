"""A register of any size, by the shortest way the databases have: without history, which no search reads."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import date
from multiprocessing import get_context

import django
from django.db import connection, transaction
from django.db.models import Model

from bench.house.child import say
from bench.house.people import Register, draw
from yike.core.areas.models import Area, AreaLevel
from yike.core.record import bulk
from yike.core.residents.actions.building import add_building_keys, add_keys, new_person
from yike.core.residents.addresses import key_of
from yike.core.residents.details import Details
from yike.core.residents.models import Dwelling, Household, Person, SearchKey
from yike.core.residents.register import PersonRow

AT_ONCE = 12_000  # households
TODAY = date(2026, 1, 5)


def _details(row: PersonRow) -> Details:
    year, month, day = int(row.national_id[6:10]), int(row.national_id[10:12]), int(row.national_id[12:14])
    sex = "M" if int(row.national_id[16]) % 2 else "F"
    born = date(year, month, day)
    return Details(
        row.name, row.relation.value, sex, row.national_id, f"+86{row.phone}", born, row.living.value
    )


def _dwellings(register: Register, areas: dict[str, int]) -> list[Dwelling]:
    return [
        Dwelling(area_id=areas[r.area], address=r.address, unit=r.unit, room=r.room, lon=120.6, lat=31.3,
                 key=key_of(r.address, r.building, r.unit, r.room))
        for r in register.dwellings
    ]  # fmt: skip


def _insert(register: Register, areas: dict[str, int]) -> int:
    dwellings = _dwellings(register, areas)
    bulk.insert(Dwelling, dwellings)
    add_building_keys(dwellings)
    rows = zip(register.households, dwellings, strict=True)
    homes = [Household(dwelling=place, area_id=place.area_id, code=r.code, size=r.size) for r, place in rows]
    bulk.insert(Household, homes)
    behind = {r.ref: home for r, home in zip(register.households, homes, strict=True)}
    persons = [new_person(_details(row), behind[row.household], TODAY) for row in register.persons]
    bulk.insert(Person, persons)
    add_keys(persons)
    return len(persons)


def _plain_indexes(table: str) -> list[tuple[str, str]]:
    """Return how to drop and to make anew each index of a table that no other table leans on."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes JOIN pg_class c ON c.relname = indexname"
            " WHERE tablename = %s AND NOT EXISTS (SELECT 1 FROM pg_constraint k WHERE k.conindid = c.oid)",
            [table],
        )
        return [(f"DROP INDEX {name}", made) for name, made in cursor.fetchall()]


@contextmanager
def _without_indexes(*models: type[Model]) -> Iterator[None]:
    """Write first and index afterwards, which is how a register of a million comes in in minutes."""
    if connection.vendor != "postgresql":
        yield
        return
    keys = f"ALTER TABLE {SearchKey._meta.db_table}"
    primary = f"{SearchKey._meta.db_table}_pkey"
    steps = [step for model in models for step in _plain_indexes(model._meta.db_table)]
    steps.append((f"{keys} DROP CONSTRAINT {primary}", f"{keys} ADD PRIMARY KEY (key, area_id, person_id)"))
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '1GB'")
        for drop, _ in steps:
            cursor.execute(drop)
        yield
        for _, make in steps:
            cursor.execute(make)


def _pieces(households: int) -> list[tuple[int, int]]:
    return [(first, min(AT_ONCE, households - first)) for first in range(0, households, AT_ONCE)]


def _write(piece: tuple[int, int]) -> int:
    """Draw and write one piece; done in a process of its own on PostgreSQL."""
    areas = dict(Area.objects.filter(level=AreaLevel.GRID).order_by("pk").values_list("code", "pk"))
    first, count = piece
    with transaction.atomic():
        if connection.vendor == "postgresql":  # the rows that are referred to are there
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL session_replication_role = replica")
        return _insert(draw(count, list(areas), first), areas)


def _written(households: int) -> Iterator[int]:
    pieces = _pieces(households)
    if connection.vendor != "postgresql":
        yield from map(_write, pieces)
        return
    with ProcessPoolExecutor(2, get_context("spawn"), initializer=django.setup) as hands:
        yield from hands.map(_write, pieces)


def fill(households: int) -> int:
    """Fill the register with so many households and five persons in every three; return how many persons."""
    persons = 0
    with _without_indexes(Dwelling, Household, Person, SearchKey):
        for count in _written(households):
            persons += count
            if persons % 100_000 < count:
                say(f"{persons:,} persons")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")
    return persons

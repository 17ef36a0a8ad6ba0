"""Ten million facts, filled by SQL, and a month of them by community."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db import connection

from bench.clock import taken
from bench.house.child import say
from bench.house.limits import Row, held
from bench.house.street import Street, make_street
from yike.core.record import measures
from yike.core.record.measures import Kind, Measure
from yike.core.record.models import Fact
from yike.core.record.queries import count_in

LIMIT_MS = 200
SINCE, UNTIL = date(2025, 3, 1), date(2025, 3, 31)
PERSONS = 80_000
FIRST_DAY, DAYS = date(2023, 1, 1), 1000
_COLUMNS = "measure, day, area_id, subject, quantity, source_model, source_pk, deed, at"
# g numbers the facts
_POSTGRESQL = f"""
INSERT INTO record_fact ({_COLUMNS})
SELECT 'bench.m' || (g %% {{shared}}), date '{FIRST_DAY}' + (random() * {DAYS})::int,
       (%s::bigint[])[1 + floor(random() * {{grids}})::int],
       'residents.person:' || (random() * {PERSONS})::int, 1, 'residents.person', g::text, gen_random_uuid(), now()
FROM generate_series(1, {{facts}}) g
"""
_SQLITE = f"""
WITH RECURSIVE n(g) AS (SELECT 1 UNION ALL SELECT g + 1 FROM n WHERE g < {{facts}})
INSERT INTO record_fact ({_COLUMNS})
SELECT 'bench.m' || (g %% {{shared}}), date('{FIRST_DAY}', abs(random() %% {DAYS}) || ' days'),
       json_extract(%s, '$[' || abs(random() %% {{grids}}) || ']'),
       'residents.person:' || abs(random() %% {PERSONS}), 1, 'residents.person', g,
       hex(randomblob(16)), '2026-01-01'
FROM n
"""


def _declare(code: str, kind: Kind) -> str:
    """Declare a measure of a kind, in place of one that was of the other: the same facts are asked both ways."""
    measures._MEASURES[code] = Measure(code, code, code, "件", "items", kind)
    return code


def _fill(street: Street, facts: int, shared: int) -> None:
    ids = [grid.pk for grid in street.grids]
    postgresql = connection.vendor == "postgresql"
    sql = (_POSTGRESQL if postgresql else _SQLITE).format(facts=facts, shared=shared, grids=len(ids))
    with connection.cursor() as cursor, connection.schema_editor() as tables:
        for index in Fact._meta.indexes:
            tables.remove_index(Fact, index)
        cursor.execute("DELETE FROM record_fact" if not postgresql else "TRUNCATE record_fact")
        if (
            postgresql
        ):  # the areas are there: checking ten million references would take as long as writing them
            cursor.execute("SET session_replication_role = replica")
            cursor.execute("SET maintenance_work_mem = '1GB'")
        cursor.execute(sql, [ids if postgresql else str(ids)])
        for index in Fact._meta.indexes:
            tables.add_index(Fact, index)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE record_fact" if postgresql else "ANALYZE record_fact")


def _sizes() -> Row:
    if connection.vendor != "postgresql":
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_table_size('record_fact'), pg_relation_size('fact_how_many'),"
            " pg_relation_size('fact_by_source')"
        )
        table, many, source = cursor.fetchone() or (0, 0, 0)
    return {"table MB": table >> 20, "index MB": many >> 20, "index by source MB": source >> 20}


def _asked(street: Street, code: str, what: str, runs: int) -> Row:
    def ask() -> Any:
        return count_in(street.area, code, SINCE, UNTIL, "area")

    answer = ask()
    rows = answer.facts.count()
    return held(what, taken(ask, runs), LIMIT_MS, counted=int(answer.total), facts=rows)


def rows(database: str) -> Iterator[Row]:
    """Measure both kinds of measure, one of twenty and one that is everything."""
    street = make_street()
    facts = 10_000_000 if database == "PostgreSQL" else 1_000_000
    for shared, share in ((20, "one measure of 20"), (1, "the only measure")):
        say(f"{facts:,} facts, {share}")
        _fill(street, facts, shared)
        for kind in Kind:
            yield _asked(street, _declare("bench.m0", kind), f"{kind.value}, {share}", 15) | _sizes()

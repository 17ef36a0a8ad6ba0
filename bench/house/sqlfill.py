"""Rows made by the database itself: one INSERT for each table, alike on both databases, indexes made afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from django.db import connection, models

from yike.core.record.clock import now

Exprs = Mapping[str, str]
HANDS = 2  # tables filled at once on PostgreSQL
LOOSE = """
SELECT c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE i.indrelid = %s::regclass AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid)
"""


class Sql:
    """The few words in which the two databases differ."""

    def __init__(self) -> None:
        self.pg = connection.vendor == "postgresql"
        self.now = now().replace(second=0, microsecond=0)

    def one_of(self, values: list[Any], which: str) -> str:
        """Return one of some numbers or texts by a whole number."""
        if self.pg:
            return f"(ARRAY[{', '.join(literal(value) for value in values)}])[1 + ({which}) % {len(values)}]"
        listed = " ".join(f"WHEN {n} THEN {literal(value)}" for n, value in enumerate(values))
        return f"CASE ({which}) % {len(values)} {listed} END"

    def ago(self, minutes: str) -> str:
        """Return the moment so many minutes before now."""
        if self.pg:
            return f"timestamptz '{self.now.isoformat()}' - ({minutes}) * interval '1 minute'"
        return f"datetime('{self.now:%Y-%m-%d %H:%M:%S}', (-({minutes})) || ' minutes')"

    def day(self, minutes: str) -> str:
        """Return the day so many minutes before now."""
        return f"({self.ago(minutes)})::date" if self.pg else f"date({self.ago(minutes)})"

    @property
    def uuid(self) -> str:
        """A random number of a row."""
        return "gen_random_uuid()" if self.pg else "lower(hex(randomblob(16)))"

    def text(self, number: str) -> str:
        """Return a number as text."""
        return f"({number})::text" if self.pg else f"cast({number} as text)"

    def padded(self, number: str, width: int) -> str:
        """Return a number with leading noughts."""
        return f"lpad(({number})::text, {width}, '0')" if self.pg else f"printf('%0{width}d', {number})"

    def insert(self, model: type[models.Model], count: int, exprs: Exprs, where: str = "true") -> None:
        """Insert a row for each g up to ``count``; columns that are not told take their defaults."""
        fields = [
            f
            for f in model._meta.concrete_fields
            if not isinstance(f, models.AutoField) or f.attname in exprs
        ]
        columns = ", ".join(connection.ops.quote_name(str(f.column)) for f in fields)
        values = ", ".join(exprs.get(f.attname, _default(f, self)) for f in fields)
        series = f"generate_series(1::bigint, {count}) g" if self.pg else "n"
        walk = (
            ""
            if self.pg
            else f"WITH RECURSIVE n(g) AS (SELECT 1 UNION ALL SELECT g + 1 FROM n WHERE g < {count}) "
        )
        with connection.cursor() as cursor:
            cursor.execute(
                f"{walk}INSERT INTO {table(model)} ({columns}) SELECT {values} FROM {series} WHERE {where}"
            )


def table(model: type[models.Model]) -> str:
    """Return the quoted name of a table."""
    return connection.ops.quote_name(model._meta.db_table)


def literal(value: Any) -> str:
    """Return a value as SQL."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    return "'" + str(value).replace("'", "''") + "'"


def _default(field: models.Field[Any, Any], sql: Sql) -> str:
    if field.null:
        return "NULL"
    if isinstance(field, models.UUIDField):
        return sql.uuid
    if isinstance(field, models.DateTimeField):
        return sql.ago("0")
    value = field.get_default() if field.has_default() else ""
    return "'[]'" if isinstance(value, list) else literal(value)


@contextmanager
def _bare(model: type[models.Model]) -> Iterator[None]:
    """Drop what would be checked and kept in order for each row of a table; make it again all at once."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SET session_replication_role = replica; SET synchronous_commit = off;"
            " SET maintenance_work_mem = '512MB'"
        )
        cursor.execute(LOOSE, [table(model)])
        loose = cursor.fetchall()
        for name, _made in loose:
            cursor.execute(f"DROP INDEX {connection.ops.quote_name(name)}")
        yield
        for _name, made in loose:
            cursor.execute(made)
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('{model._meta.db_table}', 'id'), max(id)) FROM {table(model)}"
        )
        cursor.execute(f"VACUUM ANALYZE {table(model)}")


def _filled(model: type[models.Model], fill: Callable[[], None]) -> None:
    """Fill one table on PostgreSQL, on a connection of its own."""
    try:
        with _bare(model):
            fill()
    finally:
        connection.close()


def fill_tables(fills: Mapping[type[models.Model], Callable[[], None]]) -> None:
    """Fill tables, each by its function: two at once where the database can, bare of indexes."""
    if connection.vendor == "postgresql":
        _give_way()
        with ThreadPoolExecutor(HANDS) as hands:
            for done in [hands.submit(_filled, model, fill) for model, fill in fills.items()]:
                done.result()
        return
    for model, fill in fills.items():
        fill()
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {table(model)}")


def _give_way() -> None:
    """Let the throwaway server write more before it has to sort its log out: only while rows are filled in."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER SYSTEM SET max_wal_size = '16GB'")
        cursor.execute("SELECT pg_reload_conf()")

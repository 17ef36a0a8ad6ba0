"""Look up rows by columns that are equal, a thousand times a minute: the SQL is made once.

Django makes the SQL of a query anew each time it is asked; for a table of forty columns that takes several times
as long as the database needs to answer. Where rows are wanted by a key and nothing hangs on them, this is shorter.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, TypeVar

from django.db import connection, connections, models

M = TypeVar("M", bound=models.Model)
Converters = dict[int, tuple[list[Callable[[Any, Any, Any], Any]], Any]]


def rows_where(model: type[M], *, lock: bool = False, **equal: Any) -> list[M]:
    """Return the rows in which each named column (``area_id``) has the given value, in no order.

    ``lock`` keeps others from changing them until the deed ends (PostgreSQL). Values are those of the columns:
    keys, not instances; a list means any of its values. Raises ``FieldDoesNotExist`` for an unknown column.
    """
    asked = {name: value if isinstance(value, list) else [value] for name, value in equal.items()}
    fields: dict[str, Any] = {name: model._meta.get_field(name) for name in asked}
    values = [fields[name].get_db_prep_value(v, connection) for name, some in asked.items() for v in some]
    locked = lock and connection.features.has_select_for_update
    statement = _statement(model, tuple((name, len(some)) for name, some in asked.items()), locked)
    names = [field.attname for field in model._meta.concrete_fields]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found = cursor.fetchall()
    return [model.from_db(connection.alias, names, row) for row in _converted(model, found)]


@lru_cache(maxsize=256)
def _statement(model: type[models.Model], asked: tuple[tuple[str, int], ...], lock: bool) -> str:
    quote, meta = connection.ops.quote_name, model._meta
    columns = ", ".join(quote(field.column or field.name) for field in meta.concrete_fields)
    equal: list[tuple[Any, int]] = [(meta.get_field(name), many) for name, many in asked]
    where = " AND ".join(f"{quote(field.column)} IN ({', '.join(['%s'] * many)})" for field, many in equal)
    return f"SELECT {columns} FROM {quote(meta.db_table)} WHERE {where}{' FOR UPDATE' * lock}"  # noqa: S608 - our own names


def _converted(model: type[models.Model], rows: list[tuple[Any, ...]]) -> list[Any]:
    """Return rows as the fields want their values: moments on SQLite, lists kept as JSON."""
    if not rows:
        return []
    here = connections[connection.alias]  # not the proxy: each thread has a connection of its own
    compiler = models.QuerySet(model).query.get_compiler(connection=here)
    mine: dict[type[models.Model], Converters] = here.__dict__.setdefault(
        "_yike_converters", {}
    )  # gone with it
    if model not in mine:
        mine[model] = compiler.get_converters([field.cached_col for field in model._meta.concrete_fields])
    return list(compiler.apply_converters(rows, mine[model])) if mine[model] else rows

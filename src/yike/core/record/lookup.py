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


def rows_where(model: type[M], *, lock: bool = False, without: tuple[str, ...] = (), **equal: Any) -> list[M]:
    """Return the rows in which each named column (``area_id``) has the given value, in no order.

    ``lock`` keeps others from changing them until the deed ends (PostgreSQL); name them in rows of theirs they may.
    Values are those of the columns: keys, not instances; a list means any of its values, None that there is none.
    Columns of ``without`` are read only when asked for. Raises ``FieldDoesNotExist`` for an unknown column.
    """
    asked = {name: value if isinstance(value, list) else [value] for name, value in equal.items()}
    given = {name: [value for value in some if value is not None] for name, some in asked.items()}
    fields: dict[str, Any] = {name: model._meta.get_field(name) for name in asked}
    values = [fields[name].get_db_prep_value(v, connection) for name, some in given.items() for v in some]
    locked = lock and connection.features.has_select_for_update
    shape = tuple((name, len(given[name]), None in some) for name, some in asked.items())
    statement = _statement(model, shape, locked, without)
    names = [field.attname for field in _read(model, without)]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found = cursor.fetchall()
    return [model.from_db(connection.alias, names, row) for row in _converted(model, found, without)]


@lru_cache(maxsize=512)
def plainly_managed(model: type[models.Model]) -> bool:
    """Return whether a model's own manager gives all of its rows with all of their columns, and no more."""
    query = model._default_manager.all().query
    return not (query.where or query.annotations or model._meta.parents or query.deferred_loading[0])


@lru_cache(maxsize=256)
def _read(model: type[models.Model], without: tuple[str, ...]) -> list[Any]:
    return [field for field in model._meta.concrete_fields if field.name not in without]


@lru_cache(maxsize=256)
def _statement(
    model: type[models.Model],
    asked: tuple[tuple[str, int, bool], ...],
    lock: bool,
    without: tuple[str, ...],
) -> str:
    quote, meta = connection.ops.quote_name, model._meta
    columns = ", ".join(quote(field.column or field.name) for field in _read(model, without))
    named: list[tuple[Any, int, bool]] = [(meta.get_field(name), many, none) for name, many, none in asked]
    where = " AND ".join(_equal(quote(field.column), many, none) for field, many, none in named)
    return f"SELECT {columns} FROM {quote(meta.db_table)} WHERE {where}{' FOR NO KEY UPDATE' * lock}"  # noqa: S608 - our own names


def _equal(column: str, many: int, none: bool) -> str:
    some = [f"{column} IN ({', '.join(['%s'] * many)})"] if many else []
    return f"({' OR '.join([*some, *[f'{column} IS NULL'] * none]) or '1 = 0'})"


def _converted(model: type[models.Model], rows: list[Any], without: tuple[str, ...]) -> list[Any]:
    """Return rows as the fields want their values: moments on SQLite, lists kept as JSON."""
    if not rows:
        return []
    here = connections[connection.alias]  # not the proxy: each thread has a connection of its own
    mine: dict[Any, tuple[Any, Converters]] = here.__dict__.setdefault("_yike_converters", {})  # gone with it
    key = model, without
    if key not in mine:
        compiler = models.QuerySet(model).query.get_compiler(connection=here)
        mine[key] = compiler, compiler.get_converters([f.cached_col for f in _read(model, without)])
    compiler, converters = mine[key]
    return list(compiler.apply_converters(rows, converters)) if converters else rows

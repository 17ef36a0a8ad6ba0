"""Many rows at once, by the shortest way each database has: numbers drawn first, then one long statement.

Django's own bulk insert resolves every value as an expression; for a hundred thousand rows that costs more than
the database does. A deed is the only caller: it has the transaction open and writes the history.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Literal

from django.db import connection, connections, models, transaction
from django.db.models import signals

Values = tuple[Any, ...]
Column = tuple[Any, Any]  # a field of a model, and its value

_PLAIN = (int, str, type(None))


def _drawn(model: type[models.Model], count: int) -> Iterator[int]:
    """Return numbers for ``count`` new rows, as the database itself would have given them."""
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [f'"{table}"', column, count],
            )
            return iter([number for (number,) in cursor.fetchall()])
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        (last,) = cursor.fetchone() or (0,)
    return iter(range(last + 1, last + 1 + count))


def _adapted(field: models.Field[Any, Any]) -> Callable[[Any], Any]:
    """Return what makes of a field's value what the database takes; plain text and numbers pass as they are."""
    prepare, database = field.get_db_prep_save, connections[connection.alias]  # not the proxy: it is slow
    if isinstance(field, models.JSONField):
        return lambda value: prepare(value, database)
    return lambda value: value if type(value) in _PLAIN else prepare(value, database)


def _copy(table: str, columns: str, rows: Iterator[Values]) -> None:
    statement = f"COPY {table} ({columns}) FROM STDIN"
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def write(model: type[models.Model], names: Sequence[str], rows: Sequence[Values], same: Values = ()) -> None:
    """Insert rows of values for the columns of ``names`` (attributes of the model, such as ``area_id``).

    ``same`` are values that begin every row.
    """
    fields = {field.attname: field for field in model._meta.concrete_fields}
    adapt = [_adapted(fields[name]) for name in names]
    first = tuple(make(value) for make, value in zip(adapt, same, strict=False))
    rest = adapt[len(same) :]
    adapted = ((*first, *[make(value) for make, value in zip(rest, row, strict=True)]) for row in rows)
    quote = connection.ops.quote_name
    table, columns = (
        quote(model._meta.db_table),
        ", ".join(quote(fields[name].column or name) for name in names),
    )
    if connection.vendor == "postgresql":
        _copy(table, columns, adapted)
        return
    marks = ", ".join(["%s"] * len(names))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", list(adapted))  # noqa: S608 - our own names


def renew(model: type[models.Model], names: Sequence[str], rows: Sequence[Any]) -> None:
    """Write the columns of ``names`` of rows that are there, each its own values, in one statement."""
    fields: list[Any] = [model._meta.pk, *[model._meta.get_field(name) for name in names]]
    pairs = [(_adapted(field), field.attname) for field in fields]
    values = [tuple(make(getattr(row, name)) for make, name in pairs) for row in rows]
    quote = connection.ops.quote_name
    table, key, *columns = [quote(name) for name in (model._meta.db_table, *[f.column for f in fields])]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            arrays = ", ".join(f"%s::{field.db_type(connection)}[]" for field in fields)
            cursor.execute(
                f"UPDATE {table} SET {', '.join(f'{name} = new.{name}' for name in columns)}"  # noqa: S608 - our own names
                f" FROM unnest({arrays}) AS new({', '.join([key, *columns])}) WHERE {table}.{key} = new.{key}",
                [list(column) for column in zip(*values, strict=True)],
            )
        else:
            cursor.executemany(
                f"UPDATE {table} SET {', '.join(f'{name} = %s' for name in columns)} WHERE {key} = %s",  # noqa: S608 - our own names
                [(*row[1:], row[0]) for row in values],
            )


def plain(model: type[models.Model]) -> bool:
    """Return whether rows of a model can be written this way: one table, no value that the database makes up."""
    made_up = any(field.has_db_default() for field in model._meta.concrete_fields)
    return not model._meta.parents and not made_up and connection.vendor in {"sqlite", "postgresql"}


def insert(model: type[models.Model], rows: Sequence[Any]) -> None:
    """Insert new instances of a plain model and give them their numbers. Checks nothing: the caller has."""
    fields = model._meta.concrete_fields
    stamped = [f for f in fields if getattr(f, "auto_now", False) or getattr(f, "auto_now_add", False)]
    if isinstance(model._meta.pk, models.AutoField):
        for row, number in zip(rows, _drawn(model, len(rows)), strict=True):
            row.pk = number if row.pk is None else row.pk
    for row in rows:
        row._prepare_related_fields_for_save("add_many")
        for field in stamped:
            field.pre_save(row, add=True)
    names = [field.attname for field in fields]
    write(model, names, [tuple(row.__dict__[name] for name in names) for row in rows])
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def insert_one(row: Any) -> bool:
    """Insert a new instance and give it its number; return False, with nothing done, where only Django knows how.

    That is what ``save(force_insert=True)`` does, with its SQL made once for each model: Django makes it anew for
    each row, which takes longer than the database does.
    """
    model: type[models.Model] = type(row)
    statement = _statement(model)
    if not statement or _heard(model) or row.pk is not None or (new := _columns(row, "add")) is None:
        return False
    with _executed(statement, new) as cursor:
        (row.pk,) = cursor.fetchone()
    row._state.adding, row._state.db = False, connection.alias
    return True


def renew_one(row: Any) -> bool:
    """Write all columns of a row that is there; return False, with nothing done, where only Django knows how.

    That is what ``save()`` does, with its SQL made once for each model.
    """
    model: type[models.Model] = type(row)
    statement = _renewal(model)
    if not statement or _heard(model) or row.get_deferred_fields() or (new := _columns(row, "save")) is None:
        return False
    with _executed(statement, new, row.pk) as cursor:
        return bool(cursor.rowcount == 1)


def _columns(row: Any, way: Literal["add", "save"]) -> list[Column] | None:
    """Return what the columns of a row take but its number, None where the database is to reckon one of them."""
    row._prepare_related_fields_for_save(way)
    fields = [field for field in type(row)._meta.concrete_fields if not field.primary_key]
    columns = [(field, field.pre_save(row, add=way == "add")) for field in fields]
    return None if any(hasattr(value, "resolve_expression") for _, value in columns) else columns


@contextmanager
def _executed(statement: str, columns: Sequence[Column], *more: Any) -> Iterator[Any]:
    """Yield a cursor that did a statement; what fails fails the transaction around, as in Django's ``save``."""
    here = connections[connection.alias]
    with transaction.mark_for_rollback_on_error(using=here.alias), here.cursor() as cursor:
        cursor.execute(statement, [*(f.get_db_prep_save(value, here) for f, value in columns), *more])
        yield cursor


def save_one(row: Any, *, force_insert: bool = False, **more: Any) -> bool:
    """Insert or renew one row by SQL made once; return False, with nothing done, where only Django knows how."""
    if more:
        return False
    if force_insert:
        return insert_one(row)
    return not row._state.adding and row.pk is not None and renew_one(row)


def _heard(model: type[models.Model]) -> bool:
    return any(signal.has_listeners(model) for signal in (signals.pre_save, signals.post_save))


@lru_cache(maxsize=512)
def _renewal(model: type[models.Model]) -> str:
    """Return the UPDATE of one row, nothing where a model is not a plain one with a number for its key."""
    meta = model._meta
    if not _statement(model):
        return ""
    quote = connection.ops.quote_name
    sets = ", ".join(f"{quote(f.column or f.name)} = %s" for f in meta.concrete_fields if not f.primary_key)
    return f"UPDATE {quote(meta.db_table)} SET {sets} WHERE {quote(meta.pk.column or meta.pk.name)} = %s"  # noqa: S608 - our own names


@lru_cache(maxsize=512)
def _statement(model: type[models.Model]) -> str:
    """Return the INSERT of one row, nothing where a model is not a plain one with a number for its key."""
    meta = model._meta
    special = any(hasattr(field, "get_placeholder") for field in meta.concrete_fields)
    numbered = isinstance(meta.pk, models.AutoField) and connection.features.can_return_columns_from_insert
    if special or meta.proxy or not numbered or not plain(model):
        return ""
    quote = connection.ops.quote_name
    names = [quote(field.column or field.name) for field in meta.concrete_fields if not field.primary_key]
    marks = ", ".join(["%s"] * len(names))
    return (
        f"INSERT INTO {quote(meta.db_table)} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608 - our own names
        f" RETURNING {quote(meta.pk.column or meta.pk.name)}"
    )


def take_stock(*models: type[models.Model]) -> None:
    """Let PostgreSQL see at once how much these tables hold.

    It would look a minute or more later, and until then read whole tables for a few rows. SQLite, which plans by
    its indexes, has no need of it.
    """
    if connection.vendor == "postgresql":
        tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in models)
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {tables}")

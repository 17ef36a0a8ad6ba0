"""Scenes are laid by real acts once, then from their rows: what a thousand tests stand on is made once."""
# ruff: noqa: S608 - the names of tables are the database's own

from __future__ import annotations

import json
import pickle
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from process import KEYS
from yike.core.record.clock import now
from yike.core.record.models import HistoryEntry

P = ParamSpec("P")
R = TypeVar("R")
Mark = tuple[int, object]  # how many rows of history there are, and the deed of the last
Tables = dict[str, list[Any]]
EMPTY: Mark = (0, None)
SHIFTED, A_SECOND = "shifted", timedelta(seconds=1)


@dataclass(frozen=True)
class Laid:
    """The rows that a scene added or changed, keys of those it changed or removed, and what its maker returned."""

    rows: Tables
    gone: Tables
    result: bytes
    mark: Mark


_LAID: dict[tuple[object, ...], Laid] = {}


def scene(make: Callable[P, R]) -> Callable[P, R]:
    """Let ``make`` act once in this process on an empty house, or on another scene alone; then lay its rows again.

    Its first argument, if any, must be what the scene before it returned; the others are told apart by how they are
    written. Where the clock runs shifted, with other keys, and on ground where anything else was done, it acts.
    """

    @wraps(make)
    def lay(*args: P.args, **more: P.kwargs) -> R:
        before, when = _mark(), _moment()
        if when == SHIFTED or settings.YIKE_KEYS != KEYS or before not in _known():
            return make(*args, **more)
        key = (make.__module__, make.__name__, before, when, repr((args[1:], more)))
        if key not in _LAID:
            return _first(key, lambda: make(*args, **more))
        with transaction.atomic():  # what belongs together may come in any order
            for table, keys in _LAID[key].gone.items():
                _remove(table, keys)
            for table, rows in _LAID[key].rows.items():
                _insert(table, rows)
        return pickle.loads(_LAID[key].result)  # noqa: S301 - our own, of this process

    return lay


def _known() -> set[Mark]:
    return {EMPTY, *(one.mark for one in _LAID.values())}


def _moment() -> str:
    """Return the moment at which the clock stands, nothing where it runs as everybody's does."""
    moment = now()
    if moment == now():
        return str(moment)
    return SHIFTED if abs(moment - timezone.now()) > A_SECOND else ""


def _first(key: tuple[object, ...], make: Callable[[], R]) -> R:
    had = _rows()
    result = make()
    have = _rows()
    rows = _without(have, had)
    gone = {table: _keys(table, lost) for table, lost in _without(had, have).items()}
    _LAID[key] = Laid(rows, gone, pickle.dumps(result), _mark())
    return result


def _without(rows: Tables, others: Tables) -> Tables:
    """Return the rows that are not among the others, of the tables that have any."""
    known = {table: set(others[table]) for table in rows}
    found = {table: [row for row in these if row not in known[table]] for table, these in rows.items()}
    return {table: these for table, these in found.items() if these}


def _keys(table: str, rows: list[Any]) -> list[Any]:
    with connection.cursor() as cursor:
        column = connection.introspection.get_primary_key_column(cursor, table)
        if connection.vendor == "postgresql":
            return [json.loads(row)[column] for row in rows]
        names = [one.name for one in connection.introspection.get_table_description(cursor, table)]
    return [row[names.index(column)] for row in rows]


def _mark() -> Mark:
    last = HistoryEntry.objects.order_by("-pk").values_list("deed", flat=True).first()
    return (HistoryEntry.objects.count(), last) if last else EMPTY


def _rows() -> Tables:
    with connection.cursor() as cursor:
        return {table: _table(cursor, table) for table in connection.introspection.table_names(cursor)}


def _table(cursor: Any, table: str) -> list[Any]:
    if connection.vendor == "postgresql":
        cursor.execute(f'SELECT row_to_json(t)::text FROM "{table}" t')
        return [row for (row,) in cursor.fetchall()]
    cursor.execute(f'SELECT * FROM "{table}"')
    return [tuple(row) for row in cursor.fetchall()]


def _remove(table: str, keys: list[Any]) -> None:
    with connection.cursor() as cursor:
        column = connection.introspection.get_primary_key_column(cursor, table)
        cursor.execute(f'DELETE FROM "{table}" WHERE "{column}" IN ({", ".join(["%s"] * len(keys))})', keys)


def _insert(table: str, rows: list[Any]) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            told = f"INSERT INTO {table} SELECT * FROM json_populate_recordset(NULL::{table}, %s::json)"
            cursor.execute(told, [f"[{','.join(rows)}]"])
        else:
            cursor.executemany(f"INSERT INTO {table} VALUES ({', '.join(['%s'] * len(rows[0]))})", rows)

"""Tables emptied after a test that wrote for good: those that hold something, not all of the house.

Django empties every table, which takes longer than most of these tests, and makes anew what was there at first.
"""
# ruff: noqa: S608 - the names of tables are the database's own

from __future__ import annotations

from django.db import connection, transaction
from django.test import TransactionTestCase

LAID: dict[str, int] = {}  # every table, and how many rows it holds before any test
_all_tables = TransactionTestCase._fixture_teardown


def remember() -> None:
    """Look at the database as it was laid out: what is there stays, and is what must be left after each test."""
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    LAID.update(dict.fromkeys(names, 0))
    LAID.update(held())


def held() -> dict[str, int]:
    """Return how many rows every table holds."""
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(f"SELECT '{name}', count(*) FROM \"{name}\"" for name in LAID))
        return dict(cursor.fetchall())


def _unbound() -> bool:
    """Return whether rows can be taken away without a look at those that name them."""
    if connection.vendor == "sqlite":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SHOW is_superuser")
        return bool(cursor.fetchone()[0] == "on")


def empty(case: TransactionTestCase) -> None:
    """Leave the database as it was laid out; Django's own way where what was laid out was touched."""
    grown = [name for name, rows in held().items() if rows != LAID[name]]
    if any(LAID[name] for name in grown) or case.available_apps or case.serialized_rollback or not _unbound():
        _all_tables(case)
        return
    with connection.constraint_checks_disabled(), transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
        for name in grown:
            cursor.execute(f'DELETE FROM "{name}"')


def install() -> None:
    """Let transactional tests be cleared away so."""
    TransactionTestCase._fixture_teardown = empty

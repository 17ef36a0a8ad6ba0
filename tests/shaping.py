"""Brings an empty database into form migration by migration, as Django does, and prints what came of it.

Run as a program by ``test_laying``: the steps are heavy and want a process and a database of their own.
"""

from __future__ import annotations

import json
import os
from typing import Any

import django

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "yike.config.settings"
    django.setup()

from django.core.management import call_command
from django.core.management.commands import migrate
from django.db import connection

KEPT = ("django_migrations", "django_content_type", "auth_permission")  # filled by migrating itself


def _table(cursor: Any, table: str) -> dict[str, Any]:
    columns = connection.introspection.get_table_description(cursor, table)
    rules = connection.introspection.get_constraints(cursor, table).values()
    return {
        "columns": sorted([c.name, str(c.type_code), c.display_size, c.null_ok, c.default] for c in columns),
        "rules": sorted(
            [sorted(map(str, r["columns"])), r["unique"], r["check"], str(r["foreign_key"])] for r in rules
        ),
    }


def _statements(cursor: Any) -> list[list[str]]:
    """Return what the database itself would say of its indexes and functions."""
    if connection.vendor == "sqlite":
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type <> 'table' AND sql IS NOT NULL ORDER BY name"
        )
    else:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' UNION ALL "
            "SELECT conrelid::regclass || ' ' || conname, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE connamespace = 'public'::regnamespace UNION ALL "
            "SELECT proname, prosrc FROM pg_proc WHERE pronamespace = 'public'::regnamespace ORDER BY 1, 2"
        )
    return [list(row) for row in cursor.fetchall()]


def shape() -> Any:
    """Return tables with columns and rules, indexes in the database's own words, and what each table holds."""
    with connection.cursor() as cursor:
        tables = sorted(connection.introspection.table_names(cursor))
        told: dict[str, Any] = {table: _table(cursor, table) for table in tables}
        told["statements"] = _statements(cursor)
        for table in KEPT:
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608 - names of our own
            told[table]["rows"] = cursor.fetchone()[0]
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        told["steps"] = [list(row) for row in cursor.fetchall()]
    return json.loads(json.dumps(told))


if __name__ == "__main__":
    call_command(migrate.Command(), verbosity=0, interactive=False)
    print(json.dumps(shape()))  # noqa: T201 - what the test reads

"""Lay out an empty database at once, as all migrations together would leave it (ADR 0018).

Migrations are for a database that holds something. One after the other they take twenty seconds of processor
time, nearly all of it to imagine every model anew after each step; an empty one needs only what comes out at last.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import Migration, RunPython
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder


def empty(connection: Any) -> bool:
    """Return whether there is no table at all."""
    return not connection.introspection.table_names()


def lay_out(connection: Any) -> None:
    """Make every table, index and rule of the newest form and note all migrations as done, in one transaction.

    The caller has seen that the database is ``empty``.
    """
    loader = MigrationLoader(connection)
    state = loader.project_state()
    recorder = MigrationRecorder(connection)
    with connection.schema_editor(atomic=True) as editor:
        _make_tables(editor, state.apps)
        for migration in loader.disk_migrations.values():
            for operation in _lasting(migration):
                operation.code(state.apps, editor)
        recorder.ensure_schema()
        recorder.migration_qs.bulk_create(
            recorder.Migration(app=app, name=name) for app, name in loader.disk_migrations
        )


def _make_tables(editor: BaseDatabaseSchemaEditor, apps: Any) -> None:
    for model in apps.get_models():
        if model._meta.can_migrate(editor.connection):
            editor.create_model(model)


def _lasting(migration: Migration) -> Iterator[RunPython]:
    """Yield what a migration of ours makes beside tables; what only rewrites rows is ``elidable``.

    Those of libraries are about rows of earlier versions, one and all: a test compares both ways.
    """
    if type(migration).__module__.startswith("yike."):
        for operation in migration.operations:
            if isinstance(operation, RunPython) and not operation.elidable:
                yield operation

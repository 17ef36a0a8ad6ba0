"""The tables of an app as they were at a migration, for tests of what a migration moves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def at(app: str, name: str) -> Any:
    """Bring an app to a migration; return its tables as they are then."""
    executor = MigrationExecutor(connection)
    executor.migrate([(app, name)])
    return executor.loader.project_state([(app, name)]).apps


def kept_at_the_end(app: str) -> Any:
    """Return a fixture: whatever happens, the tables stand at the end as they stood."""

    @pytest.fixture
    def tables() -> Iterator[None]:
        yield
        executor = MigrationExecutor(connection)
        executor.migrate([node for node in executor.loader.graph.leaf_nodes() if node[0] == app])

    return tables

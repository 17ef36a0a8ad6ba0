"""The migrations of every app stand in one line."""

from __future__ import annotations

from django.db.migrations.loader import MigrationLoader


def test_no_two_migrations_of_an_app_are_both_its_last() -> None:
    assert MigrationLoader(None).detect_conflicts() == {}

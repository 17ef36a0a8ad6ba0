from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

import shaping
from process import surroundings
from yike.core.upkeep import database, laying

STEPS = Path(shaping.__file__)


@pytest.mark.django_db(transaction=True)  # PostgreSQL makes no database inside a transaction
def test_an_empty_database_laid_out_at_once_is_what_all_migrations_make_of_it(
    elsewhere: dict[str, str], tmp_path: Path
) -> None:
    """The test's own database was laid out at once: tests migrate as the house does."""
    done = subprocess.run(
        [sys.executable, STEPS],
        env=surroundings(tmp_path, **elsewhere),
        capture_output=True,
        check=True,
        timeout=300,
    )
    by_steps, at_once = json.loads(done.stdout), shaping.shape()
    assert len(by_steps["steps"]) > 80
    assert sorted(at_once) == sorted(by_steps)
    for table in by_steps:
        assert at_once[table] == by_steps[table], table


@pytest.mark.django_db
def test_a_house_laid_out_has_nothing_left_to_migrate() -> None:
    assert (database.pending(), database.unknown()) == ([], [])
    assert not laying.empty(connection)


@pytest.mark.django_db
def test_what_holds_tables_is_never_laid_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "yike.core.upkeep.management.commands.migrate.lay_out", lambda _: pytest.fail("laid out")
    )
    call_command("migrate", verbosity=0)

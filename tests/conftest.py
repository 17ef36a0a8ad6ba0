from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import SimpleTestCase
from django.utils import translation
from hypothesis import settings
from whitenoise.middleware import WhiteNoiseMiddleware

import emptied
from homes import Homes, make_homes
from office import Office, make_office
from process import KEYS
from yike.core.record.clock import moved_to


class Clock:
    """Moves the one clock of the house for the length of a test."""

    def __init__(self) -> None:
        self._stack = ExitStack()

    def set(self, moment: datetime | timedelta) -> None:
        """Stop the clock at an aware moment, or shift it."""
        self._stack.enter_context(moved_to(moment))

    def close(self) -> None:
        """Let the clock run again."""
        self._stack.close()


settings.register_profile("house", deadline=None, derandomize=True)  # nothing is timed in a test
settings.load_profile("house")

_STATIC: dict[str, dict[str, Any]] = {}
_look_for_files = WhiteNoiseMiddleware.add_files_from_finders


def _look_once(server: WhiteNoiseMiddleware) -> None:
    """Look for the static files once in this process, not anew for each of thousands of clients."""
    if server.static_prefix not in _STATIC:
        _look_for_files(server)
        _STATIC[server.static_prefix] = dict(server.files)
    server.files.update(_STATIC[server.static_prefix])


WhiteNoiseMiddleware.add_files_from_finders = _look_once
emptied.install()

# What is held in memory: counts, and by the circle what belongs to an edition of the directory.
KEEPERS = [f"yike.rooms.circle.{name}" for name in ("standing", "queries.shelf", "queries.known")]
KEEPERS.append("yike.core.look.often")
# What is made from areas, by their stamp: the small office has the same one in every test.
LAID_OUT = {"borders": "_problems", "places": "_places"}
# What a test asks for that asks the database.
ASKING = frozenset({"db", "transactional_db", "django_db_setup", "elsewhere"})
SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"


def asks_database(item: pytest.Item) -> bool:
    """Return whether a test may ask the database; to any other, pytest-django refuses it."""
    case = getattr(item, "cls", None)
    return (
        item.get_closest_marker("django_db") is not None
        or not ASKING.isdisjoint(getattr(item, "fixturenames", ()))
        or (case is not None and issubclass(case, SimpleTestCase))
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With YIKE_TEST_ONLY=database, leave out what cannot turn out differently on another database."""
    if os.environ.get("YIKE_TEST_ONLY") == "database":
        config.hook.pytest_deselected(items=[item for item in items if not asks_database(item)])
        items[:] = [item for item in items if asks_database(item)]


def pytest_collection_finish() -> None:
    """Look for garbage seldom, never among all that was loaded: that took a third of the time of pages."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """Remember how the database was laid out."""
    with django_db_blocker.unblock():
        emptied.remember()


@pytest.fixture
def shared_data() -> Callable[[str], Path]:
    """Return the path of a real data file, or skip with a line that names what is missing."""

    def path_of(name: str) -> Path:
        path = SHARED / name
        if not path.exists():
            pytest.skip(f"real data ../shared/data/{name} is not beside this project")
        return path

    return path_of


@pytest.fixture
def office(db: None) -> Office:
    """Return the small street of ``tests/office.py``."""
    return make_office()


@pytest.fixture(autouse=True)
def _forgetful() -> Iterator[None]:
    """Let nobody see the town or speak the language of another test, nor find what was kept for a while."""
    yield
    cache.clear()
    translation.deactivate()
    for keeper in KEEPERS:
        if module := sys.modules.get(keeper):
            module.forget()
    for keeper, made in LAID_OUT.items():
        if module := sys.modules.get(f"yike.core.areas.queries.{keeper}"):
            getattr(module, made).cache_clear()


@pytest.fixture
def clock() -> Iterator[Clock]:
    """Let a test set the clock: ``clock.set(moment)``."""
    moved = Clock()
    yield moved
    moved.close()


@pytest.fixture
def homes(office: Office) -> Homes:
    """Return the households of ``tests/homes.py``, in the small street."""
    return make_homes(office)


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Return the settings of another, empty house on the same kind of database, with the same keys."""
    told = {"YIKE_KEYS": KEYS}
    if connection.vendor == "sqlite":
        yield told
        return
    own = connection.settings_dict
    name = f"{own['NAME']}_elsewhere"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name}")
    yield told | {"YIKE_DATABASE_URL": f"postgres://{own['USER']}@{own['HOST']}:{own['PORT']}/{name}"}
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from django.test import override_settings

from office import Office, make_office
from process import KEYS
from yike.core.record.actions import seal_all


@pytest.fixture
def house(transactional_db: None, tmp_path: Path) -> Iterator[Office]:
    """Return the small street, its history sealed, with a file that somebody uploaded."""
    (tmp_path / "media" / "notes").mkdir(parents=True)
    (tmp_path / "media" / "notes" / "公告.txt").write_text("停水通知", encoding="utf-8")
    office = make_office()
    seal_all()
    with override_settings(MEDIA_ROOT=tmp_path / "media"):
        yield office


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Return the settings of another, empty house on the same kind of database, with the same keys."""
    told = {"YIKE_KEYS": KEYS}
    if connection.vendor == "sqlite":
        yield told
        return
    with connection.cursor() as cursor:
        cursor.execute("DROP DATABASE IF EXISTS drill")
        cursor.execute("CREATE DATABASE drill")
    own = connection.settings_dict
    yield told | {"YIKE_DATABASE_URL": f"postgres://{own['USER']}@{own['HOST']}:{own['PORT']}/drill"}
    with connection.cursor() as cursor:
        cursor.execute("DROP DATABASE drill WITH (FORCE)")

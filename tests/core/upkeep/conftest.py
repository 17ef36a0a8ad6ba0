from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.test import override_settings

from office import Office, make_office
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

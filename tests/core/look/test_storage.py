"""Built files lie below a folder named by their contents; without a build the addresses stay plain."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from yike.core.look import storage


def stamp(folder: Path, version: str) -> None:
    (folder / ".stamp").write_text(f"fingerprint {version}", encoding="ascii")


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Path:
    monkeypatch.setattr(storage, "BUILT", tmp_path)
    settings.DEBUG = True  # looks anew each time
    return tmp_path


def test_our_own_files_carry_their_version(built: Path) -> None:
    stamp(built, "0123456789ab")
    assert storage.Storage().url("look/look.css") == "/static/look/0123456789ab/look.css"


def test_files_of_others_stay_where_they_are(built: Path) -> None:
    stamp(built, "0123456789ab")
    assert storage.Storage().url("ninja/style.css") == "/static/ninja/style.css"


def test_without_a_build_addresses_are_plain(built: Path) -> None:
    assert storage.Storage().url("look/look.css") == "/static/look/look.css"


def test_the_version_is_found_once_in_use(built: Path, settings: Any) -> None:
    settings.DEBUG = False
    storage._kept.cache_clear()
    stamp(built, "0123456789ab")
    first = storage.Storage().url("look/look.css")
    stamp(built, "ba9876543210")
    assert storage.Storage().url("look/look.css") == first == "/static/look/0123456789ab/look.css"
    storage._kept.cache_clear()

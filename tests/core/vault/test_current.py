"""The keys of the installation: from the setting, or from a file that is read again when it changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from yike.config.environment import read
from yike.config.home import prepare_home, secret_key
from yike.core.vault import keyring
from yike.core.vault.current import keyring as current
from yike.engines.faults import Fault
from yike.faces.cli.house import make_home


def test_keys_in_the_environment_come_before_a_file(settings: Settings, tmp_path: Path) -> None:
    key = keyring.new_key(5)
    settings.YIKE_KEYS, settings.YIKE_KEYS_FILE = key.line, tmp_path / "nowhere"
    assert current().newest == key


def test_a_key_file_that_changed_is_read_again(settings: Settings, tmp_path: Path) -> None:
    settings.YIKE_KEYS, settings.YIKE_KEYS_FILE = "", tmp_path / "yike.keys"
    keyring.create_file(settings.YIKE_KEYS_FILE)
    before = current().versions
    keyring.add_version(settings.YIKE_KEYS_FILE)
    assert (before, current().versions) == ([1], [1, 2])


def test_without_any_keys_the_fault_names_the_setting(settings: Settings, tmp_path: Path) -> None:
    settings.YIKE_KEYS = settings.YIKE_KEYS_FILE = ""
    with pytest.raises(Fault, match="no keys are set"):
        current()
    settings.YIKE_KEYS_FILE = tmp_path / "nowhere"
    with pytest.raises(Fault, match="the key file cannot be opened"):
        current()


def test_the_file_of_the_keys_is_not_taken_for_the_keys_themselves(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("YIKE_KEYS", raising=False)
    monkeypatch.setenv("YIKE_KEYS_FILE", str(tmp_path / "yike.keys"))
    assert (read("YIKE_KEYS"), read("YIKE_KEYS_FILE")) == ("", str(tmp_path / "yike.keys"))


def test_a_fresh_home_gets_keys_and_an_older_one_without_keys_does_not(tmp_path: Path) -> None:
    fresh, older = tmp_path / "fresh", tmp_path / "older"
    prepare_home(fresh)
    prepare_home(older)
    (older / "yike.keys").unlink()
    prepare_home(older)
    assert ((fresh / "yike.keys").exists(), (older / "yike.keys").exists()) == (True, False)


def test_a_home_that_was_prepared_keeps_its_keys(tmp_path: Path) -> None:
    prepare_home(tmp_path / "home")
    before = (tmp_path / "home" / "yike.keys").read_text(encoding="utf-8")
    prepare_home(tmp_path / "home")
    assert (tmp_path / "home" / "yike.keys").read_text(encoding="utf-8") == before


def test_what_is_signed_in_a_fresh_home_holds_at_the_next_start(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path
) -> None:
    monkeypatch.setenv("YIKE_SECRET_KEY", "")
    settings.YIKE_HOME, settings.SECRET_KEY = tmp_path / "home", "a passing one"
    make_home()
    assert settings.SECRET_KEY == secret_key(tmp_path / "home") == secret_key(tmp_path / "home")

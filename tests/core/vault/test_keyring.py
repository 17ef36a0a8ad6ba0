"""Keys are read from a file of the owner's alone, or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from yike.core.vault import keyring
from yike.engines.faults import Fault


def faulted(text: str) -> tuple[str, int | None]:
    with pytest.raises(Fault) as caught:
        keyring.parse(text, "keys.txt")
    return caught.value.en, caught.value.where.row


def test_a_new_file_holds_one_key_that_only_its_owner_may_read(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "yike.keys"
    ring = keyring.create_file(path)
    assert (ring.versions, ring.newest.version, path.stat().st_mode & 0o777) == ([1], 1, 0o600)


def test_a_file_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "yike.keys"
    before = keyring.create_file(path).newest
    with pytest.raises(Fault, match="there is a key file already"):
        keyring.create_file(path)
    assert keyring.read_file(path).newest == before


def test_a_new_version_seals_and_the_old_ones_stay(tmp_path: Path) -> None:
    path = tmp_path / "yike.keys"
    first = keyring.create_file(path).newest
    ring = keyring.add_version(path)
    assert (ring.versions, ring.newest.version, ring.key(1)) == ([1, 2], 2, first)
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX modes")
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_file_that_others_may_read_is_refused_with_the_command_that_mends_it(
    tmp_path: Path, mode: int
) -> None:
    path = tmp_path / "yike.keys"
    keyring.create_file(path)
    path.chmod(mode)
    with pytest.raises(Fault) as caught:
        keyring.read_file(path)
    assert (caught.value.zh, caught.value.do_en) == ("别的用户也能读这个密钥文件", "Run chmod 600 yike.keys")


def test_a_missing_file_says_where_to_look(tmp_path: Path) -> None:
    with pytest.raises(Fault) as caught:
        keyring.read_file(tmp_path / "nowhere.keys")
    assert caught.value.en == "the key file cannot be opened: No such file or directory"
    assert "YIKE_KEYS_FILE" in caught.value.do_zh


def test_a_file_that_is_no_text_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "yike.keys"
    path.write_bytes(b"\xff\xfe\x00\x80")
    path.chmod(0o600)
    with pytest.raises(Fault, match="the key is incomplete or mistyped"):
        keyring.read_file(path)


def test_every_kind_of_damage_is_found_with_its_row() -> None:
    good = keyring.new_key(1).line
    version, secret, check = good.split()
    swapped = secret[1] + secret[0] + secret[2:]
    damaged = ("the key is incomplete or mistyped", 2)
    cases = [
        f"{version} {secret[:-5]} {check}",
        f"{version} {swapped} {check}" if swapped != secret else "1 x y",
        f"2 {secret} {check}",
        f"{version} {secret}",
        f"{version} {secret} {check} more",
        f"0 {secret} {check}",
        f"one {secret} {check}",
        "不是密钥",
        keyring.new_key(1).line,
    ]
    assert [faulted(f"{good}\n{case}") for case in cases[:-1]] == [damaged] * 8
    assert faulted(f"{good}\n{cases[-1]}") == damaged


@pytest.mark.parametrize("text", ["", "\n\n", "# only a remark\n"])
def test_a_text_without_a_key_is_refused(text: str) -> None:
    assert faulted(text) == ("it holds no key", None)


def test_an_environment_variable_may_hold_several_keys_between_semicolons() -> None:
    keys = [keyring.new_key(2), keyring.new_key(1)]
    ring = keyring.parse(";".join(key.line for key in keys))
    assert (ring.versions, ring.newest) == ([1, 2], keys[0])


def test_the_same_key_twice_is_forgiven() -> None:
    key = keyring.new_key(3)
    assert keyring.parse(f"{key.line}\n{key.line}").versions == [3]


def test_a_key_never_shows_its_secret() -> None:
    key = keyring.new_key(7)
    assert (repr(key), str(key)) == ("Key(7)", "Key(7)")


def test_a_version_that_is_not_held_says_what_to_do() -> None:
    with pytest.raises(Fault) as caught:
        keyring.Keyring([keyring.new_key(2)]).key(1)
    assert caught.value.zh == "密钥文件里没有第 1 版密钥"

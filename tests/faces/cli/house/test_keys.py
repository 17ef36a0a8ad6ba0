"""``yike keys``: made once, changed at will, and everything opens afterwards."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from homes import WANG, number
from process import yike
from smalloffice import STREET, person
from yike.core.vault.keyring import add_version


def lines(file: Path) -> list[str]:
    return [line for line in file.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]


def versions(home: Path) -> set[str]:
    with closing(sqlite3.connect(home / "yike.sqlite3")) as base:
        found = base.execute("SELECT phone FROM residents_person WHERE phone IS NOT NULL").fetchall()
    return {phone.split(".")[1] for (phone,) in found}


def test_after_a_change_of_keys_everything_is_sealed_with_the_new_one_and_opens(
    home: Path, tmp_path: Path
) -> None:
    assert versions(home) == {"1"}
    done = yike(home, "keys", "rotate", "--json")
    assert (done.returncode, json.loads(done.stdout)) == (0, {"version": 2, "rows": 3})
    assert (len(lines(home / "yike.keys")), versions(home)) == (2, {"2"})
    yike(home, "export", "person", person(home, "王小明"), tmp_path / "wang.json", "--reason", "asked for")
    assert number(*WANG) in (tmp_path / "wang.json").read_text(encoding="utf-8")
    file = tmp_path / "out.xlsx"
    yike(home, "export", "households", file, "--within", STREET, "--reason", "yearly count", "--plain")
    again = json.loads(yike(home, "import", "households", file, "--within", STREET, "--json").stdout)
    assert (again["unchanged_persons"], again["missing_persons"]) == (3, 0)  # found by the new blind indexes


def test_a_change_that_was_stopped_goes_on_with_the_same_key(home: Path) -> None:
    add_version(home / "yike.keys")  # what was done before it was stopped
    done = yike(home, "keys", "rotate")
    assert (done.returncode, "3 rows are left" in done.stderr) == (0, True)
    assert (len(lines(home / "yike.keys")), versions(home)) == (2, {"2"})


def test_keys_are_made_where_there_is_nothing_and_never_beside_data(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "safe.keys"
    done = yike(tmp_path / "fresh", "keys", "create", YIKE_KEYS_FILE=str(file))
    assert (done.returncode, len(lines(file)), file.stat().st_mode & 0o777) == (0, 1, 0o600)
    again = yike(tmp_path / "fresh", "keys", "create", YIKE_KEYS_FILE=str(file))
    assert (again.returncode, "there is a key file already" in again.stderr) == (2, True)
    beside = yike(home, "keys", "create", YIKE_KEYS_FILE=str(tmp_path / "new.keys"))
    assert (beside.returncode, (tmp_path / "new.keys").exists()) == (2, False)

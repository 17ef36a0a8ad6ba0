"""The restore drill: what was saved comes back whole, into an empty house only, on either database."""

from __future__ import annotations

import gzip
import sqlite3
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from office import BY, Office
from process import yike
from yike.core.accounts.actions import add_user
from yike.core.accounts.models import User
from yike.core.record.models import HistoryEntry, Seal
from yike.core.upkeep import backup
from yike.core.upkeep.backup import back_up
from yike.core.upkeep.snapshot import take
from yike.core.vault.keyring import create_file

Elsewhere = dict[str, str]
SIGNING = {"YIKE_SECRET_KEY": settings.SECRET_KEY}
ONLY_SQLITE = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="a file of SQLite is opened")


def test_the_drill(house: Office, elsewhere: Elsewhere, tmp_path: Path) -> None:
    manifest = back_up(tmp_path / "b.tar.gz")
    done = yike(tmp_path / "new", "restore", tmp_path / "b.tar.gz", **elsewhere | SIGNING)
    rows = sum(manifest.counts.values())
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        f"Restored into {tmp_path / 'new'}: {len(manifest.counts)} tables with {rows:,} rows, as when backed up.",
        f"All {Seal.objects.count()} seals of the history are whole.",
    ]
    assert (tmp_path / "new" / "media" / "notes" / "公告.txt").read_text(encoding="utf-8") == "停水通知"
    again = yike(tmp_path / "new", "backup", "--json", **elsewhere)
    assert (again.returncode, f'"rows": {rows},' in again.stdout) == (0, True)
    assert f'"head": "{manifest.head}"' in again.stdout
    over = yike(tmp_path / "new", "restore", tmp_path / "b.tar.gz", **elsewhere)
    assert (over.returncode, over.stdout) == (2, "")
    assert "there is data here already, and it will not be overwritten" in over.stderr


def test_restored_beside_another_key_for_signatures_it_says_that_links_in_letters_are_dead(
    house: Office, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    back_up(tmp_path / "b.tar.gz")
    done = yike(tmp_path / "new", "restore", tmp_path / "b.tar.gz", **elsewhere)
    assert done.returncode == 0, done.stderr
    assert [line[:78] for line in done.stdout.splitlines()[2:]] == [
        "The key for signatures is not the former one: links in letters that have gone "
    ]
    asked = yike(tmp_path / "new", "doctor", "--quick", **elsewhere)
    assert "[bad] the key for signatures is not the former one" in asked.stdout
    back = yike(tmp_path / "new", "doctor", "--quick", **elsewhere | SIGNING)
    assert "[well] the key for signatures is the former one" in back.stdout


def test_of_an_older_backup_it_says_that_it_cannot_tell_whether_links_hold(
    house: Office, elsewhere: Elsewhere, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "signing_check", lambda: "")  # as before it was written down
    back_up(tmp_path / "b.tar.gz")
    done = yike(tmp_path / "new", "restore", tmp_path / "b.tar.gz", **elsewhere | SIGNING)
    assert done.returncode == 0, done.stderr
    assert [line[:92] for line in done.stdout.splitlines()[2:]] == [
        "The backup is of an earlier version and does not tell which key for signatures there was. Un"
    ]


def test_the_manifest_counts_what_is_there(house: Office, tmp_path: Path) -> None:
    manifest = back_up(tmp_path / "b.tar.gz")
    assert manifest.counts["accounts_user"] == User.objects.count() > 0
    assert manifest.counts["record_historyentry"] == HistoryEntry.objects.count() > 0
    assert (manifest.database, manifest.seals) == (connection.vendor, Seal.objects.latest("number").number)
    assert sorted(manifest.files) == [next(iter(manifest.files)), "media/notes/公告.txt"]


def test_no_key_and_no_password_of_the_house_is_in_the_backup(house: Office, tmp_path: Path) -> None:
    back_up(tmp_path / "b.tar.gz")
    content = gzip.decompress((tmp_path / "b.tar.gz").read_bytes())
    assert b"only for tests, where nothing is at stake" not in content
    assert b"b25seSBmb3IgdGVzdHM6IG5vdGhpbmcgYXQgc3Rha2U" not in content


def test_without_the_keys_it_comes_back_unchecked_and_makes_no_new_keys(
    house: Office, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    back_up(tmp_path / "b.tar.gz")
    done = yike(tmp_path / "new", "restore", tmp_path / "b.tar.gz", **elsewhere | SIGNING | {"YIKE_KEYS": ""})
    assert (done.returncode, done.stdout.splitlines()[-1]) == (
        0,
        (
            "The keys are not here yet, so the seals were not checked: put the key file back (mode 600) and run"
            " yike doctor."
        ),
    )
    assert sorted(p.name for p in (tmp_path / "new").glob("*.key*")) == ["secret.key"]


def test_keys_of_another_house_are_refused(house: Office, elsewhere: Elsewhere, tmp_path: Path) -> None:
    back_up(tmp_path / "b.tar.gz")
    create_file(tmp_path / "other.keys")
    done = yike(
        *(tmp_path / "new", "restore", tmp_path / "b.tar.gz", "--keys", tmp_path / "other.keys"),
        **elsewhere | {"YIKE_KEYS": ""},
    )
    assert (done.returncode, "keys here are not those of the house" in done.stderr) == (2, True)
    assert sorted(p.name for p in (tmp_path / "new").iterdir()) == ["secret.key", "yike.keys"]


def test_a_house_that_goes_on_working_is_saved_as_it_was_at_one_moment(house: Office, tmp_path: Path) -> None:
    first = back_up(tmp_path / "a.tar.gz")
    add_user(BY, username="later", name="后来者", unit=house.unit)
    assert back_up(tmp_path / "b.tar.gz").counts["accounts_user"] == first.counts["accounts_user"] + 1


def test_a_history_that_was_changed_before_the_backup_does_not_come_back(
    house: Office, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    first = HistoryEntry.objects.earliest("id").pk
    with connection.cursor() as cursor:
        cursor.execute("UPDATE record_historyentry SET verb = 'nothing.happened' WHERE id = %s", [first])
    back_up(tmp_path / "b.tar.gz")
    done = yike(tmp_path / "new", "restore", tmp_path / "b.tar.gz", **elsewhere)
    assert (done.returncode, "seals of the history are broken in 1 places" in done.stderr) == (2, True)
    assert sorted(p.name for p in (tmp_path / "new").iterdir()) == ["secret.key"]
    assert yike(tmp_path / "new", "restore", tmp_path / "b.tar.gz", **elsewhere).stderr == done.stderr


@ONLY_SQLITE
def test_a_backup_of_a_newer_version_is_refused(house: Office, elsewhere: Elsewhere, tmp_path: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('almanac', '9999_later', '2026-11-26')"
        )
    back_up(tmp_path / "b.tar.gz")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE name = '9999_later'")
    done = yike(tmp_path / "new", "restore", tmp_path / "b.tar.gz", **elsewhere)
    assert (done.returncode, "a newer version has used this database" in done.stderr) == (2, True)
    assert not (tmp_path / "new" / "yike.sqlite3").exists()


@ONLY_SQLITE
def test_a_backup_of_one_database_is_not_put_into_another(
    house: Office, elsewhere: Elsewhere, tmp_path: Path
) -> None:
    manifest = back_up(tmp_path / "b.tar.gz")
    assert manifest.database == "sqlite"
    told = elsewhere | {"YIKE_DATABASE_URL": "postgres://nobody@127.0.0.1:1/nothing"}
    done = yike(tmp_path / "new", "restore", tmp_path / "b.tar.gz", **told)
    assert (done.returncode, "the database cannot be reached" in done.stderr) == (2, True)


@ONLY_SQLITE
def test_the_copy_is_one_file_that_any_sqlite_opens(house: Office, tmp_path: Path) -> None:
    taken = take(tmp_path)
    with sqlite3.connect(f"file:{taken.file}?mode=ro", uri=True) as copy:
        assert copy.execute("PRAGMA journal_mode").fetchone() == ("delete",)
        assert copy.execute("SELECT count(*) FROM accounts_user").fetchone() == (User.objects.count(),)

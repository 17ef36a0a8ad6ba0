"""The doctor: what is well is said to be well, and each thing that can go wrong is found and told."""

from __future__ import annotations

import os
import shutil
from collections import namedtuple
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import override_settings

from conftest import Clock
from office import BY, Office
from yike.core.calendar.actions import seed_years
from yike.core.outbox.actions import beat
from yike.core.record.actions import seal_all
from yike.core.record.models import HistoryEntry
from yike.core.rights.by import By
from yike.core.upkeep.checks import data, folder, links, record, time
from yike.core.upkeep.doctor import FIRST, LONG, THEN, examine
from yike.core.upkeep.findings import Finding, Level
from yike.core.upkeep.signing import FILE, note, note_first, note_restored, signing_check
from yike.core.vault.keyring import create_file

pytestmark = pytest.mark.django_db
Found = Callable[[], Iterator[Finding]]


def only(check: Found) -> Finding:
    [finding] = list(check())
    return finding


def levels(check: Found) -> list[str]:
    return [finding.level.value for finding in check()]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """Return a data folder of the owner's alone."""
    (tmp_path / "home").mkdir(mode=0o700)
    with override_settings(YIKE_HOME=tmp_path / "home"):
        yield tmp_path / "home"


def test_every_check_is_asked_once() -> None:
    asked = [*FIRST, *THEN, *LONG]
    written = {
        f"{module.__name__}.{name}"
        for module in (data, folder, links, record, time)
        for name, thing in vars(module).items()
        if callable(thing)
        and not name.startswith("_")
        and getattr(thing, "__module__", "") == module.__name__
    }
    assert {f"{check.__module__}.{check.__name__}" for check in asked} == written - {
        f"{folder.__name__}.home"
    }
    assert len(asked) == len(set(asked))


def test_a_bad_finding_says_what_to_do_in_both_languages(office: Office) -> None:
    finding = only(record.worker)
    assert finding.level is Level.BAD
    assert finding.text("zh") == "后台没有开：消息送不出去，留痕没有封条。请开后台：yike work。"
    assert finding.text("en").endswith("Start one: yike work.")


def test_a_worker_that_gave_a_sign_lately_is_running(office: Office, clock: Clock) -> None:
    beat(By.machine("w1"))
    assert levels(record.worker) == ["well"]
    clock.set(timedelta(minutes=3))
    assert (levels(record.worker), "the last sign was on" in only(record.worker).en) == (["bad"], True)


def test_a_workers_trouble_is_passed_on(office: Office) -> None:
    beat(By.machine("w1"), trouble="record.seal: OperationalError")
    assert (levels(record.worker), "record.seal" in only(record.worker).zh) == (["watch"], True)


def test_a_whole_chain_is_told_with_its_head(office: Office) -> None:
    seal_all()
    finding = only(record.chain)
    assert (finding.level, "under 1 seals" in finding.en) == (Level.WELL, True)


def test_a_changed_history_is_found(office: Office) -> None:
    seal_all()
    with connection.cursor() as cursor:
        first = HistoryEntry.objects.earliest("id").pk
        cursor.execute("UPDATE record_historyentry SET actor_name = '别人' WHERE id = %s", [first])
    finding = only(record.chain)
    assert (finding.level, "changed in 1 places, the first under seal 1" in finding.en) == (Level.BAD, True)


def test_history_that_waits_for_its_seal_is_told_only_where_nobody_works(
    office: Office, clock: Clock
) -> None:
    assert levels(record.sealed) == []
    clock.set(timedelta(hours=2))
    assert levels(record.sealed) == ["watch"]
    beat(By.machine("w1"))
    assert levels(record.sealed) == []


def test_a_clock_that_was_set_back_is_found(office: Office, clock: Clock) -> None:
    assert levels(time.clock) == ["well"]
    clock.set(-timedelta(hours=3))
    finding = only(time.clock)
    assert (finding.level, "is 2 hours behind" in finding.en or "is 3 hours behind" in finding.en) == (
        Level.BAD,
        True,
    )


@pytest.mark.parametrize(
    ("day", "years", "level"),
    [
        ("2026-06-01", (2026, 2026), "well"),
        ("2026-10-31", (2026, 2026), "well"),
        ("2026-11-01", (2026, 2026), "watch"),
        ("2026-06-01", (2025, 2025), "bad"),
    ],
)
def test_working_days_must_reach_far_enough(
    db: None, clock: Clock, day: str, years: tuple[int, int], level: str
) -> None:
    clock.set(datetime.fromisoformat(f"{day}T10:00:00+08:00"))
    seed_years(BY, *years)
    assert levels(time.calendar) == [level]


def test_the_database_of_the_tests_is_reached_current_and_sound(db: None) -> None:
    assert (levels(data.reachable), levels(data.current)) == (["well"], ["well"])
    assert levels(data.sound) == (["well"] if connection.vendor == "sqlite" else [])


def test_a_folder_that_others_may_read_is_to_be_watched(home: Path) -> None:
    assert levels(folder.writable) == ["well"]
    home.chmod(0o755)
    assert levels(folder.writable) == ["watch"]


def test_a_folder_that_is_not_there_is_bad(home: Path) -> None:
    home.rmdir()
    assert (levels(folder.writable), levels(folder.room)) == (["bad"], ["well"])


@pytest.mark.parametrize(("free", "level"), [(5e9, "well"), (1e9, "watch"), (1e8, "bad")])
def test_room_on_the_disk(home: Path, monkeypatch: pytest.MonkeyPatch, free: float, level: str) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage(0, 0, int(free)))
    assert levels(folder.room) == [level]


def test_a_backup_grows_old(home: Path, clock: Clock) -> None:
    made = datetime(2026, 11, 26, 9, tzinfo=UTC)
    clock.set(made)
    assert levels(folder.backups) == ["watch"]
    (home / "backups").mkdir()
    backup = home / "backups" / "yike-20261126-000000.backup.tar.gz"
    backup.touch()
    os.utime(backup, (made.timestamp(), made.timestamp()))
    assert levels(folder.backups) == ["well"]
    clock.set(made + timedelta(days=9))
    assert levels(folder.backups) == ["watch"]


def test_keys_that_others_may_read_are_bad(home: Path) -> None:
    create_file(home / "yike.keys")
    with override_settings(YIKE_KEYS="", YIKE_KEYS_FILE=home / "yike.keys"):
        assert levels(folder.keys) == ["well"]
        (home / "yike.keys").chmod(0o644)
        assert (levels(folder.keys), "chmod 600" in only(folder.keys).do_en) == (["bad"], True)


def test_without_a_front_end_pages_are_bare_and_the_doctor_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "__file__", "/nowhere/core/upkeep/checks/folder.py")
    assert levels(folder.assets) == ["bad"]


def test_a_check_that_breaks_is_a_finding_and_the_others_go_on(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise ZeroDivisionError("oh")

    monkeypatch.setattr(time, "now", broken)
    told = [finding.en for finding in examine(quick=True)]
    assert "could not be looked at (clock: ZeroDivisionError: oh)" in told
    assert len(told) >= len(FIRST) + 5


def test_quick_leaves_the_chain_unread(office: Office) -> None:
    quick = [finding.en for finding in examine(quick=True)]
    whole = [finding.en for finding in examine(quick=False)]
    assert whole[len(quick) :] == [finding.en for finding in record.chain()]


@pytest.mark.parametrize(
    ("site", "level", "told"),
    [
        ("", "watch", "the address for residents is not set"),
        ("yike.street.example", "bad", "YIKE_SITE is no address"),
        ("ftp://yike.street.example", "bad", "YIKE_SITE is no address"),
        ("https://yike.street.example:port", "bad", "YIKE_SITE is no address"),
        ("https://other.example", "bad", "links name other.example, which is not among YIKE_HOSTS"),
        ("http://yike.street.example", "watch", "while this house insists on HTTPS"),
        ("https://localhost:8000", "watch", "opens on this computer only"),
        ("https://yike.street.example", "well", "links that go out name https://yike.street.example"),
    ],
)
def test_the_address_in_links_must_be_one_at_which_the_house_answers(
    site: str, level: str, told: str
) -> None:
    hosts = ["localhost", ".street.example"]
    with override_settings(YIKE_SITE=site, ALLOWED_HOSTS=hosts, SECURE_SSL_REDIRECT=True):
        finding = only(links.site)
    assert (finding.level.value, told in finding.en) == (level, True)


def test_a_demonstration_needs_no_address(settings: Any) -> None:
    settings.YIKE_SITE, settings.YIKE_DEMONSTRATION = "", True
    assert list(links.site()) == []


def test_links_signed_with_another_key_than_todays_are_told_until_it_is_back(home: Path) -> None:
    assert list(links.signed()) == []
    note_first()
    assert only(links.signed).level is Level.WELL
    with override_settings(SECRET_KEY="another key, of the house that was set up after the fire"):
        finding = only(links.signed)
        note_first()  # a backup made meanwhile does not make the new key the former one
        assert only(links.signed) == finding
    assert (finding.level, str(home / FILE) in finding.do_en) == (Level.BAD, True)
    assert only(links.signed).level is Level.WELL
    note("")  # a backup of an earlier version does not tell
    assert (home / FILE).read_text(encoding="ascii") == f"{signing_check()}\n"


def test_a_restored_house_has_the_note_of_its_backup_or_none_and_stands_without_one(home: Path) -> None:
    note("formerly")
    note_restored("afterwards")
    assert (home / FILE).read_text(encoding="ascii") == "afterwards\n"
    note_restored("")
    assert list(links.signed()) == []
    (home / FILE).mkdir()  # what cannot be written
    note_restored("afterwards")
    assert (home / FILE).is_dir()

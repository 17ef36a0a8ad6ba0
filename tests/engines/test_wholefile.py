from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

import pytest

from yike.engines.faults import Fault
from yike.engines.wholefile import whole_file, whole_folder


def left_in(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir())


def test_a_file_appears_whole(tmp_path: Path) -> None:
    with whole_file(tmp_path / "new" / "a.csv") as part:
        part.write_text("1")
        assert not (tmp_path / "new" / "a.csv").exists()
    assert (left_in(tmp_path / "new"), (tmp_path / "new" / "a.csv").read_text()) == (["a.csv"], "1")


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("old")

    def stopped() -> None:
        with whole_file(tmp_path / "a.csv") as part:
            part.write_text("half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        stopped()
    assert (left_in(tmp_path), (tmp_path / "a.csv").read_text()) == (["a.csv"], "old")


def test_the_persons_umask_decides_who_may_read(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        with whole_file(tmp_path / "elders.csv") as part:
            part.write_text("1")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "elders.csv").stat().st_mode) == 0o600


def test_a_full_disk_is_a_fault_and_a_broken_line_is_not(tmp_path: Path) -> None:
    with pytest.raises(Fault, match="cannot be written"), whole_file(tmp_path / "a"):
        raise OSError(errno.ENOSPC, "No space left on device")
    with pytest.raises(ConnectionResetError), whole_file(tmp_path / "a"):
        raise ConnectionResetError(errno.ECONNRESET, "reset")
    assert left_in(tmp_path) == []


def test_a_folder_gets_all_its_files_or_none(tmp_path: Path) -> None:
    (tmp_path / "b.txt").mkdir()
    (tmp_path / "a.txt").write_text("old")

    def write_both() -> None:
        with whole_folder(tmp_path) as part:
            (part / "a.txt").write_text("new")
            (part / "b.txt").write_text("new")

    with pytest.raises(Fault):
        write_both()
    assert (left_in(tmp_path), (tmp_path / "a.txt").read_text()) == (["a.txt", "b.txt"], "old")


def test_a_folder_keeps_files_of_other_names(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with whole_folder(tmp_path) as part:
        (part / "a.txt").write_text("new")
    assert left_in(tmp_path) == ["a.txt", "mine.txt"]

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from yike.core.vault.waiting import LONGEST, drop, keep, take
from yike.engines.faults import Fault

NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
CONTENT = "代码,名称\n1,甲\n".encode()


def kept(folder: Path, whose: str = "areas:7", now: datetime = NOON) -> str:
    return keep(folder, "网格.csv", CONTENT, whose, now)


def refused(folder: Path, token: str, whose: str = "areas:7", now: datetime = NOON) -> str:
    with pytest.raises(Fault) as told:
        take(folder, token, whose, now)
    return told.value.zh


def test_a_file_comes_back_to_whom_it_was_kept_for(tmp_path: Path) -> None:
    assert take(tmp_path, kept(tmp_path), "areas:7", NOON) == ("网格.csv", CONTENT)


def test_nobody_else_opens_it_with_the_same_token(tmp_path: Path) -> None:
    assert refused(tmp_path, kept(tmp_path), whose="areas:8") == "这个文件已经不在了"
    assert refused(tmp_path, kept(tmp_path), whose="residents:7") == "这个文件已经不在了"


def test_what_lies_on_the_disk_tells_nothing(tmp_path: Path) -> None:
    kept(tmp_path)
    [file] = tmp_path.iterdir()
    assert "甲".encode() not in file.read_bytes()


def test_a_file_is_gone_after_two_hours_and_swept_away_by_the_next(tmp_path: Path) -> None:
    token = kept(tmp_path)
    assert take(tmp_path, token, "areas:7", NOON + LONGEST)
    assert refused(tmp_path, token, now=NOON + LONGEST + timedelta(seconds=1)) == "这个文件已经不在了"
    kept(tmp_path, now=NOON + LONGEST + timedelta(seconds=1))
    assert len(list(tmp_path.iterdir())) == 1


def test_a_dropped_file_is_gone_and_may_be_dropped_twice(tmp_path: Path) -> None:
    token = kept(tmp_path)
    drop(tmp_path, token)
    drop(tmp_path, token)
    assert refused(tmp_path, token) == "这个文件已经不在了"


@pytest.mark.parametrize("token", ["", "../../etc/passwd", "AAAA", "一", "A" * 64, "A" * 63])
def test_a_made_up_token_opens_nothing(tmp_path: Path, token: str) -> None:
    assert refused(tmp_path, token) == "这个文件已经不在了"


def test_an_altered_file_does_not_open(tmp_path: Path) -> None:
    token = kept(tmp_path)
    [file] = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:-1] + b"\0")
    assert refused(tmp_path, token) == "这个文件已经不在了"

"""What the database refuses for want of room, or because others hold it, is told as that; no fault of ours."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, IntegrityError, OperationalError

from heard import Yike

FULL = {
    "zh": "没法继续：磁盘写不下了，没写完的都已退回。请腾出空间再来一次。\n",
    "en": "Cannot go on: the disk is full; what was half-written was taken back. Make room and do it again.\n",
}
BUSY = {
    "zh": "没法继续：数据库正被别的程序占着，或断开了；没写完的都已退回。"
    "请稍后再来一次；一直这样就运行 yike doctor。\n",
    "en": "Cannot go on: others hold the database, or it has gone; what was half-written was taken back."
    " Try again in a moment; where it stays so, run yike doctor.\n",
}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("database or disk is full", FULL),
        ('could not extend file "base/5/1259": No space left on device', FULL),
        ("database is locked", BUSY),
        ("server closed the connection unexpectedly", BUSY),
    ],
)
def test_any_command_says_what_to_do(
    yike: Yike, monkeypatch: pytest.MonkeyPatch, said: str, told: dict[str, str], lang: str
) -> None:
    monkeypatch.setattr("yike.faces.cli.tree.build", refusing(OperationalError(said)))
    heard = yike("doctor", lang=lang)
    assert (heard.code, heard.out, heard.err) == (2, "", told[lang])


@pytest.mark.parametrize(
    "error",
    [
        DatabaseError("column does not exist"),
        ValueError("the disk is full"),
        OperationalError("no such column: timeout"),
        OperationalError('connection failed: password authentication failed for user "yike"'),
        OperationalError("cannot be\nDETAIL: Failing row contains (7, no_connection)"),
        IntegrityError("null value\nDETAIL: the disk is full"),
    ],
)
def test_everything_else_stays_a_fault_of_ours(
    yike: Yike, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    monkeypatch.setattr("yike.faces.cli.tree.build", refusing(error))
    assert yike("doctor", lang="en").code == 1


def refusing(error: Exception) -> object:
    def build(_: str) -> object:
        raise error

    return build

"""Every channel has a failing twin, and each named failure is judged as in earnest."""

from __future__ import annotations

from io import StringIO

import pytest

from yike.core.outbox.channels.console.transport import Console
from yike.core.outbox.channels.parcel import Address, Form, Parcel
from yike.core.outbox.channels.result import Reason, Refused, Retry, Sent, Unsure
from yike.core.outbox.channels.twins import WAYS, twin

MEANING = {
    "works": (Sent, None),
    "unreachable": (Retry, Reason.NO_CONNECTION),
    "silent": (Unsure, Reason.NO_ANSWER),
    "garbled": (Unsure, Reason.GARBLED),
    "broken": (Unsure, Reason.BROKEN),
    "closed": (Retry, Reason.BUSY),
    "redirecting": (Retry, Reason.REDIRECTED),
    "busy": (Retry, Reason.BUSY),
    "too_often": (Retry, Reason.TOO_OFTEN),
    "removed": (Refused, Reason.GONE),
    "not_trusted": (Refused, Reason.NOT_TRUSTED),
    "no_recipient": (Refused, Reason.NO_RECIPIENT),
    "too_long": (
        Refused,
        {"wecom": Reason.TOO_LONG, "dingtalk": Reason.TOO_LONG, "feishu": Reason.NOT_ACCEPTED},
    ),
    "strange": (Retry, Reason.UNKNOWN_CODE),
}
CASES = [(kind, how) for kind, ways in WAYS.items() for how in ways]


@pytest.mark.parametrize(("kind", "how"), CASES, ids=["-".join(case) for case in CASES])
def test_a_twin_fails_in_its_named_way(kind: str, how: str) -> None:
    outcome, why = MEANING[how]
    result = twin(kind, how).send(Address("key-of-a-group", "SEC0"), Parcel("k", title="题", body="文"), 0.0)
    assert isinstance(result, outcome)
    assert getattr(result, "why", None) == (why[kind] if isinstance(why, dict) else why)


def test_every_channel_can_be_played_working_and_failing() -> None:
    assert {kind: ("works" in ways, len(ways) > 1) for kind, ways in WAYS.items()} == dict.fromkeys(
        ("wecom", "dingtalk", "feishu", "email", "console"), (True, True)
    )


def test_a_way_nobody_knows_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        twin("wecom", "sulking")


def test_a_twin_that_works_carries_a_file_too() -> None:
    assert isinstance(
        twin("wecom", "works").send(Address("k"), Parcel("k", Form.FILE, data=bytes(9)), 0.0), Sent
    )


def test_the_console_prints_one_line_whatever_the_message_holds() -> None:
    stream = StringIO()
    parcel = Parcel("k", Form.FILE, "题\n目", "文\r\n字", b"123", "a.txt")
    assert Console(stream).send(Address("x"), parcel, 0.0) == Sent()
    assert stream.getvalue() == "k | 题 目 | 文 字 [a.txt, 3 B]\n"


def test_a_closed_terminal_loses_nothing() -> None:
    stream = StringIO()
    stream.close()
    result = Console(stream).send(Address("x"), Parcel("k", body="x"), 0.0)
    assert result == Retry(Reason.NO_CONNECTION, answer="ValueError")

"""Text for chats: lines, and parts that fit, counted in bytes."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yike.engines.notices import CHANNELS, Notice, line, parts, segments
from yike.engines.notices.chat import Channel, utf8


@pytest.mark.parametrize(
    ("notice", "said"),
    [
        (
            Notice("市集", date(2026, 12, 5), None, time(9), time(11, 30), "巷口"),
            "12月5日周六9:00–11:30 市集 巷口",
        ),
        (Notice("体检", date(2026, 12, 6), None, time(14)), "12月6日周日14:00 体检"),
        (Notice("缴费", date(2026, 12, 1), date(2026, 12, 15), place="窗口"), "12月1日–15日 缴费 窗口"),
        (Notice("缴费", date(2026, 12, 20), date(2027, 1, 5)), "12月20日–1月5日 缴费"),
        (Notice("停水"), "停水"),
    ],
)
def test_a_notice_on_a_line(notice: Notice, said: str) -> None:
    assert line(notice) == said


def test_what_fits_stays_one_message_without_a_mark() -> None:
    assert parts("题", ["甲", "乙"], "尾") == ["题\n甲\n乙\n尾"]


def test_bytes_are_counted_not_characters() -> None:
    lines = ["便" * 50] * 17  # 850 characters, 2,550 bytes
    made = parts("第 12 期", lines, "问居委会", CHANNELS["wecom"])
    assert [len(text.encode()) <= 2048 for text in made] == [True, True]
    assert [text.splitlines()[0] for text in made] == ["(1/2)", "(2/2)"]
    assert [row for text in made for row in text.splitlines()[1:]] == ["第 12 期", *lines, "问居委会"]


def test_short_messages_are_counted_in_characters() -> None:
    assert [segments("字" * n) for n in (1, 70, 71, 134, 135)] == [1, 1, 2, 2, 3]
    assert [len(one) <= 67 for one in parts("", ["字" * 60] * 3, "", CHANNELS["sms"])] == [True] * 3


def test_a_channel_too_small_for_a_character_is_refused() -> None:
    with pytest.raises(ValueError, match="heavier"):
        parts("", ["字字字字字字"], "", Channel(8))


BLOCKS = st.lists(
    st.text(st.characters(blacklist_characters="\n\r", codec="utf-8"), min_size=1, max_size=90), max_size=12
)


@given(BLOCKS, st.integers(30, 400))
def test_every_part_fits_and_nothing_is_lost(lines: list[str], room: int) -> None:
    channel = Channel(room)
    made = parts("题", lines, "尾", channel)
    assert all(utf8(text) <= room for text in made)
    bodies = made if len(made) == 1 else [text.split("\n", 1)[1] for text in made]
    assert "".join(bodies).replace("\n", "") == "".join(["题", *lines, "尾"])
    if len(made) > 1:
        assert [text.split("\n", 1)[0] for text in made] == [
            f"({n}/{len(made)})" for n in range(1, len(made) + 1)
        ]

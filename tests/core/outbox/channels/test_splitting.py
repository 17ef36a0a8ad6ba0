"""Long texts are cut by bytes, at the ends of sentences, and nothing is lost."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yike.core.outbox.channels.splitting import split, utf8

ALPHABET = st.sampled_from(
    [*"一刻钟。！？，；\n ab.", "é", "e\u0301", "👩‍👩‍👧", "🇨🇳", "👍🏽", "”", "[网](u)"]
)


def json_bytes(text: str) -> int:
    return len(json.dumps(text, ensure_ascii=False).encode()) - 2


def test_a_text_that_fits_to_the_byte_stays_whole() -> None:
    text = "一" * 682 + "ab"
    assert (utf8(text), split(text, 2048)) == (2048, [text])


def test_one_byte_too_many_makes_two_parts() -> None:
    text = "一" * 682 + "abc"
    assert [utf8(part) for part in split(text, 2048)] == [2048, 1]


@pytest.mark.parametrize(
    ("room", "text", "parts"),
    [
        (21, "今天停水。明天来水。", ["今天停水。", "明天来水。"]),
        (28, "他说：“停水了。”明天来水", ["他说：“停水了。”", "明天来水"]),
        (21, "第一段有字\n\n第二段有字", ["第一段有字\n\n", "第二段有字"]),
        (21, "上午开会，下午走访吧", ["上午开会，", "下午走访吧"]),
        (16, "water off. Back soon", ["water off.", " Back soon"]),
        (21, "一二三四五六七八", ["一二三四五六七", "八"]),
    ],
    ids=["sentence", "closing quote", "paragraph", "clause", "English", "no end at all"],
)
def test_a_cut_falls_where_a_reader_pauses(room: int, text: str, parts: list[str]) -> None:
    assert split(text, room) == parts


def test_a_number_with_a_point_is_no_end_of_a_sentence() -> None:
    assert split("about 3.1415926535", 10) == ["about ", "3.14159265", "35"]


def test_markdown_is_not_cut_inside_a_link() -> None:
    text = "详情见页面[办事指南全文](https://example.org/a)谢谢"
    assert split(text, 54, markdown=True) == ["详情见页面", "[办事指南全文](https://example.org/a)谢谢"]
    assert split(text, 54)[0] == "详情见页面[办事指南全文](https:"


def test_a_link_longer_than_a_part_is_cut_after_all() -> None:
    text = "[" + "长" * 40 + "](https://example.org/)"
    assert "".join(split(text, 60, markdown=True)) == text


@pytest.mark.parametrize("cluster", ["e\u0301", "👩‍👩‍👧", "🇨🇳", "👍🏽"])
def test_what_the_eye_sees_as_one_character_is_not_cut(cluster: str) -> None:
    parts = split("一" * 5 + cluster, 15 + utf8(cluster) - 1)
    assert parts == ["一" * 5, cluster]


def test_a_room_too_small_for_a_character_is_a_mistake_of_the_callers() -> None:
    with pytest.raises(ValueError, match="heavier than the room"):
        split("一二", 2)


@settings(derandomize=True, deadline=None, max_examples=200)
@given(st.lists(ALPHABET, max_size=80).map("".join), st.integers(24, 90), st.booleans())
def test_parts_fit_and_joined_again_are_the_text(text: str, room: int, markdown: bool) -> None:
    for weigh in (utf8, json_bytes):
        parts = split(text, room, weigh, markdown=markdown)
        assert "".join(parts) == text
        assert all(weigh(part) <= room for part in parts)
        assert all(parts) or text == ""

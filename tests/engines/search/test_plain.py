"""Text without dress."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from yike.engines.search.plain import LONGEST, READ, joined, plain


def test_width_case_accents_and_old_characters_make_no_difference() -> None:
    assert plain("Ｃａｆé 居住證①").atoms == ("cafe", "居", "住", "证", "1")
    assert plain("CAFE居住证1").atoms == ("cafe", "居", "住", "证", "1")


def test_punctuation_and_pictures_are_left_out() -> None:
    assert plain("《居住证》（申领）🙂!").atoms == ("居", "住", "证", "申", "领")
    assert plain("🙂👨‍👩‍👧").atoms == ()


def test_letters_and_digits_are_words_and_each_character_stands_alone() -> None:
    assert plain("24小时A4纸 237号").atoms == ("24", "小", "时", "a", "4", "纸", "237", "号")


def test_spans_lead_back_into_the_text_as_it_was_written() -> None:
    text = "《居住證》Ａ４ ﬁnd"
    told = plain(text)
    assert [text[begin:end] for begin, end in told.spans] == ["居", "住", "證", "Ａ", "４", "ﬁnd"]
    assert told.atoms == ("居", "住", "证", "a", "4", "find")


def test_a_book_is_read_only_at_its_beginning() -> None:
    assert plain("，" * (READ - 1) + "居住").atoms == ("居",)
    assert len(plain("居" * 10_000).atoms) == LONGEST
    assert [len(atom) for atom in plain("a" * 70).atoms] == [32, 32, 6]


def test_spans_that_touch_become_one() -> None:
    assert joined([(4, 6), (0, 1), (1, 3), (5, 7)]) == ((0, 3), (4, 7))
    assert joined([]) == ()


@given(st.text())
def test_any_text_can_be_read_and_every_span_lies_in_it(text: str) -> None:
    told = plain(text)
    assert len(told.atoms) == len(told.spans) <= LONGEST
    assert all(0 <= begin < end <= len(text) for begin, end in told.spans)

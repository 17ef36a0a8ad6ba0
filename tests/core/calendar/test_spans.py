from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yike.core.calendar.spans import read_spans, write_spans
from yike.engines.faults import Fault
from yike.engines.worktime import Span

OFFICE = "09:00-12:00 13:00-17:00"


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        (OFFICE, OFFICE),
        ("9:00-12:00,13:00-17:00", OFFICE),
        ("9：00～12：00、13：00～17：00", OFFICE),
        ("9点-12点 13点-17点", OFFICE),
        ("9点至12点，13点到17点", OFFICE),
        ("9-12 13-17", OFFICE),
        ("9:00 – 12:00; 13:00 — 17:00", OFFICE),
        ("8点30分-11点30分", "08:30-11:30"),
        ("全天", "00:00-24:00"),
        ("24小时", "00:00-24:00"),
        ("00:00-06:00 22:00-24:00", "00:00-06:00 22:00-24:00"),
        ("", ""),
        ("  ", ""),
        ("休", ""),
        ("不上班", ""),
    ],
)
def test_hours_are_read_as_people_write_them(written: str, kept: str) -> None:
    assert write_spans(read_spans(written)) == kept


@pytest.mark.parametrize(
    "written",
    [
        "上午",
        "9:00",
        "9:00-",
        "9:00-12:00 下午",
        "9:00-12:00-17:00",
        "9:75-12:00",
        "<script>",
        "9:00-12:00 9",
    ],
)
def test_what_cannot_be_read_is_shown_back_with_an_example(written: str) -> None:
    with pytest.raises(Fault) as caught:
        read_spans(written)
    assert caught.value.text("zh") == (f"看不懂“{written}”。请写成 09:00-12:00 13:00-17:00，不上班就空着。")


@pytest.mark.parametrize("written", ["17:00-09:00", "9:00-12:00 11:00-15:00", "9:00-25:00", "0:00-24:01"])
def test_spans_that_cannot_be_are_refused(written: str) -> None:
    with pytest.raises(Fault):
        read_spans(written)


@settings(derandomize=True, deadline=None)
@given(st.lists(st.integers(0, 1440), min_size=2, max_size=6, unique=True))
def test_what_is_written_is_read_back(minutes: list[int]) -> None:
    edges = sorted(minutes)[: len(minutes) // 2 * 2]
    spans = tuple(Span(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True))
    assert read_spans(write_spans(spans)) == spans


@settings(derandomize=True, deadline=None, max_examples=300)
@given(st.text(alphabet="0123456789:-~ 点分至到，、休全天ab", max_size=30))
def test_any_text_is_read_or_refused_and_never_breaks(text: str) -> None:
    try:
        spans = read_spans(text)
    except Fault:
        return
    assert read_spans(write_spans(spans)) == spans

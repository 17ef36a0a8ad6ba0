"""Telephone numbers as people really type them."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yike.core.residents.phones import Phone, read_phone
from yike.engines.faults import Fault


@pytest.mark.parametrize(
    ("typed", "e164", "national"),
    [
        ("13800138000", "+8613800138000", "13800138000"),
        ("138 0013 8000", "+8613800138000", "13800138000"),
        ("+86-138-0013-8000", "+8613800138000", "13800138000"),
        ("008613800138000", "+8613800138000", "13800138000"),
        ("１３８００１３８０００", "+8613800138000", "13800138000"),
        ("0512-65221234", "+8651265221234", "0512-65221234"),
        ("(0512)65221234", "+8651265221234", "0512-65221234"),
        ("010-86123456", "+861086123456", "010-86123456"),
        ("0512-65221234转8001", "+8651265221234;ext=8001", "0512-65221234 转 8001"),
        ("0512-65221234分机 8001", "+8651265221234;ext=8001", "0512-65221234 转 8001"),
        ("+852 2345 6789", "+85223456789", "+852 2345 6789"),
    ],
)
def test_a_number_is_kept_in_one_form_and_shown_as_it_is_dialled(
    typed: str, e164: str, national: str
) -> None:
    phone = read_phone(typed)
    assert (phone.e164, phone.national) == (e164, national)


@pytest.mark.parametrize(
    "typed",
    ["", "65221234", "1380013800", "138001380000", "12800138000", "无", "<b>13800138000</b>", "1" * 10**6],
)
def test_what_is_no_number_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(Fault) as caught:
        read_phone(typed)
    assert caught.value.do_zh == "请填 11 位手机号，或带区号的座机，如 0512-65221234"


@given(st.from_regex(r"\A1[3-9][0-9]{9}\Z"))
def test_every_mobile_number_is_accepted_and_said_back(digits: str) -> None:
    assert read_phone(digits) == Phone(f"+86{digits}", mobile=True)
    assert read_phone(digits).national == digits


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused_but_never_falls(text: str) -> None:
    with contextlib.suppress(Fault):
        assert read_phone(text).e164.startswith("+")

"""Identity numbers, right and wrong, as people really type them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yike.core.residents.identity import (
    IdFormat,
    NationalId,
    id_check,
    read_national_id,
    written,
)
from yike.engines.faults import Fault

TODAY = date(2026, 11, 26)
SAMPLE = NationalId("11010519491231002X", "110105", date(1949, 12, 31), "F")  # the standard's own example


def wrong(text: str) -> str:
    with pytest.raises(Fault) as caught:
        read_national_id(text, TODAY)
    return caught.value.zh


def with_check(first17: str) -> str:
    return first17 + id_check(first17)


@pytest.mark.parametrize(
    "typed",
    [
        "11010519491231002X",
        "11010519491231002x",
        " 110105 19491231 002X\n",
        "110105-19491231-002X",
        "'11010519491231002X",
        "１１０１０５１９４９１２３１００２Ｘ",
        "11010519491231002×",
        "11010519491231002Ⅹ",
    ],
)
def test_the_number_of_the_standard_is_read_however_it_is_typed(typed: str) -> None:
    assert read_national_id(typed, TODAY) == SAMPLE


@pytest.mark.parametrize(
    ("text", "zh"),
    [
        ("110105491231002", "这是 15 位的旧号码，2013 年起已经停用"),
        ("1.10105194912310E+17", "号码被表格软件改成了科学计数，后几位已经丢失"),
        ("1.1010519491231e+17", "号码被表格软件改成了科学计数，后几位已经丢失"),
        ("", "身份证号应有 18 位，这里是 0 位，或夹有别的字符"),
        ("1101051949123100", "身份证号应有 18 位，这里是 16 位，或夹有别的字符"),
        ("11010519491231002XX", "身份证号应有 18 位，这里是 19 位，或夹有别的字符"),
        ("1101051949123100X2", "身份证号应有 18 位，这里是 18 位，或夹有别的字符"),
        ("11010519491231002Х", "身份证号应有 18 位，这里是 18 位，或夹有别的字符"),  # a Cyrillic letter
        ("<script>alert(1)</script>", "身份证号应有 18 位，这里是 25 位，或夹有别的字符"),
        ("٢١٠١٠٥١٩٤٩١٢٣١٠٠٢X", "身份证号应有 18 位，这里是 18 位，或夹有别的字符"),  # Arabic digits
        (with_check("10010519491231002"), "身份证号的前两位 10 不是任何省份"),
        (with_check("11010519490229002"), "身份证号里的出生日期不存在、太早或在将来"),
        (with_check("11010518791231002"), "身份证号里的出生日期不存在、太早或在将来"),
        (with_check("11010520261127002"), "身份证号里的出生日期不存在、太早或在将来"),
        ("110105194912310021", "身份证号的校验位不对，多半有一位抄错"),
        ("11010519491231020X", "身份证号的校验位不对，多半有一位抄错"),
    ],
)
def test_a_wrong_number_is_told_what_is_wrong_with_it(text: str, zh: str) -> None:
    assert wrong(text) == zh


def test_a_megabyte_of_digits_is_refused_at_once() -> None:
    assert wrong("1" * 1_000_000) == "身份证号应有 18 位，这里是 100 位，或夹有别的字符"


def test_someone_born_today_and_someone_born_on_a_leap_day_are_accepted() -> None:
    born = [read_national_id(with_check(f"320508{day}001"), TODAY).born for day in ("20261126", "20000229")]
    assert born == [date(2026, 11, 26), date(2000, 2, 29)]


@pytest.mark.parametrize("region", ["810000", "830000", "911156", "932840"])
def test_residence_permits_and_foreigners_permanent_residence_numbers_are_accepted(region: str) -> None:
    number = with_check(f"{region}19801231001")
    assert read_national_id(number, TODAY) == NationalId(number, region, date(1980, 12, 31), "M")


@given(st.integers(0, 16), st.integers(1, 9))
def test_any_one_digit_mistyped_is_found(at: int, shift: int) -> None:
    digits = SAMPLE.number
    other = digits[:at] + str((int(digits[at]) + shift) % 10) + digits[at + 1 :]
    assert wrong(other) != ""


@given(st.integers(0, 15))
def test_two_neighbours_exchanged_are_found(at: int) -> None:
    digits = "32050819630917284" + id_check("32050819630917284")
    other = digits[:at] + digits[at + 1] + digits[at] + digits[at + 2 :]
    if other != digits:
        assert wrong(other) != ""


@pytest.mark.parametrize(
    ("form", "cells"),
    [
        (IdFormat.TEXT, ("11010519491231002X",)),
        (IdFormat.LOWER, ("11010519491231002x",)),
        (IdFormat.APOSTROPHE, ("'11010519491231002X",)),
        (IdFormat.SPACED, ("110105 19491231 002X",)),
        (IdFormat.PARTS, ("110105", "19491231", "002X")),
        (IdFormat.BOXES, tuple("11010519491231002X")),
    ],
)
def test_one_number_is_written_in_the_six_ways_departments_ask_for(
    form: IdFormat, cells: tuple[str, ...]
) -> None:
    assert written(SAMPLE.number, form) == cells
    assert read_national_id("".join(cells), TODAY) == SAMPLE


def test_every_format_is_known() -> None:
    assert [len(written(SAMPLE.number, form)) for form in IdFormat] == [1, 1, 1, 1, 3, 18]

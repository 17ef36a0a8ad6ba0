"""Unified social credit codes, right and wrong, as people really type them."""

from __future__ import annotations

import pytest

from yike.engines.creditcode import code_check, read_credit_code
from yike.engines.faults import Fault

CODES = ["91350100M000100Y43", "91440300708461136T", "914403001922038216", "91330100799655058B"]


@pytest.mark.parametrize("code", CODES)
def test_credit_codes_are_read_in_either_case(code: str) -> None:
    assert {read_credit_code(text) for text in (code, code.lower(), f" {code[:9]} {code[9:]}")} == {code}


@pytest.mark.parametrize("code", CODES)
def test_the_check_of_a_credit_code_is_computed_as_the_standard_says(code: str) -> None:
    assert code_check(code[:17]) == code[17]


@pytest.mark.parametrize(
    ("text", "zh"),
    [
        ("91350100M000100Y44", "统一社会信用代码的校验位不对，多半有一位抄错"),
        ("9135O100M000100Y43", "统一社会信用代码应有 18 位，只含数字和除 I、O、S、V、Z 以外的大写字母"),
        ("91350100M000100Y4", "统一社会信用代码应有 18 位，只含数字和除 I、O、S、V、Z 以外的大写字母"),
        ("", "统一社会信用代码应有 18 位，只含数字和除 I、O、S、V、Z 以外的大写字母"),
    ],
)
def test_a_wrong_credit_code_is_told_what_is_wrong_with_it(text: str, zh: str) -> None:
    with pytest.raises(Fault) as caught:
        read_credit_code(text)
    assert caught.value.zh == zh

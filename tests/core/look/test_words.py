"""What somebody writes, made plain."""

from __future__ import annotations

import pytest

from yike.core.look.words import line, plain, said
from yike.engines.faults import Fault


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  路灯\u3000坏了 ", "路灯\u3000坏了"),
        ("一\r\n二\r三", "一\n二\n三"),
        ("一\n\n\n\n二\n  \n\n三", "一\n\n二\n\n三"),
        ("\0a\x07b\ud800c\t", "abc"),
        ("𠮷野家👵🏽", "𠮷野家👵🏽"),
        ("", ""),
    ],
)
def test_what_nobody_sees_is_left_out_and_the_rest_stays(typed: str, kept: str) -> None:
    assert plain(typed, 20) == kept


def test_too_much_and_nothing_are_told_with_the_name_of_the_field() -> None:
    with pytest.raises(Fault) as long:
        plain("长" * 21, 20, what=("什么事", "the matter"), hint=("，或留电话", ", or leave a number"))
    assert (long.value.zh, long.value.do_zh) == ("“什么事”写了 21 个字，太长了", "请不超过 20 字，或留电话")
    assert (long.value.en, long.value.do_en) == (
        "the matter: 21 characters are too many",
        "Write at most 20, or leave a number",
    )
    with pytest.raises(Fault, match="nothing was written"):
        said(" \n ", 20)
    with pytest.raises(Fault, match="the matter is missing"):
        said("", 20, what=("什么事", "the matter"))
    assert (said(" 好 ", 1), line("一\n 二", 9)) == ("好", "一 二")

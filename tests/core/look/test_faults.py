"""A fault is told in the reader's language, at the field it belongs to."""

from __future__ import annotations

import pytest
from django import forms
from django.utils.translation import override

from yike.core.look.faults import cleaned, refuse, told
from yike.engines.faults import Fault

FAULT = Fault("不是数字", "not a number", do_zh="请改成数字", do_en="Write a number", row=7)


class Asked(forms.Form):
    number = forms.CharField(label="数")

    def clean_number(self) -> object:
        return cleaned(_number, self.cleaned_data["number"])


def _number(text: str) -> int:
    if not text.isdigit():
        raise FAULT
    return int(text)


@pytest.mark.parametrize(
    ("language", "line"),
    [("zh-hans", "第 7 行：不是数字。请改成数字。"), ("en", "row 7: not a number. Write a number.")],
)
def test_a_fault_is_told_in_the_readers_language(language: str, line: str) -> None:
    with override(language):
        assert told(FAULT) == line


def test_a_fault_while_cleaning_stands_at_its_field() -> None:
    form = Asked({"number": "七"})
    with override("en"):
        assert form.errors == {"number": ["row 7: not a number. Write a number."]}


def test_what_passes_the_check_is_what_the_check_returns() -> None:
    form = Asked({"number": "7"})
    assert (form.is_valid(), form.cleaned_data) == (True, {"number": 7})


@pytest.mark.parametrize(
    ("field", "stands"), [("number", "number"), ("nothing", "__all__"), (None, "__all__")]
)
def test_a_fault_of_an_action_stands_at_its_field_or_above_all(field: str | None, stands: str) -> None:
    form = Asked({"number": "7"})
    assert form.is_valid()
    with override("zh-hans"):
        refuse(form, FAULT, field)
        assert form.errors == {stands: ["第 7 行：不是数字。请改成数字。"]}

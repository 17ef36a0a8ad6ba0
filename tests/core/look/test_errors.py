"""What went wrong is said kindly, in both languages, without a trace of the inside."""

from __future__ import annotations

import re
from html import unescape
from unittest import mock

import pytest
from django.http import HttpRequest
from django.template import TemplateDoesNotExist
from django.test import Client

from yike.core.look import errors


def words(answer: object) -> str:
    return unescape(re.sub(r"<[^>]+>|\s+", " ", answer.content.decode()))  # type: ignore[attr-defined]


@pytest.mark.parametrize("status", errors.PAGES)
def test_each_error_is_said_in_both_languages_with_what_to_do(status: int) -> None:
    page = errors.PAGES[status]
    answer = errors.show(page)
    said = [text in words(answer) for text in (page.zh, page.en, page.do_zh, page.do_en)]
    assert (answer.status_code, said) == (status, [True] * 4)


@pytest.mark.parametrize("trouble", [TemplateDoesNotExist("x"), OSError("disk"), ValueError("static")])
def test_where_even_templates_fail_the_bare_page_comes(trouble: Exception) -> None:
    with mock.patch.object(errors, "render_to_string", side_effect=trouble):
        answer = errors.show(errors.PAGES[500])
    assert (answer.status_code, "我们这边出错了" in words(answer), "static" in words(answer)) == (
        500,
        True,
        False,
    )


def test_too_often_says_how_long_to_wait() -> None:
    assert errors.too_often(HttpRequest(), wait_seconds=60)["Retry-After"] == "60"


def test_a_page_that_is_not_there_is_404_without_a_trace() -> None:
    answer = Client().get("/nowhere/")
    assert (answer.status_code, "没有这一页" in words(answer), "nowhere" in words(answer)) == (
        404,
        True,
        False,
    )


def test_a_form_without_its_token_says_that_nothing_was_saved() -> None:
    answer = Client(enforce_csrf_checks=True).post("/look/appearance/")
    assert (answer.status_code, "没有保存" in words(answer), "nothing was saved" in words(answer)) == (
        403,
        True,
        True,
    )


def test_an_exception_becomes_the_kind_page() -> None:
    visitor = Client(raise_request_exception=False)
    with mock.patch("yike.core.look.context.Appearance.of", side_effect=RuntimeError("secret inside")):
        answer = visitor.get("/")
    assert (answer.status_code, "我们这边出错了" in words(answer), "secret" in words(answer)) == (
        500,
        True,
        False,
    )

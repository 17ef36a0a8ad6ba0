"""What went wrong is said kindly, in both languages, without a trace of the inside."""

from __future__ import annotations

import re
from html import unescape
from unittest import mock

import pytest
from django.http import HttpRequest
from django.template import TemplateDoesNotExist
from django.test import Client, RequestFactory

from yike.core.look import errors


def words(answer: object) -> str:
    return unescape(re.sub(r"<[^>]+>|\s+", " ", answer.content.decode()))  # type: ignore[attr-defined]


@pytest.mark.parametrize("status", errors.PAGES)
def test_each_error_is_said_in_both_languages_with_what_to_do(status: int) -> None:
    page = errors.PAGES[status]
    answer = errors.show(page, HttpRequest())
    said = [text in words(answer) for text in (page.zh, page.en, page.do_zh, page.do_en)]
    assert (answer.status_code, said) == (status, [True] * 4)


@pytest.mark.parametrize("trouble", [TemplateDoesNotExist("x"), OSError("disk"), ValueError("static")])
def test_where_even_templates_fail_the_bare_page_comes(trouble: Exception) -> None:
    with mock.patch.object(errors, "render_to_string", side_effect=trouble):
        answer = errors.show(errors.PAGES[500], HttpRequest())
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


READERS = {
    "nothing said": ({}, {}, "zh-Hans"),
    "a browser in English": ({}, {"HTTP_ACCEPT_LANGUAGE": "en-GB,en;q=0.9,zh;q=0.5"}, "en"),
    "a browser in Chinese": ({}, {"HTTP_ACCEPT_LANGUAGE": "zh-CN,zh;q=0.9,en;q=0.5"}, "zh-Hans"),
    "chosen English": ({"language": "en"}, {"HTTP_ACCEPT_LANGUAGE": "zh-CN"}, "en"),
    "chosen Chinese": ({"language": "zh-hans"}, {"HTTP_ACCEPT_LANGUAGE": "en"}, "zh-Hans"),
    "nonsense chosen": ({"language": "../../x"}, {}, "zh-Hans"),
}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("status", errors.PAGES)
def test_the_readers_language_comes_first_and_the_other_below(status: int, reader: str) -> None:
    cookies, headers, lang = READERS[reader]
    request = RequestFactory().get("/", **headers)
    request.COOKIES.update(cookies)
    page = errors.PAGES[status]
    own, other = ((page.zh, page.do_zh), (page.en, page.do_en))[:: -1 if lang == "en" else 1]
    text = unescape(errors.show(page, request).content.decode())
    [h1], [h2] = re.findall(r"<h1>.*?</span>(.*?)</h1>", text), re.findall(r"<h2>(.*?)</h2>", text)
    assert (re.findall(r"<html lang=\"(.*?)\"", text), (h1, h2)) == ([lang], (own[0], other[0]))
    assert text.index(own[1]) < text.index(other[1])


def test_a_page_that_is_not_there_is_told_in_english_to_who_chose_english() -> None:
    client = Client()
    client.cookies["language"] = "en"
    answer = client.get("/nowhere/")
    assert re.findall(r"<h1>.*?</span>(.*?)</h1>", answer.content.decode()) == ["There is no such page"]
    assert answer["Content-Language"] == "en"

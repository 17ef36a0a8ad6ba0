"""Pages for what went wrong: kind, in the reader's language and the other below, and nothing of the inside."""
# ruff: noqa: ARG001 - Django decides what a handler is given

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template import TemplateDoesNotExist
from django.template.loader import render_to_string
from django.utils.translation import get_language_from_request


@dataclass(frozen=True)
class Told:
    """What a page says in one language."""

    lang: str
    what: str
    do: str


@dataclass(frozen=True)
class Page:
    """What an error page says, in both languages: what happened, and what can be done."""

    status: int
    zh: str
    en: str
    do_zh: str
    do_en: str
    home: str = "一刻 · Yike"

    def told(self, english: bool) -> tuple[Told, Told]:
        """Return the page in both languages, that of the reader first."""
        both = Told("zh-Hans", self.zh, self.do_zh), Told("en", self.en, self.do_en)
        return both[::-1] if english else both


PAGES = {
    page.status: page
    for page in (
        Page(
            400,
            "这个请求看不懂",
            "This request could not be read",
            "请返回上一页再试。上传的内容太大时也会这样，请分几次上传。",
            "Please go back and try again. It also happens when what was sent is too large: send it in parts.",
        ),
        Page(
            403,
            "这一页不归您看",
            "This page is not open to you",
            "如果工作需要，请找街道管理员开通。",
            "If you need it for your work, ask the administrator of the street office.",
        ),
        Page(
            404,
            "没有这一页",
            "There is no such page",
            "地址可能抄错了，也可能这条记录不在您负责的范围里。",
            "The address may be mistyped, or the record lies outside the area you look after.",
        ),
        Page(
            409,
            "有人比您快一步",
            "Somebody was faster",
            "别人刚刚登记了同一个代码、名称或号码，您的没有保存。请返回，看看是不是同一条记录，再决定改用别的。",
            "The same code, name or number was entered a moment ago; yours was not saved. "
            "Go back and see whether it is the same record before you choose another.",
        ),
        Page(
            429,
            "试得太快了",
            "That was too often",
            "请等几分钟再试。",
            "Please wait a few minutes and try again.",
        ),
        Page(
            500,
            "我们这边出错了",
            "Something went wrong on our side",
            "您填的内容没有保存。请过一会儿再试；还不行，请告诉系统管理员。",
            "What you entered was not saved. Try again later; if it stays, tell the system officer.",
        ),
        Page(
            413,
            "内容太大",
            "Too much at once",
            "没有保存。请把文件缩小，或分几次上传。",
            "Nothing was saved. Make the file smaller, or send it in parts.",
        ),
        Page(
            503,
            "现在太忙",
            "Busy at the moment",
            "有人正在写入，没有保存您的这一次。请过几秒再试一次。",
            "Somebody else is writing, and yours was not saved. Please try again in a few seconds.",
        ),
        Page(
            507,
            "磁盘满了",
            "The disk is full",
            "没有保存。请告诉系统管理员：要先腾出空间。",
            "Nothing was saved. Tell the system officer: room has to be made first.",
        ),
    )
}
FORGED = Page(
    403,
    "页面放得太久了",
    "The page was open for too long",
    "为了安全，没有保存。请返回上一页，刷新后再提交；浏览器要允许 Cookie。",
    "To be safe, nothing was saved. Go back, reload and send again; the browser must allow cookies.",
)
REMOVED = Page(
    409,
    "刚被别人删掉",
    "Somebody has just removed it",
    "您要改的这一条已经不在了，没有保存。请返回列表，刷新再看。",
    "What you wanted to change is not there any more; nothing was saved. Go back to the list and reload it.",
)
BANNER = (
    "这是演示：人名、住址和数字都是编的。",
    "A demonstration: names, addresses and figures are invented.",
)
BARE = (
    '<!doctype html><html lang="{0.lang}"><head><meta charset="utf-8"><title>{0.what} · {1.what}</title></head>'
    '<body><h1>{0.what}</h1><p>{0.do}</p><div lang="{1.lang}"><h2>{1.what}</h2><p>{1.do}</p></div>'
    '<p><a href="/">一刻 · Yike</a></p></body></html>'
)


def show(page: Page, request: HttpRequest) -> HttpResponse:
    """Return an error page. It asks neither database nor session, and comes bare where even templates fail.

    The language is asked of the request itself: what went wrong may have done so before anybody chose one.
    """
    english = get_language_from_request(request).startswith("en")
    first, second = page.told(english)
    try:
        told = {"page": page, "first": first, "second": second, "banner": _banner(first.lang)}
        text: str = render_to_string("look/error.html", told)
    except (TemplateDoesNotExist, ValueError, OSError):
        text = BARE.format(first, second)
    return HttpResponse(text, status=page.status, headers={"Content-Language": first.lang})


def _banner(lang: str) -> str:
    return BANNER[lang == "en"] if settings.YIKE_DEMONSTRATION else ""


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403."""
    return show(PAGES[403], request)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404."""
    return show(PAGES[404], request)


def too_often(request: HttpRequest, *args: object, wait_seconds: int = 300, **named: object) -> HttpResponse:
    """Answer 429, with how many seconds to wait."""
    response = show(PAGES[429], request)
    response["Retry-After"] = str(wait_seconds)
    return response


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form without its token: 403."""
    return show(FORGED, request)

"""What goes wrong below a page, told in a kind page of its own: a full disk, a busy database, too much at once.

Django has rolled the transaction back by then: nothing is half-written.
"""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable
from dataclasses import replace

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, JsonResponse

from yike.core.look.errors import PAGES, REMOVED, Page, not_found, show
from yike.core.record.deed import Gone
from yike.core.upkeep import database, failures
from yike.faces.api.open311.writing import wrong
from yike.rooms.circle.walking.current import Preparing

UNIQUE = ("unique constraint", "duplicate key")  # as SQLite and PostgreSQL say it
TAKEN = {"SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY", "23505"}
RETRY_AFTER = "3"  # seconds
OPEN311 = "/open311/"
PROGRAMS = ("/api/", OPEN311)
NUL_TOLD = {
    "zh": "地址里有空字符（%00）。请去掉再试。",
    "en": "The address has a NUL (%00) in it. Take it out and try again.",
}
LOOK_AGAIN = "5"  # seconds after which a page that is waited for looks by itself
STARTING = Page(
    503,
    "系统刚启动，正在准备",
    "The house has just started and is getting ready",
    "请稍候，这一页过几秒会自己再打开。",
    "One moment please: this page opens again by itself in a few seconds.",
)
UNHEARD = Page(
    503,
    STARTING.zh,
    STARTING.en,
    "没有收下，请过几秒退回再按一次。",
    "It was not taken in. Please go back in a few seconds and press once more.",
)
TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def status_of(error: BaseException | None) -> int:
    """Return 409 where somebody was faster, 503 for a held database, 507 for a full disk, else 500."""
    if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return 507
    if isinstance(error, Gone) or (isinstance(error, IntegrityError) and _taken(error)):
        return 409
    return {"full": 507, "busy": 503, "": 500}[database.trouble(error)]


def _taken(error: IntegrityError) -> bool:
    """Return whether the database refused a code, a name, a number that another has just written."""
    cause = error.__cause__
    code = getattr(cause, "sqlite_errorname", "") or getattr(cause, "sqlstate", "")
    return code in TAKEN or any(sign in str(error).casefold() for sign in UNIQUE)


def broken(request: HttpRequest) -> HttpResponse:
    """Answer an error nobody caught; called while it is being handled."""
    error = sys.exc_info()[1]
    if isinstance(error, Preparing):
        return _starting(request)
    status = status_of(error)
    page = REMOVED if isinstance(error, Gone) else PAGES[status]
    answer = answer_for(_numbered(page, error, request) if status == 500 and error else page, request)
    if status == 503:
        answer["Retry-After"] = RETRY_AFTER
    return answer


def _numbered(page: Page, error: BaseException, request: HttpRequest) -> Page:
    """Keep what failed, and let the page tell its number."""
    match = request.resolver_match
    number = failures.keep(error, f"{request.method} {match.view_name if match else '-'}")
    return replace(page, do_zh=f"{page.do_zh}编号 {number}。", do_en=f"{page.do_en} Number {number}.")


def _starting(request: HttpRequest) -> HttpResponse:
    """Let who came in the first seconds wait: what was only to be read opens again by itself, a form does not."""
    reading = request.method in {"GET", "HEAD"}
    answer = show(STARTING if reading else UNHEARD, request)
    answer["Retry-After"] = LOOK_AGAIN
    if reading:
        answer["Refresh"] = LOOK_AGAIN
    return answer


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400, or 413 where the request was too large to be read."""
    return answer_for(PAGES[413 if isinstance(exception, TOO_MUCH) else 400], request)


def answer_for(page: Page, request: HttpRequest) -> HttpResponse:
    """Return what a page says as an answer: to a program in its own way, to a person as a page."""
    if request.path.startswith(PROGRAMS):
        return _to_program(
            request, page.status, {"zh": f"{page.zh}。{page.do_zh}", "en": f"{page.en}. {page.do_en}"}
        )
    return show(page, request)


def _to_program(request: HttpRequest, status: int, said: dict[str, str]) -> HttpResponse:
    """Answer in both languages, in the form that the interface gives to all that is wrong."""
    if request.path.startswith(OPEN311):
        form = "xml" if request.path.endswith(".xml") else "json"
        return wrong(form, status, f"{said['zh']} {said['en']}")
    return JsonResponse(said, status=status)


def _no_nul(request: HttpRequest) -> HttpResponse:
    """Answer a program in its own way, a person with a page; what has one in its name is not there."""
    if request.path.startswith(PROGRAMS):
        return _to_program(request, 400, NUL_TOLD)
    return not_found(request) if "\0" in request.path_info else bad_request(request)


class NulMiddleware:
    """Answers an address with a NUL in it or in its question: nobody types one, and PostgreSQL takes none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Look at the question before anybody asks the database with it."""
        if "%00" in request.META.get("QUERY_STRING", "") or "\0" in request.path_info:
            return _no_nul(request)
        return self.get_response(request)

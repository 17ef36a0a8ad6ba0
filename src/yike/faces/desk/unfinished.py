"""A demonstration whose town is still being drawn: people may look on, and nothing is written by them yet.

What they wrote would stand between the steps of the stories, and be taken for a part of them.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from yike.core.look.errors import Page
from yike.demonstration.drawing import told
from yike.faces.desk.trouble import answer_for

READING = {"GET", "HEAD", "OPTIONS"}
COMING_IN = {
    "account_login",
    "account_reauthenticate",
    "accounts:logout",
    "look:appearance",
    "look:language",
    "mfa_authenticate",
}
LATER = "30"  # seconds
UNFINISHED = Page(
    503,
    "演示街道还在画",
    "The town of the demonstration is still being drawn",
    "没有收下。头一次打开要画几分钟，画完就能改；请先到处看看。",
    "Nothing was taken in. The first time it takes some minutes, then changes are welcome; look around meanwhile.",
)


class Unfinished:
    """Says on each page what is being drawn, and puts off whoever wants to write. Gone once all is drawn."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer
        self.whole = False
        if not settings.YIKE_DEMONSTRATION or told(Path(settings.YIKE_HOME)) is None:
            raise MiddlewareNotUsed

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer as ever; what matters is done once it is known what was asked for."""
        return self.answer(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        """Tell the page what is being drawn, in the reader's language; refuse what would write."""
        drawing = None if self.whole else told(Path(settings.YIKE_HOME))
        if drawing is None:
            self.whole = True
            return None
        request.being_drawn = drawing.en if (get_language() or "").startswith("en") else drawing.zh  # type: ignore[attr-defined]
        match = request.resolver_match
        if request.method in READING or (match and match.view_name in COMING_IN):
            return None
        return _put_off(request)


def _put_off(request: HttpRequest) -> HttpResponse:
    answer = answer_for(UNFINISHED, request)
    answer["Retry-After"] = LATER
    return answer

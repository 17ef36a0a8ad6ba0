"""Headers every page carries beside those of Django and the content policy."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

POLICY = (
    "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), geolocation=(self), gyroscope=(), "
    "magnetometer=(), microphone=(), midi=(), payment=(), usb=()"
)
SENT_AS, WORD = "sent-as", re.compile("[0-9a-f]{16}")  # each sending of a form has a word of its own
COME, COME_S = "file-", 60  # the cookie with that word, and the seconds it stays where no page reads it


class Headers:
    """Says what pages may use of the device, and that a logged-in person's pages stay out of every cache.

    A form that is answered with a file leaves its page standing: a cookie tells it that it may be sent again.

    Geolocation is left to our own pages: a grid worker may ask where they stand. On an office PC that many share,
    the back button after log-out must show nothing.
    """

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer the request and add the headers."""
        response = self.answer(request)
        response.headers.setdefault("Permissions-Policy", POLICY)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-store")
        if request.method == "POST" and response.headers.get("Content-Disposition", "").startswith(
            "attachment"
        ):
            _tell_page(request, response)
        return response


def _tell_page(request: HttpRequest, response: HttpResponseBase) -> None:
    word = request.POST.get(SENT_AS, "")
    if WORD.fullmatch(word):
        secure = settings.SESSION_COOKIE_SECURE
        response.set_cookie(f"{COME}{word}", "1", COME_S, samesite="Lax", secure=secure)

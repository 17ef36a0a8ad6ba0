"""The queue at the door: so many requests are worked on, so many wait, whoever comes on top is asked to come again.

Pages are made by a few threads, for more would only get into each other's way and each holds a connection to the
database. The server's own threads merely wait for them. Without an end to the queue a crowd would make everybody
wait until their browsers give up, and the house would go on making pages that nobody reads any more.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from functools import lru_cache
from threading import BoundedSemaphore, Lock
from typing import Any

from django.http import HttpRequest

from yike.config.crowd import ASIDE, AT_WORK, MOST
from yike.config.hands import Hands, Place, Places
from yike.core.look import errors
from yike.core.record.together import letting_others

AGAIN_S = 5
Environ = dict[str, Any]
Start = Callable[..., Any]
App = Callable[[Environ, Start], Iterable[bytes]]
Made = tuple[str, list[tuple[str, str]], Iterable[bytes]]
CROWDED = errors.Page(
    503,
    "现在人太多",
    "Too many people at once",
    "请过几秒再打开这一页。刚才填的没有保存，请返回上一页再提交一次。",
    "Please open this page again in a few seconds. What you just filled in was not saved: go back, send it again.",
)


class Waiting:
    """A WSGI application before another: at most ``most`` requests are inside at once, ``at_work`` worked on."""

    def __init__(self, app: App, at_work: int = AT_WORK, most: int = MOST) -> None:
        self._app, self._most, self._inside = app, most, 0
        self._lock = Lock()
        self._work, self._aside = Places(at_work), BoundedSemaphore(ASIDE)
        self._hands = Hands(at_work)

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        """Answer a request, or refuse it kindly at once."""
        if not self._enter():
            status, headers, body = refusal(environ)
        else:
            try:
                status, headers, body = self._worked(environ)
            finally:
                self._leave()
        start(status, headers)
        return body

    def _worked(self, environ: Environ) -> Made:
        place = Place(self._work, self._aside)
        try:
            return self._hands.do(lambda: self._make(environ, place))
        finally:
            place.leave()

    def _enter(self) -> bool:
        with self._lock:
            room = self._inside < self._most
            self._inside += room
            return room

    def _leave(self) -> None:
        with self._lock:
            self._inside -= 1

    def _make(self, environ: Environ, place: Place) -> Made:
        """Make an answer to its end; one that is sent in pieces, such as a file, is handed on as it is."""
        told: list[Any] = []
        with letting_others(place.step_aside):
            answer: Any = self._app(environ, lambda status, headers, *_: told.extend((status, headers)))
        if getattr(answer, "streaming", True):
            return told[0], told[1], answer
        try:
            return told[0], told[1], [b"".join(answer)]
        finally:
            answer.close()


def refusal(environ: Environ) -> Made:
    """Return the answer to who comes when the house is full; it costs nothing to speak of."""
    english = environ.get("HTTP_ACCEPT_LANGUAGE", "").lower().startswith("en")
    kind, body = _refused(english, environ.get("PATH_INFO", "").startswith("/api/"))
    headers = [
        ("Content-Type", kind),
        ("Content-Length", str(len(body))),
        ("Retry-After", str(AGAIN_S)),
        ("Cache-Control", "no-store"),
        ("X-Content-Type-Options", "nosniff"),
        ("Content-Security-Policy", "default-src 'self'; frame-ancestors 'none'"),
    ]
    return "503 Service Unavailable", headers, [body]


@lru_cache
def _refused(english: bool, api: bool) -> tuple[str, bytes]:
    if api:
        told = {"zh": f"{CROWDED.zh}，请过几秒再问。", "en": f"{CROWDED.en}: ask again in a few seconds."}
        return "application/json", json.dumps(told, ensure_ascii=False).encode()
    request = HttpRequest()
    request.META["HTTP_ACCEPT_LANGUAGE"] = "en" if english else "zh-hans"
    return "text/html; charset=utf-8", errors.show(CROWDED, request).content

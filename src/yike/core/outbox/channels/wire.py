"""One call over HTTP, with everything that can go wrong turned into one of four answers."""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from yike.core.outbox.channels.result import Reason, Refused, Result, Retry, Unsure

if TYPE_CHECKING:
    import httpx

DEADLINE = 20.0
"""Seconds for a whole call. Shorter than a lease, so that a slow vendor is not taken for a dead worker."""
MOST = 64 * 1024
"""Bytes of an answer that are read."""

for _name in ("httpx", "httpcore"):
    # httpx logs whole addresses, and a robot's address is its secret.
    logging.getLogger(_name).addFilter(lambda record: record.levelno >= logging.WARNING)


@dataclass(frozen=True)
class Answer:
    """A JSON object that the other side answered with, and the HTTP status it came with."""

    status: int
    body: Mapping[str, Any]
    after: str = ""

    @property
    def text(self) -> str:
        """Return the answer as one short line for the record."""
        return f"HTTP {self.status} {json.dumps(self.body, ensure_ascii=False)}"[:500]


class Wire:
    """Posts to the outside: no redirects, no proxies from the environment, no connection used twice.

    A connection kept open may have died unnoticed; a call over it would end without an answer, and nobody
    could say whether it arrived.
    """

    def __init__(self, transport: httpx.BaseTransport | None = None, deadline: float = DEADLINE) -> None:
        import httpx  # noqa: PLC0415 - a quarter of a second, which only who sends needs to wait

        self.deadline = deadline
        self.client = httpx.Client(
            transport=transport,
            timeout=httpx.Timeout(deadline / 2, connect=deadline / 4),
            limits=httpx.Limits(max_keepalive_connections=0),
            follow_redirects=False,
            trust_env=False,
            headers={"User-Agent": "yike", "Accept-Encoding": "identity"},
        )

    def post(self, url: str, **what: Any) -> Answer | Result:
        """Post and return the answer, or what became of the call."""
        import httpx  # noqa: PLC0415

        began = time.monotonic()
        try:
            with self.client.stream("POST", url, **what) as response:
                content = self._read(response, began)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError) as error:
            return Retry(Reason.NO_CONNECTION, answer=type(error).__name__)
        except (httpx.WriteError, httpx.WriteTimeout) as error:  # the request is not whole on the other side
            return Retry(Reason.NO_CONNECTION, answer=type(error).__name__)
        except httpx.TransportError as error:
            return Unsure(Reason.NO_ANSWER, answer=type(error).__name__)
        except httpx.HTTPError as error:
            return Unsure(Reason.GARBLED, answer=type(error).__name__)
        return judged(response, content)

    def _read(self, response: httpx.Response, began: float) -> bytes:
        """Return the beginning of an answer: neither a flood nor a trickle holds the worker."""
        content = b""
        for chunk in response.iter_raw(4096):
            content += chunk
            if len(content) > MOST or time.monotonic() - began > self.deadline:
                break
        return content


def judged(response: httpx.Response, content: bytes) -> Answer | Result:
    """Return the JSON object of an answer; where there is none, what its status means."""
    body, after = _object(content), response.headers.get("Retry-After", "")
    if body is None or 300 <= response.status_code < 400:
        return by_status(response.status_code, after)
    return Answer(response.status_code, body, after)


def by_status(status: int, after: str = "") -> Result:
    """Return what a status means where nothing better is known. ``after`` is the header Retry-After."""
    words = f"HTTP {status}"
    if status in {429, 503}:
        seconds = float(after) if after.isdecimal() and len(after) < 6 else 65.0
        return Retry(Reason.TOO_OFTEN if status == 429 else Reason.BUSY, seconds, words, hold=True)
    if status >= 500:
        return Unsure(Reason.BROKEN, words)
    if status in {407, 408}:
        return Retry(Reason.NO_CONNECTION, answer=words)
    if status >= 400:
        return Refused(Reason.GONE if status in {401, 403, 404, 410} else Reason.NOT_ACCEPTED, words)
    return Retry(Reason.REDIRECTED, answer=words) if status >= 300 else Unsure(Reason.GARBLED, words)


def _object(content: bytes) -> dict[str, Any] | None:
    try:
        body = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None

"""Answers that need not be sent again: a calendar asked for every few hours is mostly the same."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date, quote_etag

ICS = "text/calendar; charset=utf-8"


def unchanged(
    request: HttpRequest, tag: str, changed: datetime | None, make: Callable[[], bytes]
) -> HttpResponse:
    """Answer a calendar, or 304 without making it where the reader has it; ``tag`` names its whole content.

    ``changed`` is None where no one moment tells whether it did: then the tag alone counts.
    """
    etag = quote_etag(hashlib.sha256(tag.encode()).hexdigest()[:32])
    last = int(changed.timestamp()) if changed else None
    known: HttpResponseBase | None = get_conditional_response(request, etag=etag, last_modified=last)
    answer = known if isinstance(known, HttpResponse) else HttpResponse(make(), content_type=ICS)
    answer["ETag"] = etag
    if last is not None:
        answer["Last-Modified"] = http_date(last)
    patch_cache_control(answer, public=True, max_age=300)
    return answer

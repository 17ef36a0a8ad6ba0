"""Long lists, a page at a time."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

PARAMETER = "page"
SIZE = 50


def paged(request: HttpRequest, rows: Any, size: int = SIZE, *, count: int | None = None) -> Page[Any]:
    """Return the page of ``rows`` (an ordered queryset or a list) asked for by ``?page=``; ``size`` rows a page.

    A page that is no number becomes the first, one past the end the last. Costs two queries: count and rows; one
    where the caller knows the ``count`` of rows already.
    """
    pages = Paginator(rows, size)
    if count is not None:
        pages.__dict__["count"] = count
    return pages.get_page(request.GET.get(PARAMETER))


def address(request: HttpRequest, number: int) -> str:
    """Return the query of the present page with another page number; everything else asked for stays."""
    asked = request.GET.copy()
    asked[PARAMETER] = str(number)
    return f"?{asked.urlencode()}"

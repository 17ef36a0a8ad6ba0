"""Long lists, a page at a time."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.utils.functional import cached_property

PARAMETER = "page"
SIZE = 50


class _KeysFirst(Paginator):  # type: ignore[type-arg]
    """Reads the keys of a page, then its rows: an index may know the order of many rows that it does not hold."""

    def page(self, number: int | str) -> Page[Any]:
        """Return a page."""
        number = self.validate_number(number)
        begin = (number - 1) * self.per_page
        found: Any = self.object_list
        keys = list(self.keys()[begin : begin + self.per_page])
        rows = {row.pk: row for row in found.order_by().filter(pk__in=keys)}
        return Page([rows[key] for key in keys if key in rows], number, self)

    def keys(self) -> Any:
        """Return the keys of all rows, in order."""
        found: Any = self.object_list
        return found.values_list("pk", flat=True)


class _KeysAtOnce(_KeysFirst):
    """Reads all keys, and knows by them how many there are: counting apart would look for the rows twice."""

    def keys(self) -> Any:
        """Return the keys of all rows, read once."""
        return self._all

    @cached_property
    def _all(self) -> list[Any]:
        return list(super().keys())

    @cached_property
    def count(self) -> int:
        """How many rows there are."""
        return len(self._all)


def paged(
    request: HttpRequest,
    rows: Any,
    size: int = SIZE,
    *,
    count: int | None = None,
    keys_first: bool = False,
    at_once: bool = False,
) -> Page[Any]:
    """Return the page of ``rows`` (an ordered queryset or a list) asked for by ``?page=``; ``size`` rows a page.

    A page that is no number becomes the first, one past the end the last. Costs two queries: count and rows; one
    where the caller knows the ``count`` of rows already. ``keys_first`` costs one more and reads the keys of the
    page before its rows: for wide rows of a long list whose order an index knows. ``at_once`` reads the keys of all
    pages instead of counting: where rows are dear to find, and not too many.
    """
    pages = (_KeysAtOnce if at_once else _KeysFirst if keys_first else Paginator)(rows, size)
    if count is not None:
        pages.__dict__["count"] = count
    return pages.get_page(request.GET.get(PARAMETER))


def address(request: HttpRequest, number: int) -> str:
    """Return the query of the present page with another page number; everything else asked for stays."""
    asked = request.GET.copy()
    asked[PARAMETER] = str(number)
    return f"?{asked.urlencode()}"

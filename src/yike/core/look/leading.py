"""Which addresses of this house lead residents somewhere: a route alone is no page, what it shows has to be there.

A room that has public pages registers for its namespace whether the object behind an address is there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

Leads = Callable[[str, Mapping[str, Any]], bool]
"""From the name of a route and its arguments to whether everybody can open it and finds something there."""
STAFF_ONLY = ("/desk/", "/api/")
_KNOWN: dict[str, Leads] = {}


def leads_by(namespace: str) -> Callable[[Leads], Leads]:
    """Let a room say which of its public addresses with arguments lead somewhere."""

    def keep(found: Leads) -> Leads:
        _KNOWN[namespace] = found
        return found

    return keep


def leads(address: str) -> bool:
    """Return whether an address of this house leads to a page that every resident can open.

    A page without arguments is there for everybody; one with arguments only where its room says so.
    """
    path = urlsplit(address).path
    if path.startswith(STAFF_ONLY):
        return False
    try:
        found = resolve(path)
    except Resolver404:
        return False
    if not found.kwargs:
        return True
    knows = _KNOWN.get(found.namespace)
    return knows is not None and knows(found.url_name or "", found.kwargs)

"""Whose an endpoint is. Accounts stand above, and say here where somebody's page is and who may open it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from yike.core.areas import rules as area_rules
from yike.core.outbox.models import Endpoint

PageOf = Callable[[Any, Any], str]
_PAGES: list[PageOf] = []


@dataclass(frozen=True)
class Owner:
    """Who an endpoint belongs to: a person, or the area that keeps it; ``href`` is empty where closed."""

    name: str
    href: str


def pages_of_people(page_of: PageOf) -> PageOf:
    """Let a higher app say where a person's page is; an empty address to a reader who may not open it."""
    if page_of not in _PAGES:
        _PAGES.append(page_of)
    return page_of


def owner_of(user: Any, endpoint: Endpoint) -> Owner:
    """Return whose an endpoint is, with the page that this reader may open."""
    person = endpoint.owner
    if person is not None:
        return Owner(person.name, next((href for page in _PAGES if (href := page(user, person))), ""))
    seen = area_rules.SEE.allows(user, endpoint.area)
    return Owner(endpoint.area.name, reverse("areas:area", args=[endpoint.area_id]) if seen else "")

"""Which public addresses of the circle lead somewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404

from yike.core.look.leading import leads_by

POINTS = frozenset({"point", "rate", "calendar"})


@leads_by("near")
def leads(name: str, arguments: Mapping[str, Any]) -> bool:
    """Return whether what a route shows is there for everybody."""
    from yike.rooms.circle.queries.points import public_point  # noqa: PLC0415 - the town is loaded with it
    from yike.rooms.circle.queries.shelf import public_item  # noqa: PLC0415

    find = public_point if name in POINTS else public_item if name == "item" else None
    try:
        return find is not None and find(*arguments.values()) is not None
    except Http404:
        return False

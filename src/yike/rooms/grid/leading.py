"""Which public addresses of the grid lead somewhere: the pages of grids; what somebody told is nobody else's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404

from yike.core.look.leading import leads_by


@leads_by("say")
def leads(name: str, arguments: Mapping[str, Any]) -> bool:
    """Return whether what a route shows is there for everybody."""
    from yike.rooms.grid.queries.duties import public_grid  # noqa: PLC0415 - only where it is asked

    try:
        return name == "grid" and public_grid(*arguments.values()) is not None
    except Http404:
        return False

"""Invented content for the living page of the design system."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from yike.core.look.pages import paged


def page(request: HttpRequest) -> dict[str, Any]:
    """Return what ``/style`` shows."""
    return {"rows": paged(request, range(1, 400))}

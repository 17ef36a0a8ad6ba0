"""What the shells need on every page."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from yike.core.look.appearance import Appearance


def look(request: HttpRequest) -> dict[str, object]:
    """Give every template the person's appearance and whether this is a demonstration."""
    return {
        "appearance": Appearance.of(request),
        "demonstration": settings.YIKE_DEMONSTRATION,
    }

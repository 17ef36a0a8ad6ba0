"""The few signs pages use: strokes in a square of 24 units, drawn in the colour of the text around them."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

ICONS = {
    "search": "M10.5 4a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM15.2 15.2 20 20",
    "menu": "M4 7h16M4 12h16M4 17h16",
    "close": "M6 6l12 12M18 6 6 18",
    "person": "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM4.5 20c.8-3.6 3.8-5.5 7.5-5.5s6.7 1.9 7.5 5.5",
    "type": "M3 19 8.5 5h1L15 19M5 14.5h8M16 19l3-8h.5l2.5 8M17 16.5h4",
    "add": "M12 5v14M5 12h14",
    "down": "M12 4v13M6 12l6 6 6-6",
    "print": "M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7Z",
    "back": "M19 12H5M11 6l-6 6 6 6",
    "on": "M5 12h14M13 6l6 6-6 6",
    "lock": "M6 11h12v9H6ZM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
}


def draw(name: str) -> SafeString:
    """Return a sign as inline SVG, silent for screen readers. Raises ``KeyError`` for an unknown name."""
    return format_html(
        '<svg class="icon" width="20" height="20" viewBox="0 0 24 24" aria-hidden="true"><path d="{}"/></svg>',
        mark_safe(ICONS[name]),  # noqa: S308 - our own constant
    )

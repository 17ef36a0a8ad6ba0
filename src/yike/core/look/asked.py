"""What an address or a form asks for, before anybody believes it."""

from __future__ import annotations

DIGITS = 17  # no row has a longer number, and every database can be asked for it


def row_number(text: str) -> int | None:
    """Return the number of a row that a text names, None where no row could have it."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= DIGITS else None

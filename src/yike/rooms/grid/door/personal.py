"""Numbers of persons in a text: identity cards, bank cards, telephones; seen before the text is sent."""

from __future__ import annotations

import re

from yike.core.vault.normal import halved

_ID = re.compile(
    r"(?<!\d)[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?!\d)"
)
_CARD = re.compile(r"(?<!\d)\d{4}[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}(?:[ -]?\d{1,3})?(?!\d)")
_PHONE = re.compile(r"(?<!\d)1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)")


def personal(text: str) -> list[str]:
    """Return what a text holds that belongs to a person: "id", "card", "phone", each once."""
    plain = halved(text)
    found = []
    if _ID.search(plain):
        found.append("id")
        plain = _ID.sub("", plain)
    if _CARD.search(plain):
        found.append("card")
        plain = _CARD.sub("", plain)
    return [*found, "phone"] if _PHONE.search(plain) else found

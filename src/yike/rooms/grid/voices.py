"""What people say elsewhere in the house becomes a request here, from an opinion book or a lecture of deputies."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from yike.core.record.voices import Taken, Taker, Voice, register_taker
from yike.core.rights.by import By
from yike.rooms.grid import rules
from yike.rooms.grid.actions.requests import NewRequest, take_request
from yike.rooms.grid.models import RequestKind, Source
from yike.rooms.grid.queries.places import Place


def take(by: By, voice: Voice) -> Taken:
    """Register what was said as a suggestion: from a lecture of deputies, or the opinion book.

    Raises as ``take_request``.
    """
    place, source = Place(voice.area, voice.address), Source.DEPUTY if voice.lecture else Source.BOOK
    row = take_request(by, NewRequest(voice.words, place, source=source, kind=RequestKind.SUGGESTION))
    return Taken(row.number, row.of)


def may(user: Any, area: Any) -> bool:
    """Return whether somebody may take down requests in an area."""
    return rules.TAKE.allows(user, area)


def href(of: str) -> str:
    """Return the desk page of a request."""
    return reverse("grid:request", args=[int(of.rsplit(":", 1)[1])])


register_taker(Taker(take, may, href))

"""What the door knows by name, kept current: made once for each edition, beside whoever asks."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db import connections

from yike.rooms.circle.memory import give_back
from yike.rooms.circle.queries.finding import Finder, finder
from yike.rooms.circle.queries.places import Places, read_places, stamp
from yike.rooms.circle.walking.current import Current, Preparing

FIRST_S = 20.0  # how long the very first visitor may wait


@dataclass(frozen=True)
class Known:
    """The places, and what can be looked for."""

    places: Places
    all: Finder


class _Held:
    """What is held in this process, made when first asked for: settings are not read at import."""

    def __init__(self) -> None:
        self.current: Current[Known] | None = None

    def get(self) -> Known:
        if self.current is None:
            self.current = Current(stamp, _load, apart=settings.YIKE_LOAD_APART)
        try:
            return self.current.get()
        except Preparing:
            return self.current.get(FIRST_S)


_held = _Held()


def known() -> Known:
    """Return what is known by name. Three quick queries; after a change the former until the new is ready.

    Raises ``Preparing`` where the first takes longer than ``FIRST_S``.
    """
    return _held.get()


def _load(_former: Known | None) -> Known:
    try:
        places = read_places()
        return Known(places, finder(places))
    finally:
        give_back()
        if settings.YIKE_LOAD_APART:
            connections.close_all()  # those of this thread

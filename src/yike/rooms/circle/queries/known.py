"""What the door knows by name, kept current: made once for each edition, beside whoever asks."""

from __future__ import annotations

import time
from dataclasses import dataclass

from django.conf import settings
from django.db import connections

from yike.rooms.circle.memory import give_back
from yike.rooms.circle.queries.edition import edition
from yike.rooms.circle.queries.finding import Finder, finder
from yike.rooms.circle.queries.places import Places, ground_stamp, read_places
from yike.rooms.circle.walking.current import Current, Preparing

FIRST_S = 20.0  # how long the very first visitor may wait
LOOK_S = 10.0  # how often it is looked whether areas or dwellings have changed


@dataclass(frozen=True)
class Known:
    """The places, and what can be looked for."""

    places: Places
    all: Finder


class _Held:
    """What is held in this process, made when first asked for: settings are not read at import."""

    def __init__(self) -> None:
        self.current: Current[Known] | None = None
        self._looked, self._seen = float("-inf"), ("", 0)

    def stamp(self) -> tuple[int, str, int]:
        """Return what is another whenever something known may be: the directory at once, the rest soon."""
        if time.monotonic() - self._looked >= (LOOK_S if settings.YIKE_LOAD_APART else 0.0):
            self._seen, self._looked = ground_stamp(), time.monotonic()
        return edition(), *self._seen

    def get(self) -> Known:
        if self.current is None:
            self.current = Current(self.stamp, _load, apart=settings.YIKE_LOAD_APART)
        try:
            return self.current.get()
        except Preparing:
            return self.current.get(FIRST_S)


_held = _Held()


def known() -> Known:
    """Return what is known by name. One quick query; after a change the former until the new is ready.

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


def forget() -> None:
    """Hold nothing any more: for tests, whose editions begin anew."""
    _held.current = None

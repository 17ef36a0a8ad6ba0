"""The town of this office, kept current: read from the database once for each edition of the directory.

``town()`` costs two quick queries while nothing changes. After a change the former town is served until the new one
is ready; whoever has just changed something may wait for it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from contextlib import suppress
from datetime import date
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import connections

from yike.core.areas.queries import version
from yike.core.calendar.queries import working_calendar
from yike.core.record.clock import today
from yike.core.residents.queries import changed_between, newest_entry
from yike.engines.faults import Fault
from yike.rooms.circle.queries import edition
from yike.rooms.circle.queries.shelf import lines
from yike.rooms.circle.walking.current import Current, Preparing
from yike.rooms.circle.walking.stamps import stamp_of
from yike.rooms.circle.walking.timetable import Days

if TYPE_CHECKING:
    from yike.rooms.circle.walking.town import Town

__all__ = ["Preparing", "forget", "start", "town"]

LOOK_S = 60.0  # how often it is looked whether anybody moved


class Register:
    """Whether anything that buildings are counted from has changed: looked at once a minute, and each new day."""

    def __init__(self) -> None:
        self._looked, self._seen, self._areas, self._count = float("-inf"), 0, "", 0

    def stamp(self) -> tuple[date, int]:
        """Return what is another whenever the buildings have to be counted again."""
        if time.monotonic() - self._looked >= (LOOK_S if settings.YIKE_LOAD_APART else 0.0):
            self._look()
            self._looked = time.monotonic()
        return today(), self._count

    def _look(self) -> None:
        newest, areas = newest_entry(), version()
        moved = newest != self._seen and changed_between(self._seen, newest)
        self._count += moved or areas != self._areas
        self._seen, self._areas = newest, areas


class Office:
    """What is held of this office in this process."""

    def __init__(self) -> None:
        self._register = Register()
        self._loader: Callable[..., Town] | None = None
        self.current: Current[Town] = Current(self.wanted, self._load, apart=settings.YIKE_LOAD_APART)

    def wanted(self) -> tuple[Hashable, ...]:
        """Return what the town depends on: streets, residents, calendar, edition of the directory."""
        home = Path(settings.YIKE_HOME)
        return stamp_of(home), self._register.stamp(), Days.of(working_calendar()), edition()

    def _load(self, former: Town | None) -> Town:
        try:
            from yike.rooms.circle.loading import Loader  # noqa: PLC0415 - compiled code: slow to import

            self._loader = self._loader or Loader()
            return self._loader(self.wanted(), former)
        finally:
            if settings.YIKE_LOAD_APART:
                connections.close_all()  # those of this thread


_office = Office()


def town(patience: float = 0.0) -> Town:
    """Return the town, after waiting at most ``patience`` seconds for the present edition.

    Raises ``Preparing`` while the first one is not ready, and ``Fault`` where no streets are installed or they
    cannot be read.
    """
    return _office.current.get(patience)


def start() -> None:
    """Begin to make the town beside whatever else is done, so that the first who asks need not wait."""
    Thread(target=_begin, name="walking starts", daemon=True).start()


def _begin() -> None:
    """Ask once; streets that are not there yet are told to whoever opens a page."""
    try:
        from yike.rooms.circle.queries.known import known  # noqa: PLC0415 - its search engine is slow to import

        with suppress(Fault):
            town()
        with suppress(Fault):
            known()
        lines(among=())
    finally:
        connections.close_all()


def forget() -> None:
    """Hold nothing any more: for tests, whose editions begin anew."""
    global _office  # noqa: PLW0603 - one for each process
    _office = Office()

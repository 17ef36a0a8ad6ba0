"""Making a town out of what is in the database and in the data folder."""

from __future__ import annotations

import gc
import time
from collections.abc import Hashable
from pathlib import Path
from threading import Thread

from django.conf import settings

from yike.core.calendar.queries import working_calendar
from yike.rooms.circle.memory import give_back, let_rest
from yike.rooms.circle.reading import read_buildings, read_directory
from yike.rooms.circle.walking.ground import Ground, open_ground
from yike.rooms.circle.walking.homes import Homes
from yike.rooms.circle.walking.timetable import Days
from yike.rooms.circle.walking.town import Town
from yike.rooms.circle.walking.warming import warm_at_leisure, warm_first

COMPILER = "libllvmlite"  # its code takes fifty megabytes, and has done its work once all is warm


def _at_leisure(made: Town) -> None:
    warm_at_leisure(made, time.sleep)
    give_back()
    let_rest(COMPILER)


def read_homes() -> Homes:
    """Return the buildings on the office's streets as the database has them. Raises ``Fault`` as a loader does."""
    return Homes(open_ground(Path(settings.YIKE_HOME)), read_buildings())


def town_among(homes: Homes) -> Town:
    """Return the town as the database has it, read here and held by nobody: inside a transaction, say."""
    return Town("read", homes, read_directory(), Days.of(working_calendar()))


class Loader:
    """Makes one town after the other, keeping the streets and the buildings that stayed as they were."""

    def __init__(self) -> None:
        self._ground: tuple[Hashable, Ground] | None = None
        self._homes: tuple[Hashable, Homes] | None = None

    def __call__(self, wanted: tuple[Hashable, ...], former: Town | None) -> Town:
        """Return the town as it is now. Raises ``Fault`` where no streets are installed or they are damaged."""
        streets, register, days, number = wanted
        homes = self._homes_of(register, self._ground_of(streets))
        made = Town(str(number), homes, read_directory(), days, former)  # type: ignore[arg-type]
        if former is None and settings.YIKE_LOAD_APART:
            warm_first(made)
            gc.freeze()  # compiled code came with many objects; they stay, and need not be looked through again
            let_rest(COMPILER)
            Thread(target=_at_leisure, args=(made,), name="walking warms up", daemon=True).start()
        give_back()
        return made

    def _ground_of(self, stamp: Hashable) -> Ground:
        if self._ground is None or self._ground[0] != stamp:
            self._ground = stamp, open_ground(Path(settings.YIKE_HOME))
        return self._ground[1]

    def _homes_of(self, stamp: Hashable, ground: Ground) -> Homes:
        """Return the buildings; where nobody has moved in or out, those known, with all that is known of them."""
        known = self._homes[1] if self._homes and self._homes[1].ground is ground else None
        if self._homes is None or known is None or self._homes[0] != stamp:
            buildings = read_buildings()
            same = known is not None and known.buildings.same_as(buildings)
            self._homes = stamp, known if known is not None and same else Homes(ground, buildings)
        return self._homes[1]

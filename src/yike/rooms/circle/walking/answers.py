"""What a town answers: light records. Points are named by id; a page reads their names where it reads all else."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from yike.rooms.circle.walking.asks import Wish

if TYPE_CHECKING:
    from yike.engines.reach.anchors import Why


def whole_minutes(ds: int) -> int:
    """Return deciseconds as minutes to tell a person: never fewer than it takes, at least one."""
    return max(math.ceil(ds / 600), 1)


@dataclass(frozen=True)
class Found:
    """One point. ``ds`` deciseconds and ``metres`` of the walk from door to door.

    ``open`` at the moment asked about, until ``closes`` (None: not within a week); or shut until ``opens`` (None:
    not within two months, or paused). ``hours_known`` is false where no hours were given: it then counts as open.
    """

    id: int
    ds: int
    metres: float
    open: bool
    closes: datetime | None
    opens: datetime | None
    hours_known: bool

    @property
    def minutes(self) -> int:
        """Walking minutes, rounded up."""
        return whole_minutes(self.ds)


@dataclass(frozen=True)
class Near:
    """Points for a wish, nearest first: ``found`` open, ``later`` to open again, ``paused`` for a while.

    ``walked`` is false where the times are those of the straight line with a quarter added, not of a walk: to be
    told as such. ``why`` says why the position stands on no street, None where it does. ``offered`` is how many
    serving points offer what was wished, near or far: with none, nothing can be found.
    ``holidays_known`` is false where the working calendar has no table for the year asked about.
    """

    wish: Wish
    found: tuple[Found, ...]
    later: tuple[Found, ...]
    paused: tuple[Found, ...]
    offered: int
    walked: bool
    why: Why | None
    holidays_known: bool


@dataclass(frozen=True)
class Doable:
    """One item that can be done, and at which point: the nearest that is open and offers it."""

    item: int
    found: Found


@dataclass(frozen=True)
class Around:
    """What can be done from a position: ``items`` within the limit, nearest first.

    ``farther`` are items that open points beyond the limit offer; ``shut`` those that only closed points within the
    limit offer, with the next opening. ``offered`` counts all items that any serving point offers.
    """

    wish: Wish
    limit_ds: int
    items: tuple[Doable, ...]
    farther: tuple[Doable, ...]
    shut: tuple[Doable, ...]
    offered: int
    walked: bool
    why: Why | None
    holidays_known: bool

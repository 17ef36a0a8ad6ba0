"""The walking service as the door asks it: the town where there is one, else why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from yike.engines.faults import Fault
from yike.rooms.circle import standing
from yike.rooms.circle.door.asked import Asked
from yike.rooms.circle.queries.places import Spot
from yike.rooms.circle.walking.asks import Wish

if TYPE_CHECKING:
    from yike.rooms.circle.walking.town import Town


@dataclass(frozen=True)
class Walking:
    """``town`` is None where no walk can be told: no streets are installed, or (``soon``) they are being loaded."""

    town: Town | None
    soon: bool = False


def walking() -> Walking:
    """Return the town as it stands, without waiting for one that is being made."""
    try:
        return Walking(standing.town())
    except standing.Preparing:
        return Walking(None, soon=True)
    except Fault:
        return Walking(None)


def wish(asked: Asked, spot: Spot, **more: object) -> Wish:
    """Return a question of the door as the walking service takes it."""
    return Wish(spot.lon, spot.lat, asked.at, asked.pace, **more)  # type: ignore[arg-type]

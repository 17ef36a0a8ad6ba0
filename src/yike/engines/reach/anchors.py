"""Where homes and service points stand on the streets."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from yike.engines.reach.streets.model import Floats, Ints


class Why(IntEnum):
    """Why a place stands on no street."""

    SNAPPED = 0
    TOO_FAR = 1  # the nearest usable street is beyond the limit
    NO_COORDINATE = 2  # NaN or infinite
    OUTSIDE = 3  # beyond the whole street map


@dataclass(frozen=True)
class Anchors:
    """k places, each at an offset along its nearest usable segment.

    ``segment`` is -1 where nothing was found; ``along`` runs 0..1 from end ``a`` to end ``b``;
    ``access`` is the straight walk from the place to the street in metres, charged at the pace.
    """

    segment: Ints
    along: Floats
    access: Floats
    why: NDArray[np.uint8]

    def __len__(self) -> int:
        """Return the number of places."""
        return len(self.segment)

    def take(self, rows: NDArray[np.integer[Any]]) -> Anchors:
        """Return the places of these rows, in that order."""
        return Anchors(self.segment[rows], self.along[rows], self.access[rows], self.why[rows])

    @property
    def snapped(self) -> NDArray[np.bool_]:
        """Mask of the places that stand on a street."""
        return self.segment >= 0

"""Cases that may be one and the same: of one kind, close by, seen within some weeks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from yike.rooms.grid.models import Case, CaseState
from yike.rooms.grid.places import METRES_A_DEGREE, metres
from yike.rooms.grid.queries.cases.finding import visible_cases

NEAR = 100.0  # metres
DAYS = timedelta(days=30)
MOST = 5
AROUND = 10_000
"""So many cases reported before and after are looked at: no index knows places, and a page must not wait."""
DEGREES = 2 * NEAR / METRES_A_DEGREE  # more than NEAR in either direction, anywhere in China


@dataclass(frozen=True)
class Alike:
    """Another case of the same kind, and how many metres away it was seen."""

    case: Case
    metres: float


def alike(user: Any, case: Case) -> list[Alike]:
    """Return the other cases of the kind within 100 m and 30 days that a person sees, the nearest first."""
    if case.lon is None or case.lat is None:
        return []
    near = visible_cases(user).filter(
        pk__range=(case.pk - AROUND, case.pk + AROUND),
        kind__code=case.kind.code,
        seen_at__range=(case.seen_at - DAYS, case.seen_at + DAYS),
        lon__range=(case.lon - DEGREES, case.lon + DEGREES),
        lat__range=(case.lat - DEGREES, case.lat + DEGREES),
    )
    others = near.exclude(pk=case.pk).exclude(state__in=[CaseState.VOID, CaseState.REFUSED]).order_by("-pk")
    found = [Alike(one, metres(one, case.lon, case.lat)) for one in others[:200]]
    return sorted((one for one in found if one.metres <= NEAR), key=lambda one: (one.metres, -one.case.pk))[
        :MOST
    ]

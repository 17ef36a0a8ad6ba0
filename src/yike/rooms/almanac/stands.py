"""What is offered at stalls, told to whoever keeps a directory of services. The almanac knows no directory itself.

An item at a stall stands in the directory as long as the activity takes place. Whoever keeps one says so when the
house opens; without any, stalls are only read on the activity's page.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.utils import timezone

from yike.core.rights.by import By
from yike.rooms.almanac.models.activities import COMING, Activity
from yike.rooms.almanac.models.parts import Part, PartKind


@dataclass(frozen=True)
class Stand:
    """A place at which items are offered for some hours: ``items`` are codes, with the stall that offers each.

    ``lon lat`` are WGS-84 degrees; the moments are local.
    """

    code: str
    name: str
    area: Any
    address: str
    lon: float
    lat: float
    starts_at: datetime
    ends_at: datetime
    items: Mapping[str, str]


class Directory(Protocol):
    """Who keeps items and the places at which they are offered."""

    def item(self, words: str) -> tuple[str, str] | None:
        """Return code and name of the item that is called so, None where there is none."""

    def hold(self, codes: Collection[str]) -> None:
        """Keep others from writing what is told of these stands until the deed ends."""

    def show(self, by: By, stand: Stand) -> None:
        """Let a stand be found, as it is told now."""

    def hide(self, by: By, code: str, why: str) -> None:
        """Let a stand be found no more; nothing where there was none."""


_KEPT: list[Directory] = []


def kept_in(directory: Directory) -> None:
    """Let stalls be shown in a directory."""
    if directory not in _KEPT:
        _KEPT[:] = [directory]


def directory() -> Directory | None:
    """Return who keeps the directory, None where nobody does."""
    return _KEPT[0] if _KEPT else None


def place_of(activity: Activity) -> tuple[float, float] | None:
    """Return where an activity is, in degrees: its venue's entrance, or that of the point the venue belongs to."""
    for one in (activity.venue, activity.venue.point if activity.venue else None):
        if one is not None and one.lon is not None and one.lat is not None:
            return one.lon, one.lat
    return None


def offered(activity: Activity) -> dict[str, str]:
    """Return the items offered at the stalls of an activity, each with the first stall that offers it."""
    rows = Part.objects.filter(activity=activity, kind=PartKind.STALL).exclude(item="").order_by("-order")
    return dict(rows.values_list("item", "name"))


def code_of(activity: Activity) -> str:
    """Return the code under which an activity stands in a directory."""
    return f"a-{activity.code.lower()}"


def stand_of(activity: Activity) -> Stand | None:
    """Return how an activity stands in a directory now; None where nothing of it does."""
    where = place_of(activity)
    items = offered(activity) if where and activity.state in COMING else {}
    if not items or where is None:
        return None
    return Stand(
        code_of(activity),
        activity.title,
        activity.area,
        activity.place or activity.venue.address,
        *where,
        timezone.localtime(activity.starts_at),
        timezone.localtime(activity.ends_at),
        items,
    )

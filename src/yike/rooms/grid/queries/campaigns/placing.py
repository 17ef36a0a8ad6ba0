"""Where the points of a campaign lie: many at once, always inside its area."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from yike.core.areas.models import Area, AreaLevel
from yike.core.areas.queries import locate
from yike.engines.faults import Fault
from yike.rooms.grid.models import Campaign

LEVELS = (AreaLevel.STREET, AreaLevel.COMMUNITY, AreaLevel.GRID)  # the finer one counts
AREAS = (*LEVELS, AreaLevel.MICROGRID)


def areas_in(campaign: Campaign) -> dict[int, Area]:
    """Return the open areas of a campaign by key, its own first."""
    rows = Area.objects.open().light().filter(path__startswith=campaign.area.path, level__in=AREAS)
    return {area.pk: area for area in rows.order_by("path")}


@dataclass(frozen=True)
class Ground:
    """The areas of a campaign, and where positions lie among them."""

    campaign: Campaign
    areas: dict[int, Area]

    @classmethod
    def of(cls, campaign: Campaign) -> Ground:
        """Return the ground of a campaign. One query."""
        return cls(campaign, areas_in(campaign))

    def lie(self, places: Sequence[tuple[float, float]]) -> list[Area | None]:
        """Return for each position (WGS-84 degrees) the smallest area of ours it lies in, None outside."""
        lon, lat = np.array(places, float).reshape(-1, 2).T
        found = np.full(len(places), -1)
        for level in LEVELS:
            at = np.asarray(locate(lon, lat, level))
            found = np.where(np.isin(at, list(self.areas)), at, found)
        return [self.areas.get(pk) for pk in found.tolist()]

    def area(self, lon: float | None, lat: float | None, said: Area | None = None) -> Area:
        """Return where a point lies: by position, else as said, else in the campaign's area as a whole.

        Raises ``Fault`` where that is outside of the campaign, and for half a position.
        """
        if lon is None or lat is None:
            if lon is not None or lat is not None:
                raise half()
            return self.named(said)
        [found] = self.lie([(lon, lat)])
        if found is None:
            raise self.outside()
        return found

    def named(self, said: Area | None) -> Area:
        """Return the area somebody named. Raises ``Fault`` outside of the campaign."""
        found = self.areas.get(said.pk if said else self.campaign.area_id)
        if found is None:
            raise self.outside()
        return found

    def outside(self) -> Fault:
        """Return the fault of a point outside."""
        name = self.campaign.area.name
        return Fault(
            f"这个点不在“{name}”里",
            f'the point lies outside of "{name}"',
            do_zh="请核对位置；别的地方的点请另做一次行动",
            do_en="Check the position; plan another campaign for other places",
        )


def half() -> Fault:
    """Return the fault of half a position."""
    return Fault(
        "经度和纬度要么都填，要么都空",
        "give both longitude and latitude, or neither",
        do_zh="请补上或都清空",
        do_en="Fill in both or clear both",
    )

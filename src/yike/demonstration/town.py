"""The whole town as plain data: drawn from one seed, without a database, the same every time."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from yike.core.rights.roles import Role
from yike.demonstration.families import Family, draw_families
from yike.demonstration.ground import Building, read_buildings, read_communities
from yike.demonstration.groups import Circle, draw_circles
from yike.demonstration.offices import Office, offices
from yike.demonstration.parcels import Parcel, draw_parcels, draw_parts
from yike.demonstration.staff import Colleague, draw_staff

SEED = 20261126


@dataclass(frozen=True)
class Town:
    """Areas, buildings, families, micro-groups, units and people who work there."""

    communities: Mapping[str, Any]
    buildings: tuple[Building, ...]
    parcels: tuple[Parcel, ...]
    families: tuple[Family, ...]
    circles: tuple[Circle, ...]
    offices: tuple[Office, ...]
    staff: tuple[Colleague, ...]

    def keepers(self) -> Iterator[tuple[str, tuple[str, str]]]:
        """Yield the code of each micro-group and the log-in names of its owner and deputy."""
        names = [colleague.username for colleague in self.staff if colleague.role is Role.GROUP_OWNER]
        for order, circle in enumerate(self.circles):
            yield circle.code, (names[2 * order], names[2 * order + 1])

    @cached_property
    def parts(self) -> tuple[Parcel, ...]:
        """The micro-grids, where grids are cut again."""
        return tuple(draw_parts(self.parcels))

    @cached_property
    def _by_building(self) -> dict[str, list[Family]]:
        found = defaultdict(list)
        for family in self.families:
            found[family.stair.building.code].append(family)
        return dict(found)

    def residents(self, parcel: Parcel) -> Iterator[Family]:
        """Yield the families of a grid, building by building."""
        for building in parcel.buildings:
            yield from self._by_building.get(building.code, ())

    def neighbours(self, family: Family) -> list[Family]:
        """Return the other families of the building."""
        return [other for other in self._by_building[family.stair.building.code] if other is not family]

    def digest(self) -> str:
        """Return the SHA-256 of all families and micro-groups, in order."""
        told = hashlib.sha256()
        for family in self.families:
            told.update(f"{family.address} {family.size} {family.members} {family.cared_for}\n".encode())
        for circle in self.circles:
            told.update(
                f"{circle.code} {circle.words} {circle.owner.identity} {circle.deputy.identity}\n".encode()
            )
        return told.hexdigest()


def draw_town(seed: int = SEED) -> Town:
    """Return the town of this seed."""
    buildings, communities = read_buildings(), read_communities()
    parcels = tuple(draw_parcels(communities, buildings))
    families = tuple(draw_families(seed, buildings))
    grid_of = {building.code: parcel.code for parcel in parcels for building in parcel.buildings}
    circles = tuple(draw_circles(seed, families, grid_of))
    units = tuple(offices(communities))
    grids = defaultdict(list)
    for parcel in parcels:
        grids[parcel.community].append(parcel.code)
    bodies = [office for office in units if office.kind == "community"]
    staff = tuple(draw_staff(seed, bodies, grids, circles))
    return Town(communities, buildings, parcels, families, circles, units, staff)

"""The ground of the demonstration: buildings of the bundled sketch, with stairwells and dwellings put into them."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from yike.rooms.circle.sketch import sketch_files

STAIRWELL = 12  # dwellings round one stair: six floors of two
COURTYARD_FLOOR = 4  # dwellings on one floor of an old house


@dataclass(frozen=True)
class Building:
    """A door of the old town or a slab of an estate; ``households``, ``persons`` and ``elders`` live there."""

    code: str
    lon: float
    lat: float
    community: str
    address: str
    households: int
    persons: int
    elders: int

    @property
    def lane(self) -> str:
        """Return the address without its number."""
        return re.split(r"\d+(?:-\d+)?[号幢]", self.address)[0]

    @property
    def number(self) -> tuple[int, ...]:
        """Return the house number, as neighbours count."""
        return tuple(int(n) for n in re.findall(r"\d+", self.address[len(self.lane) :]))

    @property
    def slab(self) -> bool:
        """Return whether it is a slab of an estate, with stairwells."""
        return self.address.endswith("幢")

    @cached_property
    def stairs(self) -> tuple[Stair, ...]:
        """Return the stairwells of a slab; an old house is one courtyard."""
        if not self.slab:
            return (Stair(self, "", tuple(_courtyard(self.households))),)
        wells = -(-self.households // STAIRWELL)
        floors = -(-self.households // (2 * wells))
        rooms = tuple(f"{floor}0{door}" for floor in range(1, floors + 1) for door in (1, 2))
        return tuple(Stair(self, f"{well}单元", rooms) for well in range(1, wells + 1))


@dataclass(frozen=True)
class Stair:
    """The dwellings round one stair, or of one courtyard: those who meet every day. ``unit`` may be empty."""

    building: Building
    unit: str
    rooms: tuple[str, ...]

    @property
    def words(self) -> str:
        """Return the stair as people say it."""
        return self.building.address + self.unit


def _courtyard(households: int) -> Iterator[str]:
    floors = -(-households // COURTYARD_FLOOR)
    per_floor = -(-households // floors)
    for order in range(households):
        yield f"{order // per_floor + 1}0{order % per_floor + 1}"


def read_buildings() -> tuple[Building, ...]:
    """Return the buildings of the sketch in the order of its file.

    The sketch gives some house numbers twice, on two pieces of one street; the second becomes 24-1号.
    """
    seen: Counter[str] = Counter()
    with sketch_files().homes.open(encoding="utf-8-sig", newline="") as file:
        return tuple(_building(row, seen) for row in csv.DictReader(file))


def _building(row: dict[str, str], seen: Counter[str]) -> Building:
    address = row["地址"].replace("院落", f"{row['社区']}院落")  # courtyards that the sketch gives no lane
    again, seen[address] = seen[address], seen[address] + 1
    return Building(
        code=row["编号"],
        lon=float(row["经度"]),
        lat=float(row["纬度"]),
        community=row["社区"],
        address=f"{address[:-1]}-{again}{address[-1]}" if again else address,
        households=int(row["户数"]),
        persons=int(row["人口"]),
        elders=int(row["老人"]),
    )


def read_communities() -> dict[str, dict[str, Any]]:
    """Return the name of each community and its polygon, as GeoJSON in WGS-84."""
    with sketch_files().communities.open(encoding="utf-8") as file:
        features = json.load(file)["features"]
    return {feature["properties"]["社区"]: feature["geometry"] for feature in features}

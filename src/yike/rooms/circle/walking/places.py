"""Service points and buildings as plain arrays, made from one small record each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from yike.engines.faults import Fault
from yike.engines.reach.hours.model import Hours
from yike.engines.reach.streets.model import Floats, Ints

Mask = NDArray[np.bool_]
Ids = NDArray[np.int64]
Level = Literal["community", "grid"]
Within = frozenset[int] | None  # communities that somebody may see, None: all there is
NOT_GIVEN = 0  # row of ``Directory.keeps`` that holds no hours: taken as open, and said so


@dataclass(frozen=True)
class Offer:
    """An item that a point offers; ``hours`` of its own hold beside those of the point: both must be open."""

    item: int
    hours: Hours | None = None


@dataclass(frozen=True)
class Place:
    """A service point: WGS-84 degrees (NaN where unknown), its hours with all exceptions (None: not given).

    ``serving`` is whether it serves people; ``paused`` that it does not for a while, which residents are told.
    Others, closed or not yet there, stand in the directory for plans alone.
    """

    id: int
    kind: str
    lon: float
    lat: float
    hours: Hours | None = None
    serving: bool = True
    offers: tuple[Offer, ...] = ()
    paused: bool = False


@dataclass(frozen=True, eq=False)
class Directory:
    """p service points in ascending order of their ids, those of a plan (-1, -2 …) last; o offers by item.

    ``keeps`` are the distinct hours, row 0 none; ``hours`` (p) and ``offer_hours`` (o) point there.
    ``kinds`` may name kinds that no point has. ``offer_point`` are rows of points.
    """

    id: Ids
    kind: Ints
    kinds: tuple[str, ...]
    lon: Floats
    lat: Floats
    serving: Mask
    paused: Mask
    keeps: tuple[Hours | None, ...]
    hours: Ints
    offer_item: Ids
    offer_point: Ints
    offer_hours: Ints

    @classmethod
    def of(cls, places: Iterable[Place], kinds: Sequence[str] = ()) -> Directory:
        """Return the directory of ``places``; ``kinds`` come first among the kinds, in this order."""
        rows = sorted(places, key=lambda place: (place.id < 0, abs(place.id)))
        known = tuple(dict.fromkeys((*kinds, *(place.kind for place in rows))))
        kind_row = {kind: row for row, kind in enumerate(known)}
        keeps: dict[Hours | None, int] = {None: NOT_GIVEN}
        hours = [keeps.setdefault(place.hours, len(keeps)) for place in rows]
        offers = sorted(
            (offer.item, row, keeps.setdefault(offer.hours, len(keeps)))
            for row, place in enumerate(rows)
            for offer in place.offers
        )
        item, point, offered = zip(*offers, strict=True) if offers else ((), (), ())
        return cls(
            np.array([place.id for place in rows], np.int64),
            np.array([kind_row[place.kind] for place in rows], np.int32),
            known,
            np.array([place.lon for place in rows], np.float64),
            np.array([place.lat for place in rows], np.float64),
            np.array([place.serving for place in rows], np.bool_),
            np.array([place.paused for place in rows], np.bool_),
            tuple(keeps),
            np.array(hours, np.int32),
            np.array(item, np.int64),
            np.array(point, np.int32),
            np.array(offered, np.int32),
        )

    def __len__(self) -> int:
        """Return the number of points."""
        return len(self.id)

    def row(self, point: int) -> int:
        """Return the row of a point's id. Raises ``Fault`` where there is none."""
        found = np.flatnonzero(self.id == point)
        if not len(found):
            raise _no_point(point)
        return int(found[0])

    def kind_row(self, kind: str) -> int:
        """Return the row of a kind. Raises ``Fault`` for a kind nobody knows."""
        if kind not in self.kinds:
            raise _no_kind(kind, self.kinds)
        return self.kinds.index(kind)

    def offering(self, item: int) -> tuple[Ints, Ints]:
        """Return the rows of the points that offer an item, and the rows of the item's own hours there."""
        at = slice(*np.searchsorted(self.offer_item, [item, item + 1]))
        return self.offer_point[at], self.offer_hours[at]

    def opening(self, row: int, offer_hours: int = NOT_GIVEN) -> tuple[Hours, ...]:
        """Return the hours that must all be open for a point (and an item there) to serve."""
        keeps = (self.keeps[int(self.hours[row])], self.keeps[offer_hours])
        return tuple(one for one in keeps if one is not None)


@dataclass(frozen=True)
class Building:
    """An entrance and who lives behind it. Areas are ids, -1 where unknown."""

    id: str
    lon: float
    lat: float
    households: int
    elders: int
    community: int = -1
    grid: int = -1


@dataclass(frozen=True, eq=False)
class Buildings:
    """h building entrances: places in WGS-84 degrees, weights, and the community and grid each lies in."""

    id: tuple[str, ...]
    lon: Floats
    lat: Floats
    households: Floats
    elders: Floats
    community: Ints
    grid: Ints

    @classmethod
    def of(cls, buildings: Iterable[Building]) -> Buildings:
        """Return the buildings as arrays, in the order given."""
        rows = tuple(buildings)

        def column(read: Callable[[Building], float], dtype: type[Any]) -> NDArray[Any]:
            return np.fromiter(map(read, rows), dtype, len(rows))

        return cls(
            tuple(one.id for one in rows),
            column(lambda one: one.lon, np.float64),
            column(lambda one: one.lat, np.float64),
            column(lambda one: one.households, np.float64),
            column(lambda one: one.elders, np.float64),
            column(lambda one: one.community, np.int32),
            column(lambda one: one.grid, np.int32),
        )

    def same_as(self, other: Buildings) -> bool:
        """Return whether the same people live behind the same doors."""
        columns = ("lon", "lat", "households", "elders", "community", "grid")
        pairs = ((getattr(self, name), getattr(other, name)) for name in columns)
        return self.id == other.id and all(np.array_equal(one, two, equal_nan=True) for one, two in pairs)

    def __len__(self) -> int:
        """Return the number of buildings."""
        return len(self.id)

    @cached_property
    def weights(self) -> dict[str, Floats]:
        """Who is counted, by the names of ``asks.WEIGHTS``."""
        return {"households": self.households, "elders": self.elders}

    def area(self, level: Level) -> Ints:
        """Return the area of each building at a level, -1 where it is not known."""
        return self.community if level == "community" else self.grid

    def lying(self, within: Within) -> Mask:
        """Return (h) which buildings lie in some communities."""
        if within is None:
            return np.ones(len(self), np.bool_)
        return np.isin(self.community, sorted(within))

    def weights_within(self, within: Within) -> dict[str, Floats]:
        """Return who is counted in some communities: nobody elsewhere."""
        if within is None:
            return self.weights
        inside = self.lying(within)
        return {name: np.where(inside, weight, 0.0) for name, weight in self.weights.items()}

    def codes(self, level: Level) -> tuple[Ints, Ints]:
        """Return the areas that occur, ascending, and (h) the place of each building's area among them."""
        return self._codes[level]

    @cached_property
    def _codes(self) -> dict[Level, tuple[Ints, Ints]]:
        levels: tuple[Level, ...] = ("community", "grid")
        found = {level: np.unique(self.area(level), return_inverse=True) for level in levels}
        return {level: (areas, code.astype(np.int32)) for level, (areas, code) in found.items()}

    @cached_property
    def row(self) -> dict[str, int]:
        """The row of each id."""
        return {one: row for row, one in enumerate(self.id)}


def _no_point(point: int) -> Fault:
    return Fault(
        f"没有编号为 {point} 的服务点",
        f"there is no service point {point}",
        do_zh="它可能已被删除，请重新打开目录",
        do_en="It may have been deleted; open the directory again",
    )


def _no_kind(kind: str, kinds: Sequence[str]) -> Fault:
    return Fault(
        f"没有“{kind}”这一类服务点",
        f'there is no kind of service point "{kind}"',
        do_zh=f"类别有：{'、'.join(kinds)}",
        do_en=f"The kinds are: {', '.join(kinds)}",
    )

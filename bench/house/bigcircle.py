"""A circle as large as a city's: the middle of Porto with 10,000 points and 30,000 buildings; and a tenth of it."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from bench.house.child import say
from bench.house.people import draw
from bench.house.street import BY, Street, make_street
from bench.networks import DATA
from yike.core.calendar.actions import seed_years
from yike.core.record.clock import today
from yike.core.residents.actions import load_register
from yike.engines.reach.saved import save
from yike.engines.reach.streets.model import Ints, Streets, metres_per_degree
from yike.engines.reach.streets.read import read_streets
from yike.rooms.circle import actions
from yike.rooms.circle.actions import NewItem, NewOffer, NewPoint
from yike.rooms.circle.models import PointKind, PointState, ServiceItem, ServicePoint
from yike.rooms.circle.walking.ground import install_streets

ITEMS, OFFERS = 80, 3
HOURS = (
    "工作日 9:00-12:00、13:30-17:00",
    "周一至周五 9:00-17:00，周六 9:00-12:00",
    "24小时",
    "每天 8:00-18:00",
    "周一至周六 8:00-11:30、13:00-16:30",
    "周三 18:30-20:30",
)
THERE = (120.63, 31.31)  # where the streets are carried to
KINDS = tuple(PointKind.values)
Places = tuple[tuple[float, float], ...]  # WGS-84 degrees


@dataclass(frozen=True)
class Size:
    """How many street nodes, points, and dwellings."""

    nodes: int
    points: int
    dwellings: int


BIG, SMALL = Size(100_000, 10_000, 30_000), Size(10_000, 1_000, 3_000)


@dataclass(frozen=True)
class Circle:
    """What was built: the street, items in order, and places where somebody may stand."""

    street: Street
    items: tuple[ServiceItem, ...]
    places: Places


def middle(streets: Streets, nodes: int) -> Streets:
    """Return the ``nodes`` street nodes nearest to the middle of all, and what joins them, carried to ``THERE``.

    The door takes positions in China alone. Lengths stay as they were.
    """
    east, north = (float(one[0]) for one in metres_per_degree(np.array([np.median(streets.lat)])))
    x, y = (streets.lon - np.median(streets.lon)) * east, (streets.lat - np.median(streets.lat)) * north
    kept = np.zeros(streets.nodes, np.bool_)
    kept[np.argsort(np.hypot(x, y), kind="stable")[:nodes]] = True
    number: Ints = (np.cumsum(kept) - 1).astype(np.int32)
    on = np.flatnonzero(kept[streets.a] & kept[streets.b])
    there_east, there_north = (float(one[0]) for one in metres_per_degree(np.array([THERE[1]])))
    return replace(
        streets,
        lon=THERE[0] + x[kept] / there_east,
        lat=THERE[1] + y[kept] / there_north,
        node_id=streets.node_id[kept],
        height=None if streets.height is None else streets.height[kept],
        a=number[streets.a[on]],
        b=number[streets.b[on]],
        length=streets.length[on],
        mark=streets.mark[on],
        name=streets.name[on],
        hours=None if streets.hours is None else streets.hours[on],
    )


def _near_streets(streets: Streets, dice: np.random.Generator, count: int) -> Places:
    """Return places within some 30 m of street nodes."""
    node = dice.integers(0, streets.nodes, count)
    lon = streets.lon[node] + dice.normal(0, 2e-4, count)
    lat = streets.lat[node] + dice.normal(0, 2e-4, count)
    return tuple(zip(lon.round(6).tolist(), lat.round(6).tolist(), strict=True))


def build(size: Size = BIG) -> Circle:
    """Install the streets and fill the open house through its own actions."""
    home, dice = Path(os.environ["YIKE_HOME"]), np.random.default_rng(1)
    say(f"streets: {size.nodes:,} nodes of Porto")
    streets = middle(read_streets(DATA / "eu_porto" / "porto_portugal.osm.pbf"), size.nodes)
    save(home / "middle.reach", streets, [])
    install_streets(home / "middle.reach", home)
    seed_years(BY, today().year, today().year + 1)
    street = make_street()
    say(f"{size.dwellings:,} dwellings")
    load_register(BY, **_register(street, _near_streets(streets, dice, size.dwellings)))
    items = _items()
    say(f"{size.points:,} points, {OFFERS * size.points:,} offers")
    _points(street, items, _near_streets(streets, dice, size.points), dice)
    return Circle(street, items, _near_streets(streets, dice, 2_000))


def _register(street: Street, places: Places) -> dict[str, Any]:
    """Return a household in each dwelling, no two dwellings in one building: the hardest case."""
    register = draw(len(places), [grid.code for grid in street.grids])
    dwellings = [
        replace(one, address=f"测速街{n + 1}号", unit="", room="", lon=lon, lat=lat)
        for n, (one, (lon, lat)) in enumerate(zip(register.dwellings, places, strict=True))
    ]
    return register.rows | {"dwellings": dwellings}


def _items() -> tuple[ServiceItem, ...]:
    new = (NewItem(f"B{n:03}", f"事项{n}", "public_service", "street") for n in range(ITEMS))
    return tuple(actions.add_items(BY, new))


def _points(
    street: Street,
    items: tuple[ServiceItem, ...],
    places: Places,
    dice: np.random.Generator,
) -> None:
    new = [
        NewPoint(
            KINDS[n % len(KINDS)],
            f"站点{n}",
            street.grids[n % len(street.grids)],
            f"{n}号",
            lon,
            lat,
            HOURS[dice.integers(len(HOURS))],
            f"b{n:05}",
            more={"state": PointState.OPEN},
        )
        for n, (lon, lat) in enumerate(places)
    ]
    points: list[ServicePoint] = actions.add_points(BY, new)
    chosen = (dice.choice(ITEMS, OFFERS, replace=False) for _ in points)
    pairs = ((point, items[i]) for point, some in zip(points, chosen, strict=True) for i in some)
    actions.add_offers(BY, [NewOffer(point, item) for point, item in pairs])

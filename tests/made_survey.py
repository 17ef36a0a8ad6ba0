"""A small invented town with a canal, an island, odd names and hours, and the survey of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import cache

import numpy as np

from circles import degrees
from towns import town
from yike.engines.reach.hours import Hours
from yike.engines.reach.places import Homes, Points
from yike.engines.reach.streets.model import Source, Streets, Water
from yike.rooms.circle.surveys.survey import survey
from yike.rooms.circle.surveys.surveyed import Survey

NOON, NIGHT = datetime(2026, 11, 25, 10, 0), datetime(2026, 11, 25, 22, 0)
MADE = datetime(2026, 11, 26, 9, 0)
OFFICE = "Mo-Fr 09:00-17:00"
ODD_NAME = '<script>alert("里河")</script> & 桥'
FORMULA_ID = "=1+1"


def _grid() -> tuple[list[tuple[float, float]], list[tuple[int, int]], list[str]]:
    """Five streets west to east, five lanes south to north, 500 m apart, and an island to the north-east."""
    xy = [(500.0 * i, 500.0 * j) for j in range(5) for i in range(5)]
    rows = [(5 * j + i, 5 * j + i + 1) for j in range(5) for i in range(4)]
    lanes = [(5 * j + i, 5 * j + i + 5) for i in range(5) for j in range(4)]
    names = [f"十{'一二三四五'[j]}街" for j in range(5) for _ in range(4)]
    names += [f"{'东南西北中'[i]}河沿" for i in range(5) for _ in range(4)]
    return [*xy, (2600.0, 2100.0), (2700.0, 2100.0)], [*rows, *lanes, (25, 26)], [*names, ""]


def made_streets(*, sketch: bool = True) -> Streets:
    """Return the streets with a canal and a pond."""
    xy, segments, names = _grid()
    lon, lat = degrees(
        [(-100, 250), (2100, 250), (2100, 280), (-100, 280), (-100, 250), (250, 0), (250, 2000)]
    )
    water = Water(lon, lat, np.array([0, 5, 7], np.int32), np.array([True, False]), ("官太尉河", "相门塘"))
    credit = "示意图 Sketch: drawn for tests" if sketch else "© OpenStreetMap contributors, ODbL"
    source = Source("folder/town.osm", "OpenStreetMap XML", credit, "2026-01-02", ("two ways were cut",))
    return replace(town(xy, segments, names=names), water=water, source=source)


def made_homes() -> Homes:
    """Return homes on the streets, one on the island, one far away, one without coordinates."""
    rng = np.random.default_rng(7)
    along = rng.integers(0, 2000, 60).astype(float)
    street = rng.integers(0, 5, 60) * 500.0
    xy = [
        *zip(along.tolist(), (street + 8.0).tolist(), strict=True),
        (2650.0, 2105.0),
        (9000.0, 9000.0),
        (0.0, 0.0),
    ]
    lon, lat = degrees(xy)
    lon[-1] = np.nan
    ids = (FORMULA_ID, *(f"h{i}" for i in range(1, len(lon))))
    areas = tuple("里河" if x < 700 else "相门" if x < 1400 else ODD_NAME for x, _ in xy)
    weights = {
        "户数": rng.integers(1, 40, len(lon)).astype(float),
        "老人": rng.integers(0, 15, len(lon)) * 0.5,
    }
    return Homes(ids, lon, lat, weights, areas)


def made_points() -> Points:
    """Return a station open in office hours, one always open, a clinic without hours, one in the fields."""
    lon, lat = degrees([(100, 5), (1900, 1995), (1000, 1005), (9000, 0)])
    names = ("便民服务站", "-2+3", ODD_NAME, "")
    hours = (Hours.parse(OFFICE), Hours.parse("24/7"), None, None)
    return Points(
        ("p1", "p2", "@p3", "p4"),
        names,
        np.array([0, 0, 1, 1], np.int32),
        ("便民服务站", "clinic"),
        lon,
        lat,
        hours,
    )


@cache
def made_survey(*, at: datetime | None = NOON, sketch: bool = True, minutes: float = 20.0) -> Survey:
    """Return the survey of the town."""
    return survey(made_streets(sketch=sketch), made_homes(), made_points(), at=at, minutes=minutes)


def small_survey() -> Survey:
    """Return a survey of one kind, one weight, no area and no hours."""
    homes, points = made_homes(), made_points()
    plain = replace(homes, weights={"homes": np.ones(len(homes.id))}, area=("",) * len(homes.id))
    one = replace(points, kind=np.zeros(4, np.int32), kinds=("clinic",), hours=(None,) * 4)
    return survey(made_streets(sketch=False), plain, one, week=False)

from __future__ import annotations

import csv
import json
from functools import cache

import numpy as np
import pytest
import shapely

from core.areas.geometry.drawn import PLANE, box
from yike.core.areas.geometry.cutting import LEAST, MOST, Piece, cut, number_of_grids
from yike.core.areas.geometry.locating import Locator
from yike.core.areas.geometry.misdrawn import Misdrawn
from yike.core.areas.geometry.plane import area_m2
from yike.core.areas.geometry.reading import shape_of
from yike.core.areas.geometry.tiling import Slack, beyond, gaps, overlaps
from yike.rooms.circle.sketch import sketch_files

EXACT = Slack(m2=1e-6, width_m=1e-6)


@cache
def communities() -> dict[str, shapely.Polygon]:
    found = json.loads(sketch_files().communities.read_text(encoding="utf-8"))["features"]
    return {feature["properties"]["社区"]: shape_of(feature) for feature in found}


@cache
def dwellings() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    with sketch_files().homes.open(encoding="utf-8-sig") as stream:
        rows = list(csv.DictReader(stream))
    columns = [np.array([float(row[name]) for row in rows]) for name in ("经度", "纬度", "户数")]
    return np.array([row["社区"] for row in rows]), *columns


@cache
def grids(name: str) -> list[Piece]:
    community, lon, lat, households = dwellings()
    mine = community == name
    return cut(communities()[name], lon[mine], lat[mine], households[mine])


def test_the_21_communities_of_the_sketch_make_about_90_grids() -> None:
    assert [len(communities()), sum(len(grids(name)) for name in communities())] == [21, 88]


@pytest.mark.parametrize("name", communities())
def test_grids_are_of_the_usual_size_wherever_the_community_can_be_shared_so(name: str) -> None:
    sizes = [piece.households for piece in grids(name)]
    total = sum(sizes)
    possible = any(LEAST * 1.04 <= total / n <= MOST * 0.96 for n in range(1, 20))
    assert all(LEAST <= size <= MOST for size in sizes) or (not possible and min(sizes) >= 0.85 * LEAST)


@pytest.mark.parametrize("name", communities())
def test_grids_tile_their_community_and_share_every_point_of_their_borders(name: str) -> None:
    shapes = {str(i): piece.shape for i, piece in enumerate(grids(name))}
    community = communities()[name]
    assert overlaps(shapes, EXACT) == []
    assert (gaps(community, list(shapes.values())), beyond(community, shapes)) == ([], [])
    inner = shapely.union_all(list(shapes.values()))
    assert inner.geom_type == "Polygon"
    assert area_m2(inner) == pytest.approx(area_m2(community), abs=0.1)
    assert all(shape.is_valid and len(shape.interiors) == 0 for shape in shapes.values())


@pytest.mark.parametrize("name", communities())
def test_every_dwelling_is_in_one_grid_and_counted_once(name: str) -> None:
    community, lon, lat, households = dwellings()
    mine = community == name
    row = Locator.of([piece.shape for piece in grids(name)]).locate(lon[mine], lat[mine])
    counted = np.bincount(row, households[mine]).astype(int).tolist()
    assert counted == [piece.households for piece in grids(name)]
    assert sum(counted) == households[mine].sum()


def test_the_same_dwellings_in_another_order_give_the_same_grids() -> None:
    community, lon, lat, households = dwellings()
    mine = np.flatnonzero(community == "里河")[::-1]
    assert cut(communities()["里河"], lon[mine], lat[mine], households[mine]) == grids("里河")


@pytest.mark.parametrize(
    ("households", "count"),
    [(0, 1), (1, 1), (299, 1), (467, 1), (520, 1), (581, 2), (668, 2), (1000, 3), (3948, 12), (30_000, 92)],
)
def test_the_number_of_grids_is_what_brings_them_nearest_to_the_usual_size(
    households: int, count: int
) -> None:
    assert number_of_grids(households) == count


def test_a_small_community_stays_whole() -> None:
    lon, lat = np.array([PLANE.lon]), np.array([PLANE.lat])
    [piece] = cut(box(-50, -50, 50, 50), lon, lat, np.array([310.0]))
    assert (piece.households, round(area_m2(piece.shape), -1)) == (310, 10_000)


def test_a_square_with_all_its_households_in_one_house_is_cut_all_the_same() -> None:
    lon, lat = np.array([PLANE.lon]), np.array([PLANE.lat])
    found = cut(box(-50, -50, 50, 50), lon, lat, np.array([700.0]))
    assert sorted(piece.households for piece in found) == [0, 700]


def test_a_community_with_a_hole_or_in_parts_is_left_to_the_hand() -> None:
    nobody = np.empty(0)
    for shape in (
        shapely.difference(box(0, 0, 90, 90), box(40, 40, 50, 50)),
        shapely.union_all([box(0, 0, 9, 9), box(20, 0, 29, 9)]),
    ):
        with pytest.raises(Misdrawn, match="cannot be cut by itself"):
            cut(shape, nobody, nobody, nobody)

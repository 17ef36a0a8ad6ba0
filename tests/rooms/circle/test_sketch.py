"""The bundled sketch: drawn by the generator, an old canal town, whole and plainly a sketch."""

from __future__ import annotations

import csv
import gzip
import json
import re
from collections import Counter
from datetime import datetime

import numpy as np
import osmium
import pytest
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from shapely import LineString, Polygon, STRtree

from yike.engines.reach.hours import Hours
from yike.engines.reach.streets.model import Mark, Streets
from yike.engines.reach.streets.read import read_streets
from yike.rooms.circle.sketch import sketch_files
from yike.rooms.circle.sketch.draw import draw
from yike.rooms.circle.sketch.frame import metres
from yike.rooms.circle.sketch.services import KNOWN
from yike.rooms.circle.sketch.write import CREDIT, texts, write

FILES = sketch_files()
KINDS = {
    *("便民服务中心", "便民服务站", "银行网点", "邮政网点", "自助区24h", "公益空间", "就业服务站"),
    *("集中登记点", "法律服务点", "邻里之家", "党群服务站", "养老助餐", "卫生服务站"),
}
INNER_CANALS = ("干将河", "十全河", "官太尉河", "南园河", "苗家河", "沧浪河")
OUTER_CANALS = ("葑门塘", "相门塘")


def rows(path) -> list[dict[str, str]]:
    return list(csv.DictReader(path.read_text("utf-8-sig").splitlines()))


def places(table: list[dict[str, str]]) -> np.ndarray:
    return shapely.points([metres(float(r["经度"]), float(r["纬度"])) for r in table])


def lines(streets: Streets) -> np.ndarray:
    """One straight line per segment, in metres."""
    ends = np.array([metres(x, y) for x, y in zip(streets.lon, streets.lat, strict=True)])
    return shapely.linestrings(np.stack([ends[streets.a], ends[streets.b]], axis=1))


def parts(streets: Streets, kept: np.ndarray) -> np.ndarray:
    """The component of every node when only the ``kept`` segments may be walked."""
    a, b = streets.a[kept], streets.b[kept]
    graph = coo_array((np.ones(len(a)), (a, b)), shape=(streets.nodes, streets.nodes))
    return connected_components(graph, directed=False)[1]


def has(streets: Streets, mark: Mark) -> np.ndarray:
    return (streets.mark & mark) != 0


def node_near(streets: Streets, lon: float, lat: float) -> int:
    x, y = metres(lon, lat)
    ends = np.array([metres(*c) for c in zip(streets.lon, streets.lat, strict=True)])
    return int(np.hypot(ends[:, 0] - x, ends[:, 1] - y).argmin())


@pytest.fixture(scope="module")
def sketch():
    return draw()


@pytest.fixture(scope="module")
def streets() -> Streets:
    return read_streets(FILES.streets)


@pytest.fixture(scope="module")
def homes() -> list[dict[str, str]]:
    return rows(FILES.homes)


@pytest.fixture(scope="module")
def points() -> list[dict[str, str]]:
    return rows(FILES.points)


@pytest.fixture(scope="module")
def communities() -> dict[str, Polygon]:
    features = json.loads(FILES.communities.read_text("utf-8"))["features"]
    rings = {f["properties"]["社区"]: f["geometry"]["coordinates"][0] for f in features}
    return {name: Polygon([metres(*c) for c in ring]) for name, ring in rings.items()}


@pytest.fixture(scope="module")
def water(streets) -> dict[str, Polygon]:
    w = streets.water
    rings = [slice(w.start[i], w.start[i + 1]) for i in range(len(w.name))]
    corners = [[metres(*c) for c in zip(w.lon[r], w.lat[r], strict=True)] for r in rings]
    return {name: Polygon(c) for name, c in zip(w.name, corners, strict=True)}


@pytest.fixture(scope="module")
def ways() -> list[tuple[dict[str, str], LineString]]:
    """Every way of the bundled map with its tags, in metres, walked or not."""
    found = (
        osmium.FileProcessor(str(FILES.streets))
        .with_locations()
        .with_filter(osmium.filter.KeyFilter("highway"))
    )
    return [
        (dict(w.tags), LineString([metres(n.location.lon, n.location.lat) for n in w.nodes]))
        for w in found
        if w.is_way()
    ]


def test_the_bundled_files_are_what_the_generator_draws(sketch):
    bundled = {
        FILES.streets.name: gzip.decompress(FILES.streets.read_bytes()).decode(),
        FILES.homes.name: FILES.homes.read_text("utf-8-sig"),
        FILES.points.name: FILES.points.read_text("utf-8-sig"),
        FILES.communities.name: FILES.communities.read_text("utf-8"),
    }
    assert texts(sketch) == bundled


def test_writing_leaves_exactly_the_four_files(sketch, tmp_path):
    write(tmp_path, sketch)
    names = sorted(p.name for p in tmp_path.iterdir())
    assert names == ["communities.geojson", "homes.csv", "points.csv", "shuangta.osm.gz"]
    assert (tmp_path / "homes.csv").read_bytes() == FILES.homes.read_bytes()
    assert gzip.decompress((tmp_path / "shuangta.osm.gz").read_bytes()) == gzip.decompress(
        FILES.streets.read_bytes()
    )


def test_the_street_map_is_small():
    assert FILES.streets.stat().st_size < 300_000


def test_every_file_says_that_it_is_a_sketch(streets, communities):
    assert streets.source.attribution == CREDIT
    assert CREDIT.startswith("示意图 Sketch")
    assert json.loads(FILES.communities.read_text("utf-8"))["name"] == CREDIT
    readme = FILES.streets.with_name("README.md").read_text("utf-8")
    assert readme.startswith("# 示意图：双塔街道 · Sketch of Shuangta")


def test_the_streets_lie_in_the_box_of_the_facts(streets):
    assert streets.lon.min() > 120.618
    assert streets.lon.max() < 120.653
    assert streets.lat.min() > 31.286
    assert streets.lat.max() < 31.314


def test_there_are_as_many_junctions_as_a_small_town_has(streets):
    degree = np.bincount(np.concatenate([streets.a, streets.b]), minlength=streets.nodes)
    assert 600 <= int((degree != 2).sum()) <= 1500
    assert int((degree == 1).sum()) > 200  # blind lanes
    assert int((degree == 3).sum()) > 8 * int((degree >= 4).sum())  # T-junctions, not a grid


def test_all_streets_hang_together(streets):
    of = parts(streets, np.ones(streets.segments, bool))
    assert np.bincount(of).max() >= 0.99 * streets.nodes


def test_no_piece_is_drawn_twice(streets):
    assert [n for n in streets.source.notes if "twice" in n or "missing" in n] == []


def test_water_is_crossed_on_bridges_and_nowhere_else(streets, water):
    dry = lines(streets)[~has(streets, Mark.BRIDGE)]
    wet = STRtree(list(water.values()))
    assert len(wet.query(dry, predicate="intersects")[0]) == 0


def test_all_canals_join_into_one_water(sketch):
    canals = shapely.union_all([c.bank for c in sketch.waters.canals.values()])
    assert canals.geom_type == "Polygon"


def test_without_bridges_the_banks_fall_apart(streets):
    of = parts(streets, ~has(streets, Mark.BRIDGE))
    banks = {  # on both sides of the moat, of 十全河, of 官太尉河, of 葑门塘
        "沧浪亭": node_near(streets, 120.6213, 31.2985),
        "长岛": node_near(streets, 120.6430, 31.2910),
        "十梓街": node_near(streets, 120.6270, 31.3030),
        "百步街": node_near(streets, 120.6318, 31.3030),
        "网师巷": node_near(streets, 120.6300, 31.2990),
        "里河": node_near(streets, 120.6410, 31.3020),
    }
    assert len({int(of[n]) for n in banks.values()}) == len(banks)


def test_the_moat_has_its_named_bridges_and_the_gated_one(ways, water):
    over = {
        t["bridge:name"]: t["name"] for t, p in ways if t.get("bridge:name") and p.crosses(water["外城河"])
    }
    known = {name: street for name, street in over.items() if street.endswith("路")}
    assert known == {"相门桥": "干将东路", "葑门桥": "葑门路", "竹辉桥": "竹辉路", "南园桥": "南园南路"}
    assert "校园东桥" in over.values()


@pytest.mark.parametrize("name", INNER_CANALS)
def test_inside_the_walls_bridges_stand_every_hundred_metres_or_two(sketch, name):
    gaps = bridge_gaps(sketch, name)
    assert 60.0 < float(np.median(gaps)) < 200.0
    assert float(gaps.max()) < 260.0


@pytest.mark.parametrize("name", OUTER_CANALS)
def test_outside_the_walls_bridges_are_farther_apart(sketch, name):
    gaps = bridge_gaps(sketch, name)
    assert 190.0 < float(np.median(gaps)) < 400.0


def bridge_gaps(sketch, name: str) -> np.ndarray:
    """Metres between neighbouring bridges along a canal; the two sidewalks of one road bridge count once."""
    middle = sketch.waters.canals[name].middle
    over = [w.path for w in sketch.town.ways if w.tags.get("bridge") == "yes" and w.path.crosses(middle)]
    at = np.sort([middle.project(p.intersection(middle).centroid) for p in over])
    gaps = np.diff(at)
    return gaps[gaps > 45.0]


def test_small_arched_bridges_have_steps_and_road_bridges_have_none(ways):
    bridges = [t for t, _ in ways if t.get("bridge") == "yes" and t.get("bridge:name")]
    arched = [t for t in bridges if t["highway"] == "steps"]
    assert len(arched) >= 20
    assert {t["bridge:structure"] for t in arched} == {"arch"}
    assert max(float(t["width"]) for t in arched) <= 5.0


def test_lanes_are_three_to_six_metres_wide(ways):
    widths = {t["width"] for t, _ in ways if t["highway"] in ("living_street", "pedestrian")}
    assert {float(w) for w in widths} <= {3.0, 4.0, 5.0, 6.0}


def test_the_ring_road_is_crossed_only_at_lights_and_footbridges(ways):
    ring = shapely.union_all([p for t, p in ways if t["highway"] == "trunk"])
    across = [t for t, p in ways if t["highway"] != "trunk" and p.crosses(ring)]
    kinds = Counter(t.get("crossing") or t["name"] for t in across)
    assert kinds == {"traffic_signals": 4, "东环路人行天桥": 3, "干将东路": 1}


def test_nobody_walks_on_the_ring_road_itself(ways, streets):
    assert {t["foot"] for t, _ in ways if t["highway"] == "trunk"} == {"no"}
    assert int(has(streets, Mark.SIGNALS).sum()) > 0


def test_a_campus_with_its_gates_shut_is_an_island(streets):
    shut = np.array([bool(h >= 0) for h in streets.hours])
    of = parts(streets, ~shut)
    where = ((120.6353, 31.3055), (120.6447, 31.3068), (120.6243, 31.3040))  # two campuses, the town
    nodes = [node_near(streets, *p) for p in where]
    assert len({int(of[n]) for n in nodes}) == 3
    open_all = parts(streets, np.ones(streets.segments, bool))
    assert len({int(open_all[n]) for n in nodes}) == 1


def test_gates_keep_hours_that_can_be_read(streets):
    assert set(streets.gate_hours) == {"05:30-23:00", "06:00-21:00", "06:00-22:00"}
    night, noon = datetime(2026, 11, 25, 2, 0), datetime(2026, 11, 25, 12, 0)
    for text in streets.gate_hours:
        hours = Hours.parse(text)
        assert (hours.open_at(noon), hours.open_at(night)) == (True, False)


def test_every_estate_can_be_entered_at_night(streets, homes):
    of = parts(streets, streets.hours < 0)
    main = np.bincount(of).argmax()
    index = STRtree(lines(streets)[(streets.hours < 0) & (of[streets.a] == main)])
    far = index.query_nearest(places(homes), all_matches=False, return_distance=True)[1]
    assert float((far > 60.0).mean()) == 0.0


def test_the_homes_sum_to_thirty_thousand_households(homes):
    assert list(homes[0]) == ["编号", "经度", "纬度", "社区", "地址", "户数", "人口", "老人"]
    assert sum(int(r["户数"]) for r in homes) == 30_000
    assert 3000 <= len(homes) <= 6000
    assert min(int(r["户数"]) for r in homes) >= 1
    assert len({r["编号"] for r in homes}) == len(homes)


def test_elders_are_about_a_fifth_and_more_inside_the_moat(homes, sketch):
    total = sum(int(r["老人"]) for r in homes) / sum(int(r["人口"]) for r in homes)
    assert 0.20 < total < 0.25
    inside, outside = ([h for h in sketch.homes if h.door.old == old] for old in (True, False))
    share = [sum(h.elders for h in part) / sum(h.persons for h in part) for part in (inside, outside)]
    assert share[0] > share[1] + 0.05
    assert all(int(r["老人"]) <= int(r["人口"]) for r in homes)


def test_homes_are_dry_and_near_a_street(homes, streets, water):
    at = places(homes)
    assert len(STRtree(list(water.values())).query(at, predicate="intersects")[0]) == 0
    far = STRtree(lines(streets)).query_nearest(at, all_matches=False, return_distance=True)[1]
    assert float(far.max()) <= 60.0


def test_no_home_stands_in_a_garden_or_on_a_campus(homes, sketch):
    grounds = STRtree(list(sketch.grounds.values()))
    assert len(grounds.query(places(homes), predicate="intersects")[0]) == 0


def test_there_are_twenty_one_communities_known_ones_and_samples(communities):
    named = """百步街 长岛 沧浪亭 城湾 翠园 大公园 定慧寺巷 二郎巷 葑溪 锦帆路 钟楼 横街 杨枝
        里河 相门 网师巷 唐家巷 苏安 滚绣坊 示例社区1 示例社区2"""
    assert sorted(communities) == sorted(re.split(r"\s+", named))
    assert len(communities) == 21


def test_communities_tile_the_ground_without_overlap(communities):
    shapes = list(communities.values())
    whole = shapely.union_all(shapes).area
    assert all(p.is_valid and p.area > 50_000.0 for p in shapes)
    assert sum(p.area for p in shapes) == pytest.approx(whole, rel=0.002)
    assert whole == pytest.approx(7.95e6, rel=0.05)  # the published area of the subdistrict


def test_every_home_lies_in_the_community_it_names(homes, communities):
    at = places(homes)
    owners = [communities[r["社区"]] for r in homes]
    assert float(shapely.distance(np.array(owners, dtype=object), at).max()) < 2.0
    assert {r["社区"] for r in homes} == set(communities)


def test_the_table_of_communities_counts_the_households(homes):
    counted = Counter()
    for row in homes:
        counted[row["社区"]] += int(row["户数"])
    features = json.loads(FILES.communities.read_text("utf-8"))["features"]
    assert {f["properties"]["社区"]: f["properties"]["户数"] for f in features} == counted


def test_all_kinds_of_service_are_there(points):
    assert {r["类型"] for r in points} == KINDS
    assert Counter(r["类型"] for r in points)["便民服务中心"] == 1
    assert len({r["编号"] for r in points}) == len(points)


def test_every_community_has_one_service_station(points, communities):
    stations = [r["名称"] for r in points if r["类型"] == "便民服务站"]
    told = (name if name.startswith("示例社区") else f"{name}社区" for name in communities)
    assert sorted(stations) == sorted(f"{name}便民服务站" for name in told)


def test_a_point_inside_another_shares_its_place(points):
    by_id = {r["编号"]: r for r in points}
    nested = [r for r in points if r["所在"]]
    for row in nested:
        host = by_id[row["所在"]]
        assert (row["经度"], row["纬度"]) == (host["经度"], host["纬度"])
        assert row["地址"].startswith(host["地址"])
    job = next(r for r in nested if r["名称"] == "家门口的就业服务站（锦帆路）")
    assert by_id[job["所在"]]["名称"] == "锦帆路社区一平米公益空间"


def test_points_whose_place_is_known_stand_within_the_facts_accuracy(points):
    by_name = {r["名称"]: r for r in points}
    for known in KNOWN:
        row = by_name[known.name]
        there, here = metres(*known.at), metres(float(row["经度"]), float(row["纬度"]))
        assert float(np.hypot(there[0] - here[0], there[1] - here[1])) < 150.0
    assert by_name["双塔街道便民服务中心"]["地址"] == "十梓街463号"


def test_hours_of_every_point_can_be_read_and_are_not_all_alike(points):
    hours = [Hours.parse(r["开放时间"]) for r in points]
    lunch, evening, sunday = (
        datetime(2026, 11, 25, 12, 30),
        datetime(2026, 11, 25, 19, 0),
        datetime(2026, 11, 29, 10, 0),
    )
    for moment in (lunch, evening, sunday):
        is_open = [h.open_at(moment) for h in hours]
        assert any(is_open)
        assert not all(is_open)
    night = {r["类型"] for r, h in zip(points, hours, strict=True) if h.open_at(datetime(2026, 11, 25, 3, 0))}
    assert night == {"自助区24h", "法律服务点"}


def test_no_telephone_number_can_ring(points):
    assert all(r["电话"].startswith("0512-0000") for r in points)


def test_points_are_dry_and_near_a_street(points, streets, water):
    at = places(points)
    assert len(STRtree(list(water.values())).query(at, predicate="intersects")[0]) == 0
    far = STRtree(lines(streets)).query_nearest(at, all_matches=False, return_distance=True)[1]
    assert float(far.max()) <= 60.0


def test_lane_names_are_given_once_and_leave_the_main_streets_theirs(sketch):
    main = {"东环路", "十梓街", "十全街", "凤凰街", "定慧寺巷", "滚绣坊", "唐家巷", "网师巷"}
    lanes = Counter(w.name for w in sketch.town.ways if "surface" in w.tags and "bridge" not in w.tags)
    assert not main & set(lanes)
    assert len(lanes) > 250


def test_another_seed_draws_another_town_as_sound(sketch):
    other = draw(7)
    assert sum(h.households for h in other.homes) == 30_000
    assert len(other.communities) == 21
    assert texts(other)["homes.csv"] != texts(sketch)["homes.csv"]

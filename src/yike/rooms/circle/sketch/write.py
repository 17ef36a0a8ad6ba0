"""Write the sketch as the four files that are bundled: streets (OSM XML), homes, points, communities."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from pathlib import Path

from shapely import Polygon

from yike.engines.wholefile import whole_file
from yike.rooms.circle.sketch import plan
from yike.rooms.circle.sketch.assemble import Net, add
from yike.rooms.circle.sketch.draw import Sketch, draw
from yike.rooms.circle.sketch.frame import degrees

STREETS, HOMES, POINTS, COMMUNITIES = "shuangta.osm.gz", "homes.csv", "points.csv", "communities.geojson"
CREDIT = "示意图 Sketch: 双塔街道 drawn by Yike from public facts; not surveyed, not official"
HOME_HEADERS = ("编号", "经度", "纬度", "社区", "地址", "户数", "人口", "老人")
POINT_HEADERS = ("编号", "名称", "类型", "经度", "纬度", "开放时间", "地址", "所在", "电话")
Tags = dict[str, str]


def texts(sketch: Sketch) -> dict[str, str]:
    """Return the text of each bundled file by its name (the streets before packing)."""
    return {
        STREETS: _osm(sketch),
        HOMES: _csv(HOME_HEADERS, _home_rows(sketch)),
        POINTS: _csv(POINT_HEADERS, _point_rows(sketch)),
        COMMUNITIES: _communities(sketch),
    }


def write(folder: Path, sketch: Sketch) -> None:
    """Write the bundled files into ``folder``, each whole or not at all."""
    for name, text in texts(sketch).items():
        data = text.encode("utf-8-sig" if name.endswith(".csv") else "utf-8")
        packed = gzip.compress(data, 9, mtime=0) if name.endswith(".gz") else data
        with whole_file(folder / name) as part:
            part.write_bytes(packed)


def _osm(sketch: Sketch) -> str:
    net = Net(list(sketch.net.nodes), list(sketch.net.ways), dict(sketch.net.spots))
    for shape, tags in _shapes(sketch):
        add(net, _ring(net, shape), tags)
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<osm version="0.6" generator="{escape(CREDIT)}">'
    return "\n".join((head, _bounds(), *_nodes(net), *_ways(net), "</osm>", ""))


def _shapes(sketch: Sketch) -> Iterator[tuple[Polygon, Tags]]:
    """Yield water and grounds, for drawing."""
    for canal in sketch.waters.canals.values():
        kind = "moat" if canal.name == "外城河" else "canal"
        yield canal.bank, {"natural": "water", "water": kind, "name": canal.name}
    for name, pond in sketch.waters.ponds.items():
        yield pond, {"natural": "water", "water": "pond", "name": name}
    tags = {g.name: g.tags for g in plan.GROUNDS}
    for name, ground in sketch.grounds.items():
        yield ground, {**tags.get(name, {"amenity": "university"}), "name": name}


def _ring(net: Net, shape: Polygon) -> list[int]:
    rows = [net.lone_node(x, y) for x, y in shape.exterior.simplify(0.3).coords[:-1]]
    return [*rows, rows[0]]


def _bounds() -> str:
    return f'<bounds minlat="{plan.SOUTH}" minlon="{plan.WEST}" maxlat="{plan.NORTH}" maxlon="{plan.EAST}"/>'


def _nodes(net: Net) -> Iterator[str]:
    used = {n for nodes, _ in net.ways for n in nodes}
    for row in sorted(used):
        lon, lat = degrees(*net.nodes[row])
        head = f'<node id="{row + 1}" version="1" lat="{lat:.7f}" lon="{lon:.7f}"'
        tags = _tag_lines(net.spots.get(row, {}))
        yield f"{head}>{tags}</node>" if tags else f"{head}/>"


def _ways(net: Net) -> Iterator[str]:
    for row, (nodes, tags) in enumerate(net.ways):
        refs = "".join(f'<nd ref="{n + 1}"/>' for n in nodes)
        yield f'<way id="{row + 1}" version="1">{refs}{_tag_lines(tags)}</way>'


def _tag_lines(tags: Tags) -> str:
    return "".join(f'<tag k="{escape(k)}" v="{escape(v)}"/>' for k, v in tags.items())


def _csv(headers: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(headers)
    writer.writerows(rows)
    return text.getvalue()


def _home_rows(sketch: Sketch) -> Iterator[Sequence[object]]:
    for row, home in enumerate(sketch.homes, start=1):
        door, (lon, lat) = home.door, _place(home.door.x, home.door.y)
        address = f"{door.street}{door.number}"
        yield f"H{row:05d}", lon, lat, door.community, address, home.households, home.persons, home.elders


def _point_rows(sketch: Sketch) -> Iterator[Sequence[object]]:
    for p in sketch.points:
        lon, lat = _place(p.x, p.y)
        yield p.id, p.name, p.kind, lon, lat, p.hours, p.address, p.host, p.phone


def _place(x: float, y: float) -> tuple[str, str]:
    lon, lat = degrees(x, y)
    return f"{lon:.6f}", f"{lat:.6f}"


def _communities(sketch: Sketch) -> str:
    households = dict.fromkeys(sketch.communities, 0)
    for home in sketch.homes:
        households[home.door.community] += home.households
    lines = [
        json.dumps(_feature(n, p, households[n]), ensure_ascii=False) for n, p in sketch.communities.items()
    ]
    head = json.dumps({"type": "FeatureCollection", "name": CREDIT}, ensure_ascii=False)[:-1]
    return f'{head}, "features": [\n' + ",\n".join(lines) + "\n]}\n"


def _feature(name: str, shape: Polygon, households: int) -> dict[str, object]:
    ring = [[round(v, 6) for v in degrees(x, y)] for x, y in shape.exterior.simplify(0.5).coords]
    about = {"社区": name, "户数": households, "说明": "示意，非官方边界 sketch, not an official limit"}
    return {"type": "Feature", "properties": about, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def main() -> None:
    """Draw the sketch anew into the package: ``python -m yike.rooms.circle.sketch.write``."""
    write(Path(__file__).with_name("data"), draw())


if __name__ == "__main__":
    main()

"""A town of a few streets as files, for tests that go the whole way from files to files."""

from __future__ import annotations

import json
from pathlib import Path

WEST, SOUTH = 120.62, 31.30
STEP = 0.001  # degrees; about 95 m east, 111 m north


def street(name: str, *corners: tuple[int, int]) -> dict[str, object]:
    line = [[round(WEST + x * STEP, 6), round(SOUTH + y * STEP, 6)] for x, y in corners]
    return {
        "type": "Feature",
        "properties": {"highway": "residential", "name": name},
        "geometry": {"type": "LineString", "coordinates": line},
    }


def write_town(folder: Path, *, rows: int = 4, columns: int = 30) -> Path:
    """Write streets.geojson (``rows`` long streets joined at their west end), homes.csv and points.csv."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [street(f"街{y}", *((x, y) for x in range(columns))) for y in range(rows)]
    lines.append(street("西街", *((0, y) for y in range(rows))))
    whole = {"type": "FeatureCollection", "features": lines}
    (folder / "streets.geojson").write_text(json.dumps(whole, ensure_ascii=False), encoding="utf-8")
    homes = ["编号,经度,纬度,户数,老人,社区"]
    homes += [
        f"h{y}-{x},{WEST + x * STEP:.6f},{SOUTH + y * STEP + 0.0001:.6f},{x + 1},{y},{'西' if x < 15 else '东'}"
        for y in range(rows)
        for x in range(0, columns, 3)
    ]
    (folder / "homes.csv").write_text("\n".join(homes) + "\n", encoding="utf-8")
    points = [
        "编号,名称,类别,经度,纬度,开放时间",
        f"p1,一站,站,{WEST + 0.002:.6f},{SOUTH:.6f},Mo-Fr 09:00-17:00",
        f"p2,二站,站,{WEST + 0.025:.6f},{SOUTH + 0.002:.6f},",
        f"p3,医院,医,{WEST + 0.010:.6f},{SOUTH + 0.001:.6f},24/7",
    ]
    (folder / "points.csv").write_text("\n".join(points) + "\n", encoding="utf-8")
    return folder

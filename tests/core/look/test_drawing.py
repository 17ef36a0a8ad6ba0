"""The map the server draws: true to shape, in the colours of the house, names escaped."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from yike.core import look
from yike.core.look.drawing import COLOURS, sheet_for, svg

TOKENS = (Path(look.__file__).parent / "frontend/css/tokens.css").read_text(encoding="utf-8")


def feature(kind: str, form: str, coordinates: Any, **about: Any) -> dict[str, Any]:
    geometry = {"type": form, "coordinates": coordinates}
    return {"type": "Feature", "properties": {"kind": kind, **about}, "geometry": geometry}


def square(west: float, south: float, **about: Any) -> dict[str, Any]:
    ring = [[west, south], [west + 1, south], [west + 1, south + 1], [west, south + 1], [west, south]]
    return feature("area", "Polygon", [ring], **about)


def town(*features: dict[str, Any]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features)}


def test_colours_are_those_of_the_style_sheet() -> None:
    light = dict(re.findall(r"--([a-z-]+):\s*([^;]+);", TOKENS.split(":root {", 1)[1].split("}", 1)[0]))
    assert {name: light[name] for name in COLOURS} == COLOURS


def test_the_sheet_is_true_to_shape_at_its_latitude() -> None:
    sheet, wide, high = sheet_for([square(120, 59.5)])
    assert (round(wide), round(high), sheet.wide / sheet.high) == (548, 1048, 0.5000000000000001)


def test_a_current_area_is_framed_in_red_and_comes_last() -> None:
    text = svg(town(square(0, 0, current=True), square(1, 0, tone="ok"), square(2, 0)), "图")
    lines = re.findall(r'fill="(#\w+)" stroke="(#\w+)" stroke-width="([\d.]+)"', text)
    assert lines == [
        (COLOURS["ok-wash"], COLOURS["ok"], "1.6"),
        (COLOURS["paper"], COLOURS["ink"], "1.6"),
        (COLOURS["paper"], COLOURS["red"], "4.0"),
    ]


def test_rings_are_closed_and_lines_are_not() -> None:
    canal = feature("water", "LineString", [[0, 0], [1, 1]])
    paths = re.findall(r' d="([^"]+)"', svg(town(square(0, 0), canal), "图"))
    assert paths[1:] == [
        "M24.0 1024.0L1024.0 1024.0L1024.0 24.0L24.0 24.0L24.0 1024.0Z",
        "M24.0 1024.0L1024.0 24.0",
    ]


def test_parts_of_an_area_and_its_holes_are_one_path() -> None:
    parts = [[[[0, 0], [1, 0], [0, 1], [0, 0]]], [[[2, 0], [3, 0], [2, 1], [2, 0]]]]
    paths = re.findall(r' d="([^"]+)"', svg(town(feature("area", "MultiPolygon", parts)), "图"))
    assert (len(paths), paths[1].count("M"), paths[1].count("Z")) == (2, 2, 2)


def test_names_stand_inside_and_are_escaped() -> None:
    text = svg(
        town(square(0, 0, label="<b>梅&东</b>"), feature("point", "Point", [0.5, 0.5], label="中心")), "图<"
    )
    root = ET.fromstring(text)  # noqa: S314 - our own
    names = [(one.text, one.get("dy")) for one in root.iter("{http://www.w3.org/2000/svg}text")]
    assert (names, root[0].text) == ([("<b>梅&东</b>", "8"), ("中心", "30")], "图<")


def test_nothing_to_draw_is_no_picture() -> None:
    assert svg(town({"type": "Feature", "properties": {}, "geometry": None}), "图") == ""

"""The map without WebGL or script: the same GeoJSON drawn by the server as SVG, in the colours of the house."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from shapely.geometry import shape

COLOURS = {
    "paper": "#faf7f0",
    "card": "#fffdf8",
    "ink": "#22262b",
    "rule": "#d9d2c3",
    "edge": "#847e72",
    "red": "#a8213a",
    "red-wash": "#fbeeec",
    "blue": "#1d567d",
    "blue-wash": "#e9f0f3",
    "ok": "#2e6644",
    "ok-wash": "#ebf2e9",
    "warn": "#7f5207",
    "warn-wash": "#fbf1dc",
    "water": "#d6e6ee",
    "water-edge": "#a9c8d8",
}
TONES = {"ok": "ok", "warn": "warn", "stop": "red", "info": "blue"}
LONG = 1000.0  # units of the longer side
MARGIN = 24.0
ORDER = ("area", "border", "water", "street", "way", "point")
LINES = {"water": ("water", 9), "way": ("red", 7)}  # colour and width; a street is drawn thin
Corner = tuple[float, float]


@dataclass(frozen=True)
class Sheet:
    """How degrees become units of the sheet: true to shape in the middle, north up."""

    west: float
    north: float
    wide: float  # units a degree of longitude
    high: float  # units a degree of latitude

    def at(self, corner: Corner) -> str:
        """Return a place as ``x y``, in tenths of a unit."""
        x, y = MARGIN + (corner[0] - self.west) * self.wide, MARGIN + (self.north - corner[1]) * self.high
        return f"{x:.1f} {y:.1f}"


def _corners(coordinates: Any) -> Iterator[Corner]:
    if isinstance(coordinates[0], int | float):
        yield coordinates[0], coordinates[1]
    else:
        for part in coordinates:
            yield from _corners(part)


def sheet_for(features: list[dict[str, Any]]) -> tuple[Sheet, float, float]:
    """Return the sheet that holds all features, its width and height in units. There must be one feature."""
    places = [corner for feature in features for corner in _corners(feature["geometry"]["coordinates"])]
    west, east = min(x for x, _ in places), max(x for x, _ in places)
    south, north = min(y for _, y in places), max(y for _, y in places)
    squeeze = math.cos(math.radians((south + north) / 2))
    scale = LONG / max((east - west) * squeeze, north - south, 1e-6)
    sheet = Sheet(west, north, scale * squeeze, scale)
    return sheet, (east - west) * sheet.wide + 2 * MARGIN, (north - south) * scale + 2 * MARGIN


def _path(coordinates: Any, sheet: Sheet, closed: bool) -> str:
    """Return lines or rings of any depth as the commands of a path."""
    if isinstance(coordinates[0][0], int | float):
        return (
            "M"
            + "L".join(sheet.at((corner[0], corner[1])) for corner in coordinates)
            + ("Z" if closed else "")
        )
    return "".join(_path(part, sheet, closed) for part in coordinates)


def _fill(about: dict[str, Any]) -> tuple[str, str, float]:
    """Return fill, line and its width of an area."""
    tone = TONES.get(about.get("tone", ""), "")
    line = "red" if about.get("current") else tone or "ink"
    return COLOURS[f"{tone}-wash" if tone else "paper"], COLOURS[line], 4.0 if about.get("current") else 1.6


def _drawn(feature: dict[str, Any], sheet: Sheet) -> SafeString:
    """Return one feature without its name."""
    about, geometry = feature["properties"], feature["geometry"]
    kind, form = about.get("kind", "area"), geometry["type"]
    if form == "Point":
        place = sheet.at(tuple(geometry["coordinates"][:2])).split()
        colour = COLOURS[TONES.get(about.get("tone", ""), "blue")]
        return format_html('<circle cx="{}" cy="{}" r="12" fill="{}"/>', *place, colour)
    path = _path(geometry["coordinates"], sheet, "Polygon" in form)
    fill, line, width = _fill(about)
    if kind == "water":
        fill, line, width = COLOURS["water"], COLOURS["water-edge"], 1.2
    if "Line" in form:
        colour, width = LINES.get(kind, ("rule", 2))
        fill, line = "none", COLOURS[colour]
    return format_html(
        '<path d="{}" fill="{}" stroke="{}" stroke-width="{}" stroke-linejoin="round" fill-rule="evenodd"/>',
        path,
        fill,
        line,
        width,
    )


def _named(feature: dict[str, Any], sheet: Sheet) -> SafeString:
    """Return the name of one feature, on its inside."""
    label = feature["properties"].get("label", "")
    if not label:
        return SafeString("")
    inside = shape(feature["geometry"]).representative_point()
    x, y = sheet.at((inside.x, inside.y)).split()
    below = 30 if feature["geometry"]["type"] == "Point" else 8
    return format_html(
        '<text x="{}" y="{}" dy="{}" font-size="24" text-anchor="middle" fill="{}" stroke="{}" stroke-width="5"'
        ' paint-order="stroke" stroke-linejoin="round">{}</text>',
        *(x, y, below, COLOURS["ink"], COLOURS["card"], label),
    )


def _is_point(feature: dict[str, Any]) -> bool:
    return bool(feature["geometry"]["type"] == "Point")


def _rank(feature: dict[str, Any]) -> tuple[bool, int]:
    about = feature["properties"]
    return bool(about.get("current")), ORDER.index(about.get("kind", "area"))


Dots = Mapping[tuple[str, float], Iterable[Corner]]


def _dotted(sheet: Sheet, colour: str, size: float, places: Iterable[Corner]) -> SafeString:
    """Return one path of round strokes: thousands of homes in few bytes."""
    path = "".join(f"M{sheet.at(place)}h0" for place in places)
    return format_html(
        '<path d="{}" fill="none" stroke="{}" stroke-width="{}" stroke-linecap="round"/>',
        *(path, COLOURS[colour], size),
    )


def svg(collection: dict[str, Any], title: str, dots: Dots | None = None) -> str:
    """Return a FeatureCollection, with the properties ``mapcard`` knows, as SVG; "" without features.

    ``dots`` are places (lon, lat) by the name of their colour and their size in units.
    """
    features = sorted((f for f in collection["features"] if f.get("geometry")), key=_rank)
    if not features:
        return ""
    sheet, wide, high = sheet_for(features)
    return format_html(
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {} {}" role="img" font-family="sans-serif">'
        '<title>{}</title><path d="M0 0H{}V{}H0Z" fill="{}"/>{}{}{}{}</svg>',
        *(round(wide), round(high), title, round(wide), round(high), COLOURS["card"]),
        format_html_join(
            "", "{}", ((_drawn(feature, sheet),) for feature in features if not _is_point(feature))
        ),
        format_html_join("", "{}", ((_dotted(sheet, *how, places),) for how, places in (dots or {}).items())),
        format_html_join("", "{}", ((_drawn(feature, sheet),) for feature in features if _is_point(feature))),
        format_html_join("", "{}", ((_named(feature, sheet),) for feature in features)),
    )

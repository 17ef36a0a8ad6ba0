"""Areas as a map: GeoJSON for the browser, and a drawing made here where the browser cannot draw."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from yike.core.areas.geometry.plane import Plane, Shape
from yike.core.areas.models import Area, AreaKind, AreaLevel
from yike.core.areas.queries.tree import visible_to

Json = dict[str, Any]
Link = Callable[[Area], str]
WIDE = 1000.0  # units of the drawing from west to east
MARGIN = 8.0


def shown_level(within: Area | None, asked: str = "") -> AreaLevel:
    """Return the level a map shows: the one asked for, else the next below ``within``."""
    if asked in AreaLevel.values:
        return AreaLevel(asked)
    order = list(AreaLevel)
    at = order.index(AreaLevel(within.level)) if within else order.index(AreaLevel.STREET)
    return order[min(at + 1, len(order) - 1)]


def on_map(user: Any, level: AreaLevel, within: Area | None = None) -> list[Area]:
    """Return somebody's open, drawn areas of a level, dedicated grids last so that they lie on top."""
    areas = visible_to(user).open().filter(level=level).exclude(west=None)
    if within is not None:
        areas = areas.filter(path__startswith=within.path)
    return sorted(areas, key=lambda area: area.kind == AreaKind.DEDICATED)


def around(user: Any, areas: Iterable[Area]) -> list[Area]:
    """Return the areas around those on a map that somebody sees too: their borders help to find one's way."""
    paths = {area.parent_path for area in areas}
    return list(visible_to(user).filter(path__in=paths).exclude(west=None)) if len(paths) > 1 else []


def feature(area: Area, *, link: str = "", tone: str = "", current: bool = False) -> Json:
    """Return one area as the map component wants it."""
    said: Json = {"kind": "area", "label": area.name, "code": area.code, "id": area.pk}
    said |= {"href": link} if link else {}
    said |= {"tone": tone} if tone else {}
    said |= {"current": True} if current else {}
    return {"type": "Feature", "properties": said, "geometry": area.polygon}


def areas_geojson(
    user: Any, level: AreaLevel, within: Area | None = None, *, link: Link, wrong: Iterable[str] = ()
) -> Json:
    """Return a FeatureCollection of somebody's areas of a level; those in ``wrong`` (keys) are marked."""
    marked, areas = set(wrong), on_map(user, level, within)
    features = [
        feature(area, link=link(area), tone="warn" if str(area.pk) in marked else "") for area in areas
    ]
    features += [
        {"type": "Feature", "properties": {"kind": "border"}, "geometry": area.polygon}
        for area in around(user, areas)
    ]
    if within is not None and within.polygon is not None:
        features.insert(0, feature(within) | {"properties": {"kind": "area", "label": "", "current": True}})
    return {"type": "FeatureCollection", "features": features}


@dataclass(frozen=True)
class _Sheet:
    """How metres of a plane become units of a drawing: ``west north`` its corner, ``scale`` units a metre."""

    plane: Plane
    west: float
    north: float
    scale: float
    high: float

    @classmethod
    def of(cls, plane: Plane, laid: Iterable[Shape]) -> _Sheet:
        """Return the sheet on which some shapes of the plane fill the width."""
        west, south, east, north = (float(v) for v in shapely.total_bounds(list(laid)))
        scale = (WIDE - 2 * MARGIN) / max(east - west, 1.0)
        return cls(plane, west, north, scale, (north - south) * scale + 2 * MARGIN)

    def placed(self, xy: np.ndarray) -> np.ndarray:
        """Return places of the plane in units of the drawing."""
        x, y = (xy[:, 0] - self.west) * self.scale, (self.north - xy[:, 1]) * self.scale
        return np.column_stack([x + MARGIN, y + MARGIN])

    def drawn(self, shape: Shape) -> Shape:
        """Return a shape given in degrees in units of the drawing."""
        return shapely.transform(self.plane.laid(shape), self.placed)


def drawing(
    areas: Iterable[Area],
    *,
    link: Link,
    title: str,
    wrong: Iterable[str] = (),
    borders: Iterable[Area] = (),
    dots: Mapping[str, np.ndarray] | None = None,
    water: Iterable[Json] = (),
) -> SafeString:
    """Return the areas as inline SVG: shapes with their names, each a link; ``title`` is for screen readers.

    ``borders`` are areas of which only the outline is drawn, on top. ``dots`` are places, (n, 2) degrees, by the
    class of the look they are drawn in. ``water`` are features of a map, water and
    streets, drawn over the areas and not pressed.
    """
    rows = [(area, shape) for area in areas if (shape := area.shape) is not None]
    if not rows:
        return SafeString("")
    plane = Plane.around([shape for _, shape in rows])
    laid = plane.laid(np.array([shape for _, shape in rows], object))
    sheet, marked = _Sheet.of(plane, laid), set(wrong)
    shapes = [
        (area, shapely.transform(flat, sheet.placed)) for (area, _), flat in zip(rows, laid, strict=True)
    ]
    return format_html(
        '<svg class="map-drawing" viewBox="0 0 {} {}" role="group" aria-label="{}">{}<g aria-hidden="true">'
        "{}{}{}{}</g></svg>",
        *(f"{WIDE:.0f}", f"{sheet.high:.0f}", title),
        _linked(shapes, link, marked),
        _waters(sheet, water),
        _outlines(sheet, borders),
        _dots(sheet, dots or {}),
        _names(shapes),
    )


def _linked(shapes: Iterable[tuple[Area, Shape]], link: Link, marked: set[str]) -> SafeString:
    return format_html_join(
        "",
        '<a href="{}"><path class="{}" d="{}"><title>{}</title></path></a>',
        (
            (link(area), "area tone-warn" if str(area.pk) in marked else "area", _path(shape), area.name)
            for area, shape in shapes
        ),
    )


def _waters(sheet: _Sheet, water: Iterable[Json]) -> SafeString:
    rows = list(water)
    kinds = np.array([one["properties"].get("kind") == "street" for one in rows], np.bool_)
    shapes = np.array([sheet.drawn(shapely.geometry.shape(one["geometry"])) for one in rows], object)
    drawn = [*map(_water, shapes[~kinds]), *_streets(shapes[kinds])]
    return format_html_join("", '<path class="{}" d="{}"/>', drawn)


def _water(shape: Any) -> tuple[str, str]:
    """Return the class and the path of water with banks, or of one that is known as a line only."""
    return ("water", _path(shape)) if shape.area else ("canal", _line(shapely.get_coordinates(shape)))


def _streets(shapes: np.ndarray) -> list[tuple[str, str]]:
    """Return all streets as one path, or none."""
    lines = "".join(_line(shapely.get_coordinates(part)) for part in shapely.get_parts(shapes))
    return [("street", lines)] if lines else []


def _outlines(sheet: _Sheet, borders: Iterable[Area]) -> SafeString:
    shapes = (shape for area in borders if (shape := area.shape) is not None)
    return format_html_join(
        "", '<path class="border" d="{}"/>', ((_path(sheet.drawn(one)),) for one in shapes)
    )


def _dots(sheet: _Sheet, dots: Mapping[str, np.ndarray]) -> SafeString:
    return format_html_join(
        "",
        '<path class="dots {}" d="{}"/>',
        (
            (tone, _dotted(sheet.placed(sheet.plane.metres_of(place))))
            for tone, place in dots.items()
            if len(place)
        ),
    )


def _names(shapes: Iterable[tuple[Area, Shape]]) -> SafeString:
    texts = ((*_middle(shape), area.name) for area, shape in shapes)
    return format_html_join("", '<text x="{}" y="{}">{}</text>', texts)


def _path(shape: Shape) -> str:
    """Return the path of a polygon, whole units, points that fall together left out."""
    return "".join(
        _ring(shapely.get_coordinates(ring)) for ring in shapely.get_rings(shapely.get_parts(shape))
    )


def _dotted(xy: np.ndarray) -> str:
    """Return a path of one round stroke at each place."""
    return "".join(f"M{x} {y}h0" for x, y in np.unique(np.rint(xy).astype(int), axis=0).tolist())


def _ring(xy: np.ndarray) -> str:
    return "M" + " ".join(f"{x} {y}" for x, y in _kept(xy)[:-1]) + "Z"


def _line(xy: np.ndarray) -> str:
    return "M" + " ".join(f"{x} {y}" for x, y in _kept(xy))


def _kept(xy: np.ndarray) -> list[list[int]]:
    """Return corners in whole units, those that fall together once."""
    points = np.rint(xy).astype(int)
    kept: list[list[int]] = points[np.concatenate(([True], (points[1:] != points[:-1]).any(axis=1)))].tolist()
    return kept


def _middle(shape: Shape) -> tuple[int, int]:
    point = shapely.point_on_surface(shape)
    return round(point.x), round(point.y)

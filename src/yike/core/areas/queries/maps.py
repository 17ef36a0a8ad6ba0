"""Areas as a map: GeoJSON for the browser, and a drawing made here where the browser cannot draw."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
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


def drawing(
    areas: Iterable[Area],
    *,
    link: Link,
    title: str,
    wrong: Iterable[str] = (),
    borders: Iterable[Area] = (),
    dots: Mapping[str, np.ndarray] | None = None,
) -> SafeString:
    """Return the areas as inline SVG: shapes with their names, each a link; ``title`` is for screen readers.

    ``borders`` are areas of which only the outline is drawn, on top. ``dots`` are places, (n, 2) degrees, by the
    class of the look they are drawn in.
    """
    rows = [(area, shape) for area in areas if (shape := area.shape) is not None]
    if not rows:
        return SafeString("")
    plane = Plane.around([shape for _, shape in rows])
    laid = plane.laid(np.array([shape for _, shape in rows], object))
    west, south, east, north = (float(v) for v in shapely.total_bounds(laid))
    scale = (WIDE - 2 * MARGIN) / max(east - west, 1.0)
    high = (north - south) * scale + 2 * MARGIN
    marked = set(wrong)

    def placed(xy: np.ndarray) -> np.ndarray:
        return np.column_stack([(xy[:, 0] - west) * scale + MARGIN, (north - xy[:, 1]) * scale + MARGIN])

    shapes = [shapely.transform(shape, placed) for shape in laid]
    drawn = format_html_join(
        "",
        '<a href="{}"><path class="{}" d="{}"><title>{}</title></path></a>',
        (
            (link(area), "area tone-warn" if str(area.pk) in marked else "area", _path(shape), area.name)
            for (area, _), shape in zip(rows, shapes, strict=True)
        ),
    )
    outlines = format_html_join(
        "",
        '<path class="border" d="{}"/>',
        (
            (_path(shapely.transform(plane.laid(shape), placed)),)
            for area in borders
            if (shape := area.shape) is not None
        ),
    )
    outlines += format_html_join(
        "",
        '<path class="dots {}" d="{}"/>',
        (
            (tone, _dotted(placed(plane.metres_of(place))))
            for tone, place in (dots or {}).items()
            if len(place)
        ),
    )
    names = format_html_join(
        "",
        '<text x="{}" y="{}">{}</text>',
        ((*_middle(shape), area.name) for (area, _), shape in zip(rows, shapes, strict=True)),
    )
    box = f"0 0 {WIDE:.0f} {high:.0f}"
    return format_html(
        '<svg class="map-drawing" viewBox="{}" role="group" aria-label="{}">{}<g aria-hidden="true">{}{}</g></svg>',
        box,
        title,
        drawn,
        outlines,
        names,
    )


def _path(shape: Shape) -> str:
    """Return the path of a polygon, whole units, points that fall together left out."""
    return "".join(
        _ring(shapely.get_coordinates(ring)) for ring in shapely.get_rings(shapely.get_parts(shape))
    )


def _dotted(xy: np.ndarray) -> str:
    """Return a path of one round stroke at each place."""
    return "".join(f"M{x} {y}h0" for x, y in np.unique(np.rint(xy).astype(int), axis=0).tolist())


def _ring(xy: np.ndarray) -> str:
    points = np.rint(xy).astype(int)
    kept = points[np.concatenate(([True], (points[1:] != points[:-1]).any(axis=1)))]
    return "M" + " ".join(f"{x} {y}" for x, y in kept[:-1].tolist()) + "Z"


def _middle(shape: Shape) -> tuple[int, int]:
    point = shapely.point_on_surface(shape)
    return round(point.x), round(point.y)

"""What the pages of the board read beside the town: names of points, and the map."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import shapely

from yike.core.areas.queries import feature
from yike.rooms.circle.models import ServicePoint

if TYPE_CHECKING:
    from yike.core.areas.models import Area
    from yike.rooms.circle.board.asked import Asked
    from yike.rooms.circle.board.tables import Blind, Line
    from yike.rooms.circle.walking.board import Board

Json = dict[str, Any]


def point_names(ids: Iterable[int | None]) -> dict[int, str]:
    """Return the names of some points by their keys. One query."""
    wanted = {one for one in ids if one is not None}
    return dict(ServicePoint.objects.filter(pk__in=wanted).values_list("pk", "name"))


def board_geojson(
    rows: Iterable[Line],
    blind: Iterable[Blind],
    board: Board,
    asked: Asked,
    tone: Callable[[Line], str],
    link: Callable[[int, Asked], str],
    water: Iterable[Json] = (),
    numbers: Mapping[int, Mapping[str, object]] | None = None,
) -> Json:
    """Return the communities with their tone, the blind areas, the water and the points asked about.

    ``numbers`` are told of a community beside its name, by its key.
    """
    features = [
        with_numbers(
            feature(row.area, link=link(row.area.pk, asked), tone=tone(row)), row.area, numbers or {}
        )
        for row in rows
        if row.area is not None
    ]
    features += [_blind(one) for one in blind if one.extent is not None]
    features += water
    points = ServicePoint.objects.filter(kind__in=board.kinds, state__in=("open", "trial"))
    features += [_point(point) for point in points]
    return {"type": "FeatureCollection", "features": features}


def with_numbers(shown: Json, area: Area, numbers: Mapping[int, Mapping[str, object]]) -> Json:
    """Return a community on the map with its numbers among its properties."""
    return shown | {"properties": {**shown["properties"], **numbers.get(area.pk, {})}}


def _blind(one: Blind) -> Json:
    said = {"kind": "area", "label": one.where, "tone": "stop"}
    return {"type": "Feature", "properties": said, "geometry": shapely.geometry.mapping(one.extent)}


def _point(point: ServicePoint) -> Json:
    said = {"kind": "point", "label": point.name, "href": point.get_absolute_url()}
    return {
        "type": "Feature",
        "properties": said,
        "geometry": {"type": "Point", "coordinates": [round(point.lon, 6), round(point.lat, 6)]},
    }

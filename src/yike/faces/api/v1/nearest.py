"""What is near, as the API tells it: the walks of the engine, with what the directory says of each point now."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import JsonResponse

from yike.core.calendar.queries import working_calendar
from yike.faces.api.v1.shapes import NearLine
from yike.rooms.circle import queries
from yike.rooms.circle.door.answers import stands_at
from yike.rooms.circle.models import ServiceItem
from yike.rooms.circle.models.points import RUNNING, PointKind
from yike.rooms.circle.opening import Standing
from yike.rooms.circle.queries import shelf
from yike.rooms.circle.queries.shelf import Line
from yike.rooms.circle.walking.answers import Around, Doable, Found, Near
from yike.rooms.circle.walking.timetable import Days

COLUMNS = tuple(NearLine.model_fields)


def told(near: Near) -> JsonResponse:
    """Return what is near, in the shape of ``NearPoints``.

    The directory has the last word on who is open: walks may be those of a moment before a change. The answer is
    written straight away, for checking each number once more took longer than finding them.
    """
    found = sorted(_standing(near), key=lambda one: one[0].ds)
    return JsonResponse(
        {
            "walked": near.walked,
            "on_street": near.why is None,
            "holidays_known": near.holidays_known,
            "open": [_line(*one) for one in found if one[2].open],
            "later": [_line(*one) for one in found if not one[2].open],
        },
        json_dumps_params={"ensure_ascii": False},
    )


def told_around(found: Around, minutes: float) -> dict[str, Any]:
    """Return what can be done around, in the shape of ``AroundTold``; items and points by their names now."""
    each = (*found.items, *found.farther, *found.shut)
    items = {item.pk: item for item in queries.items().filter(pk__in={one.item for one in each})}
    lines_of = shelf.lines(among={one.found.id for one in each})
    points = {line.pk: line for line, _ in lines_of if line.state in RUNNING}  # not what has closed meanwhile

    def lines(among: Iterable[Doable]) -> list[dict[str, Any]]:
        known = [one for one in among if one.item in items and one.found.id in points]
        return [_doable(one, items[one.item], points[one.found.id]) for one in known]

    return {
        "minutes": minutes,
        "offered": found.offered,
        "walked": found.walked,
        "on_street": found.why is None,
        "holidays_known": found.holidays_known,
        "here": lines(found.items),
        "farther": lines(found.farther),
        "closed": lines(found.shut),
    }


def _doable(one: Doable, item: ServiceItem, point: Line) -> dict[str, Any]:
    return {
        "item": item.code,
        "name": queries.item_name(item),
        "point": point.code,
        "point_name": point.name,
        "seconds": one.found.ds / 10,
        "metres": round(one.found.metres),
        "closes": one.found.closes,
        "opens": one.found.opens,
    }


def _standing(near: Near) -> Iterable[tuple[Found, Line, Standing]]:
    """Yield the points that run, with how each stands at the moment asked about."""
    walks = {one.id: one for one in (*near.found, *near.later)}
    days, at = Days.of(working_calendar()), near.wish.at
    assert at is not None  # noqa: S101 - the API always asks about a moment
    for line, offers in shelf.lines(item=near.wish.item, among=walks):
        if line.state in RUNNING:
            wanted = () if near.wish.item is None else offers
            yield walks[line.pk], line, stands_at(line, wanted, at, days)


def _line(found: Found, line: Line, stands: Standing) -> dict[str, Any]:
    values = {
        "seconds": found.ds / 10,
        "metres": round(found.metres),
        "closes": _iso(stands.closes),
        "opens": _iso(stands.opens),
        "kind_name": str(PointKind(line.kind).label),
    }
    return {name: values[name] if name in values else getattr(line, name) for name in COLUMNS}


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()

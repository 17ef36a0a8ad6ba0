"""What may be the same matter: of the same community and the last weeks, it says nearly the same or is close by."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet

from yike.core.areas.models import Area, AreaLevel, lineage
from yike.core.record.clock import now
from yike.engines.likeness import alike
from yike.rooms.grid import rules
from yike.rooms.grid.models import Channel, Link, LinkKind, Request, RequestState
from yike.rooms.grid.models.requests import OPEN
from yike.rooms.grid.queries.requests.finding import requests

WINDOW = timedelta(days=30)
LOOKED_AT = 400  # requests of one community that are compared
DEGREE = 111_320.0
NEAR = 50.0  # metres within which what is of the same category may be the same, whatever was said of it


@dataclass(frozen=True)
class Same:
    """A request that may be the same: how alike in words from 0 to 1, and how far away in metres (None: not known).

    What is not alike in words is of the same category and close by.
    """

    row: Request
    score: float
    metres: float | None

    @property
    def percent(self) -> int:
        """Return how alike, in hundredths."""
        return round(self.score * 100)


def around(area: Area) -> str:
    """Return the path of the community an area belongs to; its own where it is larger."""
    if area.level in {AreaLevel.GRID, AreaLevel.MICROGRID}:
        above = Area.objects.light().filter(level=AreaLevel.COMMUNITY)
        paths = lineage(area.parent_path)
        found = above.filter(path__in=paths).first()
        return found.path if found else area.path
    return area.path


def may_be_same(user: Any, row: Request, most: int = 5) -> list[Same]:
    """Return what ``user`` may see of requests that may be the same: the likeliest in words, then the nearest."""
    linked = Link.objects.filter(request=row).values("other")
    rows = _candidates(requests(user), row.area).exclude(pk=row.pk).exclude(pk__in=linked)
    seen = {other.pk: other for other in rows[:LOOKED_AT] if rules.may_read(user, other)}
    texts = [(pk, other.words) for pk, other in seen.items()]
    found = alike(row.words, texts, most=most)
    told = {one.key: Same(seen[one.key], one.score, metres(row, seen[one.key])) for one in found}
    beside = [Same(other, 0.0, away) for other in seen.values() if (away := _beside(row, other)) is not None]
    beside.sort(key=lambda one: one.metres or 0.0)
    return [*told.values(), *(one for one in beside if one.row.pk not in told)][:most]


def _beside(row: Request, other: Request) -> float | None:
    """Return how many metres away a request of the same category is; None where it is another or not near."""
    away = metres(row, other) if row.category_id and row.category_id == other.category_id else None
    return None if away is None or away > NEAR else away


def _candidates(rows: QuerySet[Request], area: Area) -> QuerySet[Request]:
    lately = Q(received_at__gte=now() - WINDOW) | Q(state__in=OPEN)
    rows = rows.filter(lately, area__path__startswith=around(area)).exclude(channel=Channel.DUPLICATE)
    return rows.exclude(state=RequestState.WITHDRAWN).order_by("-pk")


def metres(one: Request, other: Request) -> float | None:
    """Return how far apart two requests are, None where one has no point."""
    if None in (one.lon, one.lat, other.lon, other.lat):
        return None
    east = (one.lon - other.lon) * math.cos(math.radians(one.lat))  # type: ignore[operator, arg-type]
    north = one.lat - other.lat  # type: ignore[operator]
    return math.hypot(east, north) * DEGREE


def shown_nearby(area: Area, limit: int = 12) -> list[Request]:
    """Return what is being worked on in a community that anybody may know of: the kind, never the words.

    Only what has a public category, is no report and is not secret.
    """
    rows = Request.objects.filter(state__in=OPEN, category__public=True, secret=False)
    rows = rows.filter(area__path__startswith=area.path, received_at__gte=now() - WINDOW).exclude(
        kind="report"
    )
    return list(rows.select_related("category", "area").defer("area__polygon").order_by("-pk")[:limit])


def main_of(row: Request) -> Request | None:
    """Return the request that is worked on in place of a duplicate; None for any other."""
    if row.channel != Channel.DUPLICATE:
        return None
    found = (
        Link.objects.filter(request=row, kind=LinkKind.DUPLICATE).select_related("other__owner_unit").first()
    )
    return found.other if found else None


def linked(row: Request) -> list[Link]:
    """Return what a request is linked with, both ways."""
    rows = Link.objects.filter(Q(request=row) | Q(other=row))
    return list(rows.select_related("request", "other"))

"""The directory as it stands, looked up by what files call things: codes, names, log-in names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Length

from yike.core.accounts.models import Unit, User
from yike.core.areas.models import Area, AreaLevel
from yike.rooms.circle import rules
from yike.rooms.circle.exchange.photos import digest, parts
from yike.rooms.circle.models import (
    HoursException,
    Material,
    PointItem,
    PointPhoto,
    PointState,
    ServiceItem,
    ServicePoint,
)


@dataclass
class Standing:
    """All of the directory that an import may touch, and what its cells refer to."""

    points: dict[str, ServicePoint] = field(default_factory=dict)
    closed: dict[str, ServicePoint] = field(default_factory=dict)  # closed, or outside of the doer's areas
    items: dict[str, ServiceItem] = field(default_factory=dict)
    materials: dict[str, list[Material]] = field(default_factory=dict)
    offers: dict[tuple[str, str, str], PointItem] = field(default_factory=dict)
    exceptions: dict[str, list[HoursException]] = field(default_factory=dict)
    areas: dict[str, Area | None] = field(default_factory=dict)  # by code and by name; None: several
    units: dict[str, Unit] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)


def points_of(user: Any) -> QuerySet[ServicePoint]:
    """Return the points that are not closed where ``user`` exchanges files; all of them for the machine."""
    rows = ServicePoint.objects.select_related("area", "host", "partner", "keeper").defer("area__polygon")
    rows = rows.exclude(state=PointState.CLOSED).order_by("kind", "code")
    return rows if user is None else rules.EXCHANGE.visible(rows, user)


def rows_of(user: Any) -> dict[str, list[Any]]:
    """Return all that is given out, by the role of its sheet."""
    points = list(points_of(user))
    keys = [row.pk for row in points]
    offers = PointItem.objects.select_related("point", "item").filter(point__in=keys)
    exceptions = HoursException.objects.select_related("point").filter(point__in=keys)
    return {
        "points": points,
        "items": list(ServiceItem.objects.order_by("code")),
        "materials": list(Material.objects.select_related("item").order_by("item__code", "order", "pk")),
        "offers": list(offers.order_by("point__code", "item__code", "mode")),
        "exceptions": list(exceptions.order_by("point__code", "pk")),
    }


def kept_photos(codes: Iterable[str]) -> dict[str, str]:
    """Return the digests of the photos that points of these codes have; one picture is in memory at a time."""
    wanted, rows = set(codes), PointPhoto.objects.order_by().values_list("point__code", "jpeg")
    return {code: digest(bytes(jpeg)) for code, jpeg in rows.iterator(chunk_size=1) if code in wanted}


def photo_parts(user: Any) -> list[list[str]]:
    """Return the codes of the points with a photo, in parts of which each is given out as one file."""
    rows = PointPhoto.objects.filter(point__in=points_of(user).order_by()).order_by("point__code")
    return parts(rows.annotate(size=Length("jpeg")).values_list("point__code", "size"))


def photos_of(codes: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the photos of points of these codes."""
    rows = PointPhoto.objects.filter(point__code__in=list(codes)).order_by("point__code")
    for code, jpeg in rows.values_list("point__code", "jpeg").iterator(chunk_size=1):
        yield code, bytes(jpeg)


def standing(user: Any) -> Standing:
    """Return the directory as it stands for ``user`` (None: the machine). A fixed number of queries."""
    rows = rows_of(user)
    found = Standing(
        points={row.code: row for row in rows["points"]},
        items={row.code: row for row in rows["items"]},
        offers={(row.point.code, row.item.code, row.mode): row for row in rows["offers"]},
        areas=_areas(user),
        units={row.name: row for row in Unit.objects.filter(active=True)},
        users={row.username: row for row in User.objects.filter(is_active=True)},
    )
    others = ServicePoint.objects.exclude(pk__in=[row.pk for row in rows["points"]])
    found.closed = {row.code: row for row in others}
    for row in rows["materials"]:
        found.materials.setdefault(row.item.code, []).append(row)
    for row in rows["exceptions"]:
        found.exceptions.setdefault(row.point.code, []).append(row)
    return found


def _areas(user: Any) -> dict[str, Area | None]:
    rows = Area.objects.open().light().filter(level__in=[AreaLevel.STREET, AreaLevel.COMMUNITY])
    if user is not None:
        rows = rules.EXCHANGE.visible(rows, user, "path")
    found: dict[str, Area | None] = {}
    for row in rows:
        found[row.code] = row
        found[row.name] = None if row.name in found else row
    return found

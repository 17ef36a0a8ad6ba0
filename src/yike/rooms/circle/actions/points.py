"""Points: added, changed, moved on in their flow, and checked."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from yike.core.areas.models import Area
from yike.core.record.clock import today
from yike.core.record.deed import Deed, deed
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.circle import rules
from yike.rooms.circle.actions.edition import renew
from yike.rooms.circle.actions.hours import readable, set_hours
from yike.rooms.circle.flows import POINT
from yike.rooms.circle.models import PointState, ServicePoint

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"  # what cannot be misread on a sign
CHANGEABLE = frozenset(
    {"kind", "name", "area", "host", "address", "entrance", "lon", "lat", "phone", "contact", "features"}
    | {"devices", "note", "partner", "agreement", "agreement_until", "keeper", "first_day", "last_day"}
)
CODE = re.compile(r"[0-9a-z_-]{1,20}")
PLACE = ("lon", "lat", "address", "entrance")
WEEK = ("hours", "keeps_holidays")


@dataclass(frozen=True)
class NewPoint:
    """A point to be added; ``code`` empty: one is made. ``lon lat`` WGS-84 degrees. ``more``: other fields."""

    kind: str
    name: str
    area: Area
    address: str
    lon: float
    lat: float
    hours: str = ""
    code: str = ""
    host: ServicePoint | None = None
    more: dict[str, Any] = field(default_factory=dict)


def new_code() -> str:
    """Return a short code that nobody has: six characters that cannot be misread."""
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(6))
        if not ServicePoint.objects.filter(code=code).exists():
            return code


def checked_code(text: str) -> str:
    """Return a code as it stands in addresses. Raises ``Fault`` for one that cannot stand there."""
    code = text.strip().lower()
    if code and not CODE.fullmatch(code):
        raise Fault(
            f"编号“{code[:24]}”里有不能用的字",
            f"the code {code[:24]} has characters that cannot be used",
            do_zh="请只用字母、数字、横线和下划线，最多 20 个",
            do_en="Use letters, digits, hyphens and underscores, at most 20",
        )
    return code


def add_point(by: By, new: NewPoint) -> ServicePoint:
    """Add a point, in preparation unless ``more`` says its state. Raises ``Fault`` for what cannot be."""
    return add_points(by, [new])[0]


def add_points(by: By, points: Iterable[NewPoint]) -> list[ServicePoint]:
    """Add points in one deed. A fact for each. Raises ``Fault`` for hours or a host that cannot be."""
    with deed(by, "circle.point.add") as d:
        rows = []
        for new in points:
            rules.KEEP.require(by, new.area)
            rows.append(_row(new))
        d.add_many(rows)
        for row in rows:
            d.fact("circle.changes", 1, area=row.area_id, source=row)
        renew(d)
        return rows


def _row(new: NewPoint) -> ServicePoint:
    row = ServicePoint(
        kind=new.kind,
        name=new.name,
        area=new.area,
        address=new.address,
        lon=new.lon,
        lat=new.lat,
        host=new.host,
        hours=readable(new.hours),
        code=checked_code(new.code) or new_code(),
        **new.more,
    )
    require_host(row, new.host)
    return row


def require_host(point: ServicePoint, host: ServicePoint | None) -> None:
    """Raise ``Fault`` where ``host`` is the point itself or lies inside it."""
    above, seen = host, {point.pk} - {None}
    while above is not None:
        if above.pk in seen:
            raise Fault(
                f"“{point.name}”不能设在它自己里面",
                f"{point.name} cannot lie inside itself",
                do_zh="请另选一个站点，或留空",
                do_en="Choose another point, or leave it empty",
            )
        seen.add(above.pk)
        above = above.host


def _known(values: dict[str, Any]) -> None:
    if unknown := set(values) - CHANGEABLE:
        raise ValueError(f"not to be changed here: {sorted(unknown)}")


def change_point(by: By, point: ServicePoint, *, reason: str = "", **values: Any) -> ServicePoint:
    """Change what is told of a point; one whose place changes gets a new ``placed``, which makes its signs stale.

    In order: may they (in the old area and the new), can it be, write, fact, edition. Raises ``Fault`` for a host
    that lies inside the point, ``ValueError`` for a field that has a door of its own.
    """
    _known(values)
    with deed(by, "circle.point.change", reason=reason) as d:
        return _write(d, by, point, values)


def _write(d: Deed, by: By, point: ServicePoint, values: dict[str, Any]) -> ServicePoint:
    """Write what is other in a point, with one fact; where nothing is, nothing is counted."""
    point = d.lock(point)
    rules.KEEP.require(by, point.area)
    rules.KEEP.require(by, values.get("area", point.area))
    require_host(point, values.get("host", point.host))
    other = {name: value for name, value in values.items() if value != getattr(point, name)}
    if not other.keys().isdisjoint(PLACE):
        other["placed"] = point.placed + 1
    if other:
        d.change(point, **other)
        _changed(d, point)
    return point


def edit_point(by: By, point: ServicePoint, *, reason: str = "", **values: Any) -> ServicePoint:
    """Change what is given of a point and of its week in one deed; a week alone is set as ``set_hours`` does.

    Raises as ``change_point`` and ``set_hours`` do.
    """
    week = {name: values.pop(name) for name in WEEK if name in values}
    if week and not values:
        return set_hours(by, point, **week)
    if "hours" in week:
        week["hours"] = readable(week["hours"])
    _known(values)
    with deed(by, "circle.point.change", reason=reason) as d:
        return _write(d, by, point, values | week)


def _changed(d: Deed, point: ServicePoint) -> None:
    d.fact("circle.changes", 1, area=point.area_id, source=point)
    renew(d)


def go(
    by: By, point: ServicePoint, verb: str, *, reason: str = "", back_on: date | None = None
) -> ServicePoint:
    """Go one arrow of the flow; a pause and a closing need a reason. Raises ``Fault`` for an illegal move."""
    with deed(by, "circle.point.state", reason=reason) as d:
        point = d.lock(point)
        rules.KEEP.require(by, point.area)
        to = POINT.step(verb, point.state).to
        if to in {PointState.PAUSED, PointState.CLOSED} and not reason.strip():
            raise Fault(
                "没有写原因",
                "there is no reason",
                do_zh="请写一句给居民看的原因",
                do_en="Write one sentence for residents",
            )
        if to == PointState.PAUSED and back_on is not None and back_on < today():
            raise Fault(
                "恢复日期已经过去",
                "the day of return has passed",
                do_zh="请选今天或以后的日期，不知道就留空",
                do_en="Choose today or later, or leave it empty",
            )
        paused = to == PointState.PAUSED
        d.change(point, state=to, state_reason=reason.strip(), back_on=back_on if paused else None)
        _changed(d, point)
        return point


def check_point(by: By, point: ServicePoint) -> ServicePoint:
    """Say that somebody made sure today that all of it is true."""
    with deed(by, "circle.point.check") as d:
        point = d.lock(point)
        rules.require_hours(by, point)
        d.note(point, checked=str(today()))
        return d.change(point, checked_on=today())

"""Write what a file says of points, items, materials and offers: all of it in one deed, or nothing."""

from __future__ import annotations

from collections import Counter
from typing import Any

from yike.core.record.deed import Deed, deed
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.circle import rules
from yike.rooms.circle.actions.edition import renew
from yike.rooms.circle.actions.points import PLACE, new_code
from yike.rooms.circle.exchange import faults
from yike.rooms.circle.exchange.planning import Change, Plan, plan_import
from yike.rooms.circle.exchange.rows import Drafts
from yike.rooms.circle.exchange.specialdays import key_of
from yike.rooms.circle.exchange.standing import standing
from yike.rooms.circle.models import (
    HoursException,
    Material,
    PointItem,
    PointPhoto,
    PointState,
    ServiceItem,
    ServicePoint,
)


def import_directory(
    by: By,
    drafts: Drafts,
    *,
    datum: str = "",
    complete: bool = False,
    reason: str = "",
    seen: str = "",
    sure: bool = False,
) -> Plan:
    """Add, change, close and withdraw as a file says.

    The plan is made anew on the directory as it stands now; ``seen`` is the fingerprint of the plan somebody has
    looked at, and another one is refused; ``sure`` says yes to its doubts about places and hours. Writes items,
    materials, points, offers, exceptions, then what the file left out, each with its history. Raises ``Fault``
    where anything stands against it, and ``PermissionDenied``; then nothing is written.
    """
    with deed(by, "circle.import", reason=reason) as d:
        rules.EXCHANGE.require(by)
        plan = plan_import(drafts, standing(by.user), datum=datum, complete=complete)
        _refuse(plan, seen, sure=sure)
        if not plan.empty:
            _write(d, by, plan)
            renew(d)
        return plan


def _refuse(plan: Plan, seen: str, *, sure: bool) -> None:
    if plan.refusal is not None:
        raise plan.refusal
    for mistake in plan.mistakes:
        raise mistake.as_fault()
    if plan.doubts and not sure:
        raise faults.unsure(len(plan.doubts))
    if seen and seen != plan.fingerprint():
        raise Fault(
            "核对以后，站点或事项有了变化",
            "points or items have changed since the file was checked",
            do_zh="没有写入任何内容，请重新核对一次",
            do_en="Nothing was written; check the file once more",
        )


def _write(d: Deed, by: By, plan: Plan) -> None:
    items = {item.code: item for item in ServiceItem.objects.all()}
    for change in plan.items:
        item = change.of or ServiceItem(code=change.row.values["code"])
        items[item.code] = _kept(d, change, item, change.values)
    for code, wanted in plan.materials.items():
        _materials(d, items[code], wanted)
    touched: set[str] = set()
    points = _points(d, by, plan, touched)
    for change in plan.offers:
        told = change.row.values
        new = PointItem(point=points[told["point"]], item=items[told["item"]], mode=told["mode"])
        _kept(d, change, change.of or new, change.values)
        touched.add(told["point"])
    for code, days in plan.exceptions.items():
        _exceptions(d, by, points[code], days)
        touched.add(code)
    for code, jpeg in plan.photos.items():
        _photo(d, by, points[code], jpeg)
    for row in plan.withdrawn:
        d.remove(row)
        touched.add(row.point.code)
    for shelved in plan.shelved:
        d.change(d.lock(shelved), in_use=False)
    for point in plan.closings:
        rules.KEEP.require(by, point.area)
        d.change(d.lock(point), state=PointState.CLOSED, state_reason=d.reason[:200], back_on=None)
        touched.add(point.code)
    for code in sorted(touched):
        d.fact("circle.changes", 1, area=points[code].area_id, source=points[code])


def _kept(d: Deed, change: Change, thing: Any, values: dict[str, Any]) -> Any:
    """Write a new row or what is other in one that exists."""
    if change.of is not None:
        return d.change(d.lock(thing), **values)
    for name, value in values.items():
        setattr(thing, name, value)
    return d.add(thing)


def _materials(d: Deed, item: ServiceItem, wanted: list[dict[str, Any]]) -> None:
    for old in item.materials.all():
        d.remove(old)
    d.add_many([Material(item=item, order=order, **new) for order, new in enumerate(wanted, 1)])


def _exceptions(d: Deed, by: By, point: ServicePoint, wanted: list[dict[str, Any]]) -> None:
    """Give a point the exceptions of a file; those it has already stay untouched."""
    rules.KEEP.require(by, point.area)
    missing = Counter(map(key_of, wanted))
    for row in point.exceptions.order_by("pk"):
        if missing[key_of(row)]:
            missing[key_of(row)] -= 1
        else:
            d.remove(row)
    for new in wanted:
        if missing[key_of(new)]:
            missing[key_of(new)] -= 1
            d.add(HoursException(point=point, **new))


def _photo(d: Deed, by: By, point: ServicePoint, jpeg: bytes) -> None:
    """Give a point a photo that was cleaned when the file was looked at, in place of the former one."""
    rules.KEEP.require(by, point.area)
    old = PointPhoto.objects.filter(point=point).first()
    if old is None:
        d.add(PointPhoto(point=point, jpeg=jpeg))
    else:
        d.change(old, jpeg=jpeg)


def _points(d: Deed, by: By, plan: Plan, touched: set[str]) -> dict[str, ServicePoint]:
    """Write the points, hosts last: a point may lie inside one that stands further down in the file.

    That nothing lies inside itself the plan has made sure. Notes their codes among those ``touched``. Returns all
    points there are, by code.
    """
    points = {point.code: point for point in ServicePoint.objects.select_related("area")}
    hosts: list[tuple[str, Any]] = []
    for change in plan.points:
        values = dict(change.values)
        point = change.of or ServicePoint(code=change.row.values["code"] or new_code())
        for area in {values.get("area", change.of and change.of.area), change.of and change.of.area} - {None}:
            rules.KEEP.require(by, area)
        if "host" in values:
            hosts.append((point.code, values.pop("host")))
        if change.of is not None and any(name in values for name in PLACE):
            values["placed"] = change.of.placed + 1
        points[point.code] = _kept(d, change, point, values)
        touched.add(point.code)
    for code, host in hosts:
        around = points.get(host if isinstance(host, str) else host.code, host) if host else None
        points[code] = d.change(points[code], host=around)
    return points

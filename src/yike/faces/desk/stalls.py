"""Stalls as temporary points: the almanac tells what is offered for some hours, the circle's directory shows it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, time, timedelta
from typing import Any

from yike.core.rights.by import By
from yike.rooms.almanac.stands import Stand, kept_in
from yike.rooms.circle import actions
from yike.rooms.circle.actions import NewOffer, NewPoint
from yike.rooms.circle.models import Mode, PointItem, PointKind, PointState, ServiceItem, ServicePoint

A_DAY = timedelta(days=1)
OPENING = {PointState.CLOSED: ("prepare", "open"), PointState.PREPARING: ("open",)}
"""How a point that nobody finds is opened, by its state: a keeper may have begun to prepare a closed one again."""


class Circle:
    """The circle's directory, as the almanac asks for it."""

    def item(self, words: str) -> tuple[str, str] | None:
        """Return the item in use with this code, name or everyday word."""
        rows = ServiceItem.objects.filter(in_use=True).only("code", "name", "everyday")
        found = rows.filter(code__iexact=words).first() or rows.filter(name=words).first()
        if found is None:
            said = rows.filter(everyday__contains=words)
            found = next((one for one in said if words in one.everyday_list), None)
        return (found.code, found.name) if found else None

    def hold(self, codes: Collection[str]) -> None:
        """Lock points and their offers in one order, before the edition that every change here writes."""
        points = ServicePoint.objects.filter(code__in=codes).order_by("pk")
        offers = PointItem.objects.filter(point__code__in=codes).order_by("pk")
        for rows in (points, offers):
            list(rows.select_for_update(no_key=True).values_list("pk"))

    def show(self, by: By, stand: Stand) -> None:
        """Let the activity be a temporary point with its items, as it is told now."""
        point = ServicePoint.objects.filter(code=stand.code).first()
        if point is None:
            kind, week = PointKind.EVENT, _week(stand)
            more = {**_days(stand), "state": PointState.OPEN, "keeps_holidays": False}
            at = (stand.area, stand.address[:120], stand.lon, stand.lat)
            point = actions.add_point(by, NewPoint(kind, stand.name, *at, week, stand.code, more=more))
        else:
            point = self._again(by, point, stand)
        self._offer(by, point, stand)

    def _again(self, by: By, point: ServicePoint, stand: Stand) -> ServicePoint:
        """Let the point say what holds now, and be open again where it was closed."""
        told: dict[str, Any] = {
            "name": stand.name,
            "area": stand.area,
            "address": stand.address[:120],
            "lon": stand.lon,
            "lat": stand.lat,
            "hours": _week(stand),
            **_days(stand),
        }
        changed = {name: value for name, value in told.items() if getattr(point, name) != value}
        if changed:
            point = actions.edit_point(by, point, **changed)
        for verb in OPENING.get(PointState(point.state), ()):
            point = actions.go(by, point, verb)
        return point

    def _offer(self, by: By, point: ServicePoint, stand: Stand) -> None:
        """Let the point offer exactly what the stalls do."""
        there = {row.item.code: row for row in PointItem.objects.filter(point=point).select_related("item")}
        for code, row in there.items():
            if code not in stand.items:
                actions.withdraw(by, row)
        for item in ServiceItem.objects.filter(code__in=stand.items, in_use=True):
            place = stand.items[item.code][:40]
            if item.code not in there or there[item.code].place != place:
                actions.offer(by, NewOffer(point, item, Mode.WINDOW, more={"place": place}))

    def hide(self, by: By, code: str, why: str) -> None:
        """Close the point of an activity that does not take place any more, or not there."""
        point = ServicePoint.objects.filter(code=code).exclude(state__in=OPENING).first()
        if point is not None:
            actions.go(by, point, "close", reason=why)


def _days(stand: Stand) -> dict[str, Any]:
    """Return the days of a stand; the small hours of a night belong to the day before."""
    first, last = stand.starts_at.date(), stand.ends_at.date()
    nightly = last == first + A_DAY and stand.ends_at.time() <= stand.starts_at.time()
    return {"first_day": first, "last_day": first if nightly else last}


def _week(stand: Stand) -> str:
    """Return the hours of each day of a stand; of one that goes on day and night, all of them."""
    begin, end = stand.starts_at, stand.ends_at
    if end.time() <= begin.time() and end - begin >= A_DAY:
        return "00:00-24:00"
    return f"{begin:%H:%M}-{_end(end)}"


def _end(end: datetime) -> str:
    return "24:00" if end.time() == time() else f"{end:%H:%M}"


kept_in(Circle())

"""When a point is open: its week, and the days that depart from it."""

from __future__ import annotations

from datetime import date

from yike.core.record.deed import deed
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.engines.reach.hours import Hours
from yike.rooms.circle import rules
from yike.rooms.circle.actions.edition import renew
from yike.rooms.circle.models import HoursException, ServicePoint


def readable(text: str) -> str:
    """Return opening hours without spaces around. Raises ``Fault`` for words the engine cannot read."""
    text = text.strip()
    if text:
        Hours.parse(text)
    return text


def set_hours(
    by: By, point: ServicePoint, *, hours: str | None = None, keeps_holidays: bool | None = None
) -> ServicePoint:
    """Set the week of a point; what is None stays as it is, and what is as it was leaves no trace.

    Raises ``Fault`` for hours that cannot be read.
    """
    week: dict[str, object] = {} if hours is None else {"hours": readable(hours)}
    if keeps_holidays is not None:
        week["keeps_holidays"] = keeps_holidays
    with deed(by, "circle.point.hours") as d:
        point = d.lock(point)
        rules.require_hours(by, point)
        if any(value != getattr(point, name) for name, value in week.items()):
            d.change(point, **week)
            d.fact("circle.changes", 1, area=point.area_id, source=point)
            renew(d)
        return point


def add_exception(
    by: By, point: ServicePoint, *, since: date, until: date, hours: str = "", reason: str
) -> HoursException:
    """Give a point other hours from a day until a day, or none. Raises ``Fault`` for days the wrong way round."""
    hours = readable(hours)
    if until < since:
        raise Fault(
            "例外时间的结束日期早于开始日期",
            "the exception ends before it begins",
            do_zh="请把两个日期对调",
            do_en="Swap the two dates",
        )
    with deed(by, "circle.point.exception", reason=reason) as d:
        point = d.lock(point)
        rules.require_hours(by, point)
        row = d.add(HoursException(point=point, since=since, until=until, hours=hours, reason=reason))
        d.fact("circle.changes", 1, area=point.area_id, source=point)
        renew(d)
        return row


def drop_exception(by: By, row: HoursException) -> None:
    """Take an exception back: the week counts again."""
    with deed(by, "circle.point.exception.drop") as d:
        row = d.lock(row)
        rules.require_hours(by, row.point)
        d.remove(row)
        d.fact("circle.changes", 1, area=row.point.area_id, source=row.point)
        renew(d)

"""Held again: the plan of an activity on other days, with its parts; once, or every so many weeks."""

from __future__ import annotations

from datetime import datetime, timedelta

from yike.core.record.deed import deed
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.almanac.actions.activities.parts import NewPart, set_parts
from yike.rooms.almanac.actions.activities.planning import plan_activity
from yike.rooms.almanac.checking import Plan
from yike.rooms.almanac.models.activities import Activity, HostRole
from yike.rooms.almanac.models.parts import Part, PartKind

MOST = 52
FURTHEST = 53  # weeks


def hold_again(
    by: By, activity: Activity, *, starts_at: datetime, times: int = 1, weeks: int = 1
) -> list[Activity]:
    """Plan an activity anew ``times`` times, every so many ``weeks`` from ``starts_at`` on; all of them or none.

    Raises ``Fault`` for a series that is longer than a year, and where a room is taken on one of its days.
    """
    if not (1 <= times <= MOST and 1 <= weeks <= MOST and (times - 1) * weeks <= FURTHEST):
        raise Fault(
            "重复的次数太多，或拖得超过一年",
            "that is too often, or longer than a year",
            do_zh="请分两次排",
            do_en="Plan it in two goes",
        )
    with deed(by, "almanac.activity.again"):
        return [_held(by, activity, starts_at + timedelta(weeks=weeks * n)) for n in range(times)]


def plan_of(activity: Activity, starts_at: datetime) -> Plan:
    """Return the plan of an activity on another day; what is tied to its old day is left out."""
    names = set(Plan.__dataclass_fields__) - {"hosts", "co_hosts", "starts_at", "ends_at", "audience"}
    said = {name: getattr(activity, name) for name in names - {"signup_opens", "signup_closes", "permit"}}
    rows = list(activity.hosts.select_related("unit"))
    shift = starts_at - activity.starts_at
    closes = activity.signup_closes
    return Plan(
        **said,
        starts_at=starts_at,
        ends_at=activity.ends_at + shift,
        signup_closes=closes + shift if closes else None,
        audience=tuple(activity.audience),
        hosts=tuple(one.unit for one in rows if one.role == HostRole.HOST),
        co_hosts=tuple(one.unit for one in rows if one.role == HostRole.CO_HOST),
    )


def _held(by: By, activity: Activity, starts_at: datetime) -> Activity:
    row = plan_activity(by, plan_of(activity, starts_at), copied_from=activity)
    for kind in PartKind:
        parts = [
            NewPart(one.name, one.who, one.what) for one in Part.objects.filter(activity=activity, kind=kind)
        ]
        if parts:
            set_parts(by, row, kind, parts)
    return row

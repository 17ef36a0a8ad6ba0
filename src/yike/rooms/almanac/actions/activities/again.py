"""Held again: the plan of an activity on another day, with its parts, and how a contest is judged."""

from __future__ import annotations

from datetime import datetime

from yike.core.record.deed import deed
from yike.core.rights.by import By
from yike.rooms.almanac.actions.activities.parts import NewPart, set_parts
from yike.rooms.almanac.actions.activities.planning import plan_activity
from yike.rooms.almanac.actions.activities.programme import later
from yike.rooms.almanac.actions.contests.setting import set_rules
from yike.rooms.almanac.checking import Plan
from yike.rooms.almanac.models.activities import Activity, ActivityKind, HostRole
from yike.rooms.almanac.models.parts import Part, PartKind
from yike.rooms.almanac.models.series import Series
from yike.rooms.almanac.queries.contests import contest_of, rules_of
from yike.rooms.almanac.stands import directory


def hold_again(
    by: By,
    activity: Activity,
    *,
    starts_at: datetime,
    series: Series | None = None,
) -> Activity:
    """Plan an activity anew on another day, with hosts, parts and rules; as a session of a ``series`` if it is one.

    Raises ``Fault`` where the room is taken then.
    """
    with deed(by, "almanac.activity.again"):
        plan, slot = plan_of(activity, starts_at), starts_at if series else None
        row = plan_activity(by, plan, copied_from=activity, series=series, slot=slot)
        _same_parts(by, activity, row)
        _same_rules(by, activity, row)
        return row


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


def _same_parts(by: By, activity: Activity, row: Activity) -> None:
    shift = row.starts_at - activity.starts_at
    for kind in PartKind:
        parts = [
            NewPart(one.name, one.who, one.what, _item(one), one.name_en, later(one.starts_at, shift))
            for one in Part.objects.filter(activity=activity, kind=kind)
        ]
        if parts:
            set_parts(by, row, kind, parts)


def _same_rules(by: By, activity: Activity, row: Activity) -> None:
    """Let a contest be judged as it was; teams and judges are new."""
    contest = contest_of(activity)
    if contest is not None and contest.criteria and row.kind == ActivityKind.CONTEST:
        set_rules(by, row, rules_of(contest), appeal_days=contest.appeal_days)


def _item(part: Part) -> str:
    """Return the code of the item of a stall; of one that is in use no more, none."""
    kept = directory()
    found = kept.item(part.item) if kept and part.item else None
    return part.item if found and found[0] == part.item else ""

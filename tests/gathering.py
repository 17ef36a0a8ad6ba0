"""An activity of the small street for tests of the almanac."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from office import BY, Office
from yike.core.record.clock import now
from yike.core.rights.by import By
from yike.rooms.almanac.actions import activities as actions
from yike.rooms.almanac.checking import Plan
from yike.rooms.almanac.models.activities import Activity

DAY = "2026-11-27"


def hour(text: str, day: str = DAY) -> datetime:
    """Return an hour of a day in the office's time."""
    return timezone.make_aware(datetime.fromisoformat(f"{day} {text}"))


def person(user: Any) -> By:
    return By.person(user)


def market(office: Office, **other: Any) -> Plan:
    """Return the plan of a market of the first community, two hours in three days."""
    start = now().replace(minute=0, second=0, microsecond=0) + timedelta(days=3)
    plan = Plan(
        title="梅东便民市集",
        kind="market",
        area=office.first,
        starts_at=start,
        ends_at=start + timedelta(hours=2),
        hosts=(office.unit,),
        place="梅东广场",
    )
    return replace(plan, **other)


def planned(office: Office, **other: Any) -> Activity:
    """Return an activity planned by the worker of the first community."""
    return actions.plan_activity(person(office.worker), market(office, **other))


def opened(office: Office, **other: Any) -> Activity:
    """Return an approved activity."""
    row = planned(office, **other)
    actions.ask(person(office.worker), row)
    return fresh(actions.approve(BY, row))


def fresh(row: Any) -> Any:
    """Return a row as it stands in the database now."""
    return type(row).objects.get(pk=row.pk)

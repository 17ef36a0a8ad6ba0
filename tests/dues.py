"""Deadlines for tests: two kinds, a small street with a calendar, and the acts a room would do in its own deeds."""

from __future__ import annotations

from typing import Any

import django
from django.apps import apps

from office import BY, Office
from scenes import scene
from workdays import at
from yike.engines.worktime import Limit, Unit

if not apps.ready:
    django.setup()

from yike.core.calendar.actions import seed_year
from yike.core.deadlines import actions
from yike.core.deadlines.kinds import Kind, Step, Tell, name_deadlines
from yike.core.deadlines.models import Deadline
from yike.core.record.deed import deed

ANSWER, VISIT, OWN = "test.thing.answer", "test.thing.visit", "test.own"
name_deadlines(
    {
        ANSWER: Kind(label="答复"),
        OWN: Kind(label="自计", counted=("自计", "of its own")),
        VISIT: Kind(label="上门", ladder=(Step(80, Tell.OWNER), Step(100, Tell.ALL))),
    }
)
MONDAY = at("2026-11-30 Mon 10:00")
FIVE = Limit(5, Unit.WORK_DAY)


def begin(office: Office, number: int = 1, **more: Any) -> Deadline:
    """Set a deadline running for thing ``number``: five working days from now unless told otherwise."""
    said = {"of": f"test.thing:{number}", "kind": ANSWER, "area": office.first, "owner": office.worker}
    if "until" not in more:
        said["limit"] = FIVE
    with deed(BY, "test.begin") as d:
        return actions.start_deadline(d, **(said | more))


def begin_many(office: Office, count: int) -> list[Deadline]:
    """Set ``count`` deadlines running in one deed."""
    said = {"kind": ANSWER, "area": office.first, "owner": office.worker, "limit": FIVE}
    with deed(BY, "test.begin") as d:
        return [actions.start_deadline(d, of=f"test.thing:{number}", **said) for number in range(count)]


def act(name: str, deadline: Deadline, **more: Any) -> Deadline:
    """Do ``pause``, ``resume``, ``meet``, ``cancel``, ``move`` or ``pass`` inside a deed."""
    with deed(BY, f"test.{name}") as d:
        done: Deadline = getattr(actions, f"{name}_deadline")(d, deadline, **more)
        return done


def with_calendar(clock: Any, moment: Any = MONDAY) -> None:
    """Stop the clock at a moment, with a calendar for 2026 and none for 2027."""
    clock.set(moment)
    _calendar()


@scene
def _calendar() -> None:
    seed_year(BY, 2026)

"""Everything in order: first what people need to come in, in one transaction; then deed by deed, as in real use.

Whoever is inside already looks on meanwhile. A load that is broken off after the founding leaves half a town, which
its caller takes away (``demonstration.standing``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from yike.core.accounts.models import User
from yike.core.areas.models import Area
from yike.core.record.clock import moved_to, now, today
from yike.core.rights.by import By
from yike.demonstration.load.activities import load_activities
from yike.demonstration.load.agreements import load_agreements
from yike.demonstration.load.campaigns import campaigns
from yike.demonstration.load.cases import cases
from yike.demonstration.load.cover import keep_months
from yike.demonstration.load.directory import PREPARED, change_directory, load_directory
from yike.demonstration.load.duties import load_duties
from yike.demonstration.load.ground import count_street, load_areas
from yike.demonstration.load.groups import load_groups
from yike.demonstration.load.homes import load_homes
from yike.demonstration.load.hotline import hotline
from yike.demonstration.load.messages import leave_trouble, open_channels, send_notices
from yike.demonstration.load.monthly import publish_months
from yike.demonstration.load.people import load_staff, load_units
from yike.demonstration.load.stories import live
from yike.demonstration.load.voices import voices
from yike.demonstration.load.weeks import Cast, arrange, make_cast, work_through
from yike.demonstration.load.whistles import whistles
from yike.demonstration.load.years import load_years
from yike.demonstration.town import Town, draw_town
from yike.rooms.circle.models import ServicePoint
from yike.rooms.circle.sketch import sketch_files
from yike.rooms.circle.walking.ground import install_streets

Step = Callable[[str, str], AbstractContextManager[None]]
BEGAN = timedelta(weeks=6)  # how long ago the office began to keep residents and points in the house
FOUNDED = timedelta(weeks=26)  # how long ago its people and areas were entered: its monthly calendar is older


@dataclass(frozen=True)
class Founded:
    """The town with its areas and everybody who can log in; nobody lives in it yet."""

    town: Town
    areas: Mapping[str, Area]
    users: Mapping[str, User]


def load(step: Step) -> None:
    """Draw the town and put it into an empty database. ``step`` says what is being done, Chinese and English.

    Only in a demonstration, where no message leaves the machine; ``RuntimeError`` elsewhere.
    """
    settle(step, found(step))


def found(step: Step) -> Founded:
    """Draw the town and enter its areas, units and accounts; broken off, it leaves nothing behind."""
    if not settings.YIKE_DEMONSTRATION:
        raise RuntimeError("the town is drawn in a demonstration only: its notices would be sent")
    with step("画街道和人家", "Drawing streets and homes"):
        town = draw_town()
    by, last = By.machine("演示", "demo"), today()
    with transaction.atomic(), moved_to(-FOUNDED), step("区域、单位、账号", "Areas, units, accounts"):
        areas = load_areas(by, town)
        users = load_staff(by, town, areas, load_units(by, town, areas))
        load_years(by, today(), last)
    return Founded(town, areas, users)


def settle(step: Step, founded: Founded) -> None:
    """Let everybody move in, and half a year of work be done."""
    points, cast = _move_in(step, founded)
    with step("六个星期的日常工作", "Six weeks of work"):
        _live(cast)
        keep_months(By.person(cast.users["clerk"]), BEGAN, [points[code] for code in PREPARED])
        change_directory(points, cast.users)
    with step("六期便民月历，经 408 个微网群", "Six monthly calendars through 408 micro-groups"):
        publish_months(cast)
    with step("一年的活动", "A year of activities"):
        load_agreements(cast, load_activities(cast, BEGAN), BEGAN)
    with step("一个月的诉求、案件、吹哨报到和专项行动", "A month of requests, cases, whistles, campaigns"):
        live(
            [*voices(cast), *hotline(cast), *whistles(cast), *cases(cast), campaigns(cast)],
            now() - timedelta(minutes=30),
        )
    count_street(By.machine("演示", "demo"), founded.town, founded.areas[""])


def _move_in(step: Step, founded: Founded) -> tuple[dict[str, ServicePoint], Cast]:
    town, areas, users = founded.town, founded.areas, founded.users
    by = By.machine("演示", "demo")
    with moved_to(-BEGAN):
        with step("房屋、住户、人口", "Dwellings, households, persons"):
            persons = load_homes(by, town)
        with step("微网群", "Micro-groups"):
            groups = load_groups(by, town, areas, users)
        with step("站点和事项", "Service points and items"):
            points = load_directory(by, town, areas, users)
        cast = make_cast(town, areas, users, groups, persons)
        with step("包干、网格公示、诉求类别", "Duties, notices of grids, categories"):
            load_duties(cast)
    install_streets(sketch_files().streets, Path(settings.YIKE_HOME), step)
    return points, cast


def _live(cast: Cast) -> None:
    first, last = today() - BEGAN + timedelta(days=1), today() - timedelta(days=1)
    with moved_to(-BEGAN):
        chats = open_channels(cast)
    work_through(cast, first, last)
    send_notices(cast, first)
    with moved_to(-timedelta(hours=20)):
        arrange(cast)
    leave_trouble(cast, chats)

"""Everything in order, in one transaction: a load that is broken off leaves nothing behind."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

from django.db import transaction

from yike.core.record.clock import moved_to
from yike.core.rights.by import By
from yike.demonstration.load.ground import load_areas
from yike.demonstration.load.groups import load_groups
from yike.demonstration.load.homes import load_homes
from yike.demonstration.load.people import load_staff, load_units
from yike.demonstration.town import draw_town

Step = Callable[[str, str], AbstractContextManager[None]]
BEGAN = timedelta(weeks=6)  # how long ago the office began to use the house


def load(step: Step) -> None:
    """Draw the town and put it into an empty database. ``step`` says what is being done, Chinese and English."""
    by = By.machine("演示", "demo")
    with step("画街道和人家", "Drawing streets and homes"):
        town = draw_town()
    with transaction.atomic(), moved_to(-BEGAN):
        with step("区域、单位、账号", "Areas, units, accounts"):
            areas = load_areas(by, town)
            users = load_staff(by, town, areas, load_units(by, town, areas))
        with step("房屋、住户、人口", "Dwellings, households, persons"):
            load_homes(by, town)
        with step("微网群", "Micro-groups"):
            load_groups(by, town, areas, users)

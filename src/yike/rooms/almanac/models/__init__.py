"""What the almanac keeps: micro-groups, activities with their hosts, places and who comes."""

from __future__ import annotations

from yike.rooms.almanac.models.activities import (
    Activity,
    ActivityHost,
    ActivityKind,
    ActivityState,
    Audience,
    HostRole,
    Strand,
)
from yike.rooms.almanac.models.contests import Contest, Judge, ScoreSheet, Team, TeamDeduction
from yike.rooms.almanac.models.groups import MicroGroup, Platform
from yike.rooms.almanac.models.parts import Part, PartKind, Stamp
from yike.rooms.almanac.models.signups import (
    HeadCount,
    Helping,
    Registration,
    Seats,
    Summary,
)
from yike.rooms.almanac.models.venues import Venue

__all__ = [
    "Activity",
    "ActivityHost",
    "ActivityKind",
    "ActivityState",
    "Audience",
    "Contest",
    "HeadCount",
    "Helping",
    "HostRole",
    "Judge",
    "MicroGroup",
    "Part",
    "PartKind",
    "Platform",
    "Registration",
    "ScoreSheet",
    "Seats",
    "Stamp",
    "Strand",
    "Summary",
    "Team",
    "TeamDeduction",
    "Venue",
]

"""The 408 micro-groups, each with the accounts of its two keepers."""

from __future__ import annotations

from collections.abc import Mapping

from yike.core.accounts.models import User
from yike.core.areas.models import Area
from yike.core.rights.by import By
from yike.demonstration.groups import Circle
from yike.demonstration.town import Town
from yike.rooms.almanac.actions import NewGroup, add_groups
from yike.rooms.almanac.models import MicroGroup


def load_groups(by: By, town: Town, areas: Mapping[str, Area], users: Mapping[str, User]) -> list[MicroGroup]:
    """Add all micro-groups."""
    keepers = dict(town.keepers())

    def new(circle: Circle) -> NewGroup:
        owner, deputy = keepers[circle.code]
        stairs = tuple(stair.words for stair in circle.stairs)
        households = len(circle.families)
        return NewGroup(circle.code, areas[circle.grid], stairs, households, users[owner], users[deputy])

    return add_groups(by, [new(circle) for circle in town.circles])

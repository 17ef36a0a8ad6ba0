"""The page on which a community sees which of its groups have a calendar."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from monthly import MORNING, keepers, person, published, spread
from office import BY, Office
from yike.core.record.deed import deed
from yike.rooms.almanac.actions import cascade
from yike.rooms.almanac.models import Pack, Relay

pytestmark = pytest.mark.django_db


def test_groups_that_have_not_answered_stand_first_with_numbers_to_dial(office: Office, clock: Any) -> None:
    clock.set(MORNING)
    there = keepers(office)
    version = published(office)
    spread(version)
    cascade.forwarded(person(there.owners[0]), Pack.objects.get(version=version, group=there.groups[0]))
    with deed(BY, "almanac.group.change") as d:
        d.change(d.lock(there.owners[1]), phone="15400000002")
    client = Client()
    client.force_login(office.worker)
    relay = Relay.objects.get(version=version, area=office.first)
    answer = client.get(f"/desk/almanac/relays/{relay.pk}/")
    assert [pack.group.code for pack in answer.context["page"]] == ["WQ002", "WQ001"]
    owner = there.owners[
        1
    ].name  # in one block: on a telephone each child of a cell would be a line of its own
    assert f'><div>{owner} <a href="tel:15400000002">15400000002</a>' in answer.text

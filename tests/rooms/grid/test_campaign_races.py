"""Campaigns: what two people do in one moment. All of it with real threads and connections."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction

from beside import Beside
from campaigning import by, running
from gridcases import Works, make_works
from office import BY, Office
from yike.core.deadlines.queries import open_deadline
from yike.core.record.deed import deed
from yike.rooms.grid.actions import campaigns as act
from yike.rooms.grid.actions.campaigns import NewCampaign, limits
from yike.rooms.grid.actions.campaigns.limits import WALK
from yike.rooms.grid.actions.campaigns.teams import hand_on_teams
from yike.rooms.grid.models import Campaign


@pytest.fixture
def works(office: Office, clock: Any) -> Works:
    return make_works(office, clock)


@pytest.mark.django_db(transaction=True)
def test_a_clock_that_begins_while_the_last_day_is_moved_ends_on_the_new_one(
    office: Office, works: Works
) -> None:
    campaign, team, points = running(office, "一")
    act.walk_clean(by(office.colleague), points[0])
    until = campaign.until - timedelta(days=3)
    plan = NewCampaign(campaign.name, office.first, campaign.since, until, questions=campaign.questions)
    with transaction.atomic():  # a walk is taken back, and kept only once the other waits
        act.walk_back(by(office.colleague), points[0])
        mover = Beside(partial(act.change_campaign, by(office.worker), campaign, plan))
        mover.waits()
    mover.ends()
    begun = open_deadline(team.of, WALK)
    assert begun is not None
    assert begun.due_at == limits.last_moment(Campaign.objects.get())
    assert Campaign.objects.get().until == until


@pytest.mark.django_db(transaction=True)
def test_a_walk_does_not_wait_for_who_hands_its_leader_over(office: Office, works: Works) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("one writes at a time")
    _campaign, team, points = running(office, "一")
    act.walk_clean(by(office.colleague), points[0])
    with deed(BY, "tests.leave") as d:
        d.lock(office.grid_worker)  # the leader first, the teams after
        walk_ = Beside(partial(act.walk_back, by(office.colleague), points[0]))
        assert not walk_.waits()
        assert hand_on_teams(d, office.grid_worker, office.colleague) == 1
    walk_.ends()
    deadline = open_deadline(team.of, WALK)
    assert deadline is not None
    assert deadline.owner == office.colleague

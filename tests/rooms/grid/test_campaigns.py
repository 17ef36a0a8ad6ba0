"""Campaigns: points, teams, walks and findings; what is counted, what recurs, and who comes second."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from campaigning import by, found, running
from gridcases import MONDAY, Works, make_works
from office import Office
from yike.core.deadlines.flows import State
from yike.core.deadlines.models import Deadline
from yike.core.record.models import Fact
from yike.engines.faults import Fault
from yike.rooms.grid.actions import campaigns as act
from yike.rooms.grid.queries.campaigns import coverage

pytestmark = pytest.mark.django_db


@pytest.fixture
def works(office: Office, clock: Any) -> Works:
    return make_works(office, clock)


def facts() -> dict[str, int]:
    found_: dict[str, int] = {}
    for code, n in Fact.objects.filter(measure__startswith="grid.campaign").values_list(
        "measure", "quantity"
    ):
        found_[code] = found_.get(code, 0) + int(n)
    return found_


def test_a_campaign_is_walked_and_counted_once(office: Office, works: Works, clock: Any) -> None:
    campaign, _team, points = running(office, "一", "二", "三")
    act.walk_clean(by(office.grid_worker), points[0])
    finding = found(office.colleague, points[1], works, question=1, text="门口堆着纸箱")
    act.walk_missed(by(office.colleague), points[2], reason="门锁着")
    cover = coverage.cover(campaign)
    assert (cover.points, cover.walked, cover.missed, cover.left, cover.findings) == (3, 2, 1, 1, 1)
    case = finding.case
    assert (case.source, case.area, case.address, case.text) == (
        "campaign",
        office.grids[1],
        "二",
        "门口堆着纸箱",
    )
    assert (case.lon, case.lat) == (points[1].lon, points[1].lat)
    assert Deadline.objects.get(kind="grid.campaign.walk").state == State.RUNNING
    act.go_campaign(by(office.worker), campaign, "close")
    counted = {
        "grid.campaigns": 1,
        "grid.campaign.points": 3,
        "grid.campaign.walked": 2,
        "grid.campaign.findings": 1,
    }
    assert facts() == counted
    assert Deadline.objects.get(kind="grid.campaign.walk").state == State.CANCELLED
    with pytest.raises(Fault, match="does not run"):
        act.walk_clean(by(office.grid_worker), points[2])
    with pytest.raises(Fault, match="watched for 30 days"):
        act.go_campaign(by(office.worker), campaign, "archive")
    assert act.archive_due() == 0
    clock.set(MONDAY + timedelta(days=30))
    assert (act.archive_due(), act.archive_due()) == (1, 0)
    campaign.refresh_from_db()
    assert (campaign.state, facts()) == ("archived", counted)

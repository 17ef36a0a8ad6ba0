"""By when a team has walked its points: by the end of work on the campaign's last day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, time

from yike.core.deadlines.actions import (
    cancel_deadline,
    meet_deadline,
    move_deadline,
    pass_deadline,
    start_deadline,
)
from yike.core.deadlines.queries import open_deadline
from yike.core.record.deed import Deed
from yike.engines.worktime.moments import SHANGHAI
from yike.rooms.grid.flows.campaigns import RUNNING
from yike.rooms.grid.models import Campaign, CampaignPoint, CampaignTeam
from yike.rooms.grid.models.campaigns import WALKED

END_OF_WORK = time(18, 0)
WALK = "grid.campaign.walk"


def last_moment(campaign: Campaign) -> datetime:
    """Return the end of work on the last day."""
    return datetime.combine(campaign.until, END_OF_WORK, SHANGHAI)


def left(team: CampaignTeam) -> int:
    """Return how many points a team has still to walk."""
    return team.points.exclude(state__in=WALKED).count()


def hold_points(row: Campaign) -> list[CampaignPoint]:
    """Return all points of a locked campaign, locked: walks that are being written end first, others wait."""
    return list(row.points.order_by("pk").select_for_update(no_key=True))


def keep(d: Deed, team: CampaignTeam) -> None:
    """Let the clock of a team run exactly as long as its campaign runs and a point of it waits.

    After the last moment nothing begins: who is given a point that late is told by the point itself.
    """
    campaign, running = team.campaign, open_deadline(team.of, WALK)
    waits = campaign.state == RUNNING and left(team) > 0
    if running is not None and not waits:
        (meet_deadline if campaign.state == RUNNING else cancel_deadline)(d, running)
    elif running is None and waits and d.at < last_moment(campaign):
        start_deadline(
            d,
            of=team.of,
            kind=WALK,
            area=campaign.area_id,
            until=last_moment(campaign),
            owner=team.leader_id,
            name=f"{campaign.name} {team.name}",
        )


def keep_all(d: Deed, teams: Iterable[CampaignTeam]) -> None:
    """Do so for several teams."""
    for team in teams:
        keep(d, team)


def stop(d: Deed, team: CampaignTeam) -> None:
    """End the clock of a team that nobody waits for any more."""
    running = open_deadline(team.of, WALK)
    if running is not None:
        cancel_deadline(d, running)


def pass_on(d: Deed, team: CampaignTeam) -> None:
    """Let the clock of a team be its new leader's; the time runs on."""
    running = open_deadline(team.of, WALK)
    if running is not None:
        pass_deadline(d, running, owner=team.leader_id)


def move(d: Deed, campaign: Campaign) -> None:
    """Let the clocks of a locked campaign end on its new last day. Raises ``Fault`` where that has passed already.

    Its points are locked first: a walk taken back in this moment begins a clock that has to be moved too.
    """
    hold_points(campaign)
    for team in campaign.teams.order_by("pk"):
        team.campaign = campaign
        running = open_deadline(team.of, WALK)
        if running is None:
            keep(d, team)
        else:
            move_deadline(d, running, to=last_moment(campaign), reason="行动改了最后一天")

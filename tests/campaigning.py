"""Campaigns for tests of the grid room. All invented."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

from duties import BESIDE, SPOT
from gridcases import PHOTO, Works
from office import BY, Office
from yike.core.accounts.models import User
from yike.core.record.clock import today
from yike.core.record.models import Fact
from yike.core.rights.by import By
from yike.rooms.grid.actions import campaigns as act
from yike.rooms.grid.actions.campaigns import NewCampaign, NewPoint, NewTeam
from yike.rooms.grid.actions.cases import NewCase
from yike.rooms.grid.models import Campaign, CampaignFinding, CampaignPoint, CampaignTeam

QUESTIONS = ("楼道有没有堆东西", "消防门关不关得上")
NEXT_TO = (SPOT[0] + 0.0002, SPOT[1])  # 19 metres east
AWAY = (SPOT[0] + 0.0006, SPOT[1])  # 57 metres east


def by(user: User) -> By:
    """Return somebody, with the roles they hold now."""
    return By.person(User.objects.get(pk=user.pk))


def planned(office: Office, name: str = "雨季前排查楼道堆物", **more: Any) -> Campaign:
    """Plan a campaign of ten days in the first community."""
    days = {"since": today(), "until": today() + timedelta(days=9)}
    said = {"area": office.first, "questions": QUESTIONS} | days
    return act.make_campaign(BY, NewCampaign(name, **(said | more)))


def teamed(office: Office, campaign: Campaign, name: str = "一队", **more: Any) -> CampaignTeam:
    """Add a team led by the first grid's worker."""
    said = {"leader": office.grid_worker, "members": [office.colleague]}
    return act.make_team(BY, campaign, NewTeam(name, **(said | more)))


def pointed(
    campaign: Campaign, team: CampaignTeam | None, name: str = "菜场东门", **more: Any
) -> CampaignPoint:
    """Add a point in the first grid."""
    at = {"lon": SPOT[0], "lat": SPOT[1], "team": team}
    return act.add_point(BY, campaign, NewPoint(name, **(at | more)))


def running(office: Office, *names: str, **more: Any) -> tuple[Campaign, CampaignTeam, list[CampaignPoint]]:
    """Return a campaign under way with one team and points by these names, in two grids in turn."""
    campaign = planned(office, **more)
    team = teamed(office, campaign)
    spots = (SPOT, BESIDE)
    points = [
        pointed(campaign, team, name, lon=spots[n % 2][0], lat=spots[n % 2][1])
        for n, name in enumerate(names or ("菜场东门", "竹行巷口"))
    ]
    return act.go_campaign(BY, campaign, "start"), team, points


def found(who: User, point: CampaignPoint, works: Works, **more: Any) -> CampaignFinding:
    """Find something at a point."""
    question = more.pop("question", None)
    return act.walk_found(
        by(who), point, NewCase(**({"kind": works.kind, "before": PHOTO} | more)), question=question
    )


def facts() -> dict[str, int]:
    """Return what the facts of all campaigns come to, by measure."""
    total: Counter[str] = Counter()
    rows = Fact.objects.filter(measure__startswith="grid.campaign").values_list("measure", "quantity")
    for code, quantity in rows:
        total[code] += int(quantity)
    return dict(total)


def counted(points: int, walked: int, findings: int, recurring: int = 0) -> dict[str, int]:
    """Return what one closed campaign comes to."""
    found_ = {"points": points, "walked": walked, "findings": findings, "recurring": recurring}
    return {"grid.campaigns": 1} | {f"grid.campaign.{code}": n for code, n in found_.items() if n}


def closed(office: Office, campaign: Campaign) -> Campaign:
    """Close a campaign."""
    return act.go_campaign(by(office.worker), campaign, "close")

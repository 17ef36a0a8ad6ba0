"""Plan a campaign: make one, change it, make another from a former one with its points."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from yike.core.areas.models import Area
from yike.core.record.deed import deed
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.grid.actions.campaigns import limits, words
from yike.rooms.grid.flows.campaigns import RUNNING
from yike.rooms.grid.models import (
    Campaign,
    CampaignMember,
    CampaignPoint,
    CampaignTeam,
    CampaignUnit,
)
from yike.rooms.grid.rules import campaigns as rules


@dataclass(frozen=True)
class NewCampaign:
    """What somebody plans; ``questions`` are at most eight lines, ``days_after`` counts from the closing."""

    name: str
    area: Area
    since: date
    until: date
    purpose: str = ""
    questions: Sequence[str] = ()
    days_after: int = 30

    def values(self) -> dict[str, Any]:
        """Return the fields, made plain. Raises ``Fault`` naming what is missing or cannot be."""
        words.require_days(self.since, self.until)
        if not 0 <= self.days_after <= words.MOST_AFTER:
            raise Fault(
                "结束后看多少天不对",
                "the days after closing are wrong",
                do_zh=f"请填 0 到 {words.MOST_AFTER}",
                do_en=f"Give 0 to {words.MOST_AFTER}",
            )
        return {
            "name": words.plain(self.name, 60, "名称", "the name"),
            "purpose": words.plain(self.purpose, 300, "为什么做", "the purpose", needed=False),
            "area": self.area,
            "since": self.since,
            "until": self.until,
            "questions": words.questions(self.questions),
            "days_after": self.days_after,
        }


def make_campaign(by: By, new: NewCampaign) -> Campaign:
    """Plan a campaign; points and teams come after. Raises ``Fault`` and ``PermissionDenied``."""
    values = new.values()
    with deed(by, "grid.campaign.make") as d:
        rules.KEEP.require(by, new.area)
        return d.add(Campaign(made_by=by.user, made_at=d.at, **values))


def change_campaign(by: By, campaign: Campaign, new: NewCampaign) -> Campaign:
    """Change what was planned: another last day moves the teams' deadlines; once there are points the area stays.

    Once it has begun its questions stay too, for phones keep them to answer by number; more can be added. Raises
    ``Fault`` where it is over, ``PermissionDenied`` in either area.
    """
    values = new.values()
    with deed(by, "grid.campaign.change") as d:
        row = d.lock(campaign)
        for area in (row.area, new.area):
            rules.KEEP.require(by, area)
        words.require_open(row)
        if new.area.pk != row.area_id and row.points.exists():
            raise Fault(
                "已经有点了，不能换范围",
                "it has points already; its area stays",
                do_zh="请另做一次行动，或先去掉这些点",
                do_en="Plan another campaign, or remove its points first",
            )
        _require_numbers(row, values["questions"])
        moved = row.until != new.until
        d.change(row, **values)
        if moved and row.state == RUNNING:
            limits.move(d, row)
        return row


def _require_numbers(row: Campaign, questions: list[str]) -> None:
    """Raise ``Fault`` where a question that teams walk with, and answer by its number, would become another."""
    if row.started_at is not None and questions[: len(row.questions)] != row.questions:
        raise Fault(
            "行动已经开始，各小队照着“看什么”在走，原来的几条不能改、不能换顺序",
            "the campaign has begun and teams walk with its questions: they stay as they are and in their order",
            do_zh="可以在后面加一条",
            do_en="You can add one below them",
        )


def copy_campaign(by: By, former: Campaign, new: NewCampaign, *, teams: bool = True) -> Campaign:
    """Plan a campaign with the points (and the ``teams`` that can still walk) of a former one, nothing walked yet.

    In order: right, row, teams with members and units, points. The area has to hold the former one's.
    """
    values = new.values()
    with deed(by, "grid.campaign.copy") as d:
        former = d.lock(former)  # its points stay while they are copied
        rules.KEEP.require(by, former.area)
        rules.KEEP.require(by, new.area)
        if not former.area.path.startswith(new.area.path):
            raise Fault(
                "范围比上次小，有些点会落在外面",
                "the area is smaller than it was: some points would lie outside",
                do_zh="请选上次的范围，再去掉不要的点",
                do_en="Choose the same area and remove points afterwards",
            )
        row = d.add(Campaign(made_by=by.user, made_at=d.at, former=former, **values))
        again = {team.pk: _team_again(d, row, team) for team in _standing(former)} if teams else {}
        d.add_many([_point_again(row, point, again) for point in former.points.all()])
        return row


def _standing(former: Campaign) -> list[CampaignTeam]:
    return [team for team in former.teams.select_related("leader") if team.leader.is_active]


def _team_again(d: Any, row: Campaign, team: CampaignTeam) -> CampaignTeam:
    again: CampaignTeam = d.add(
        CampaignTeam(
            campaign=row, name=team.name, leader=team.leader, area_id=team.area_id, helpers=team.helpers
        )
    )
    d.add_many(
        [CampaignMember(team=again, user_id=one.user_id) for one in team.members.filter(user__is_active=True)]
    )
    d.add_many(
        [CampaignUnit(team=again, unit_id=one.unit_id) for one in team.units.filter(unit__active=True)]
    )
    return again


def _point_again(row: Campaign, point: CampaignPoint, again: dict[int, CampaignTeam]) -> CampaignPoint:
    same = {name: getattr(point, name) for name in ("name", "area_id", "address", "lon", "lat", "place_id")}
    return CampaignPoint(
        campaign=row, root_id=point.root_id or point.pk, team=again.get(point.team_id or 0), **same
    )

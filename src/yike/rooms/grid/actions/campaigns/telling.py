"""Who is told what about a campaign: those who walk, when it begins, when they get other points, when it ends."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from yike.core.accounts.models import User
from yike.core.outbox.actions import post
from yike.core.record.deed import Deed
from yike.rooms.grid.models import Campaign, CampaignTeam


def _people(team: CampaignTeam) -> list[User]:
    members = [one.user for one in team.members.select_related("user")]
    return [user for user in dict.fromkeys([team.leader, *members]) if user.is_active]


def _post(
    d: Deed, what: str, about: Any, campaign: Campaign, title: str, body: str, to: Iterable[Any]
) -> None:
    people = [user for user in to if d.by.user is None or user.pk != d.by.user.pk]
    if people:
        kind = f"grid.campaign.{what}"
        key = f"{kind}:{about.pk}:{d.key}"
        subject = campaign.recorded_subject()
        post(d, key=key, kind=kind, title=title, body=body, to=people, area=campaign.area_id, subject=subject)


def started(d: Deed, campaign: Campaign, teams: Iterable[CampaignTeam]) -> None:
    """Tell every team how many points are theirs, and until when."""
    for team in teams:
        body = f"{team.name}有 {team.points.count()} 个点，{campaign.until:%m-%d} 前走完。"
        _post(d, "started", team, campaign, f"专项行动“{campaign}”开始了", body, _people(team))


def points_given(d: Deed, campaign: Campaign, given: dict[CampaignTeam, int]) -> None:
    """Tell the leaders of teams that got points while the campaign runs."""
    for team, count in given.items():
        body = f"{team.name}多了 {count} 个点，{campaign.until:%m-%d} 前走完。"
        _post(
            d, "points", team, campaign, f"专项行动“{campaign}”又分给你们 {count} 个点", body, [team.leader]
        )


def ended(d: Deed, campaign: Campaign, teams: Iterable[CampaignTeam], *, cancelled: bool) -> None:
    """Tell everybody that there is nothing more to walk, and why."""
    said = "取消了" if cancelled else "走访结束"
    body = d.reason or "谢谢大家。"
    people = dict.fromkeys(user for team in teams for user in _people(team))
    _post(d, "ended", campaign, campaign, f"专项行动“{campaign}”{said}", body, people)

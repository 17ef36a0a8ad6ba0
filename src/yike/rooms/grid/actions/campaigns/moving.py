"""A campaign begins, closes, is archived or cancelled; its figures are written as facts, each once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from yike.core.record.clock import now, today
from yike.core.record.deed import Deed, deed
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.grid import measures
from yike.rooms.grid.actions.campaigns import limits, telling
from yike.rooms.grid.flows.campaigns import CAMPAIGN
from yike.rooms.grid.models import Campaign, CampaignFinding, CampaignState, CampaignTeam
from yike.rooms.grid.queries.campaigns.finding import without_team
from yike.rooms.grid.queries.campaigns.recurrence import recurring
from yike.rooms.grid.rules import campaigns as rules

DAY = timedelta(days=1)


def go_campaign(by: By, campaign: Campaign, verb: str, *, reason: str = "") -> Campaign:
    """Go one arrow with a campaign: ``start``, ``close``, ``archive``, ``cancel`` (with a reason).

    In order: lock, legal move, right, what it needs, write, facts, deadlines, messages. Raises ``Fault`` for an
    illegal move and for what is missing: to start, points and a last day that has not passed; to start and to
    close, a team for every point still to be walked.
    """
    with deed(by, f"grid.campaign.{verb}", reason=reason.strip()) as d:
        row = d.lock(campaign)
        arrow = CAMPAIGN.step(verb, row.state)
        rules.KEEP.require(by, row.area)
        teams = list(row.teams.select_related("leader"))
        for team in teams:
            team.campaign = row
        {"start": _start, "close": _close, "archive": _archive, "cancel": _cancel}[verb](d, row, teams)
        return row if row.state == arrow.to else d.change(row, state=arrow.to)


def _start(d: Deed, row: Campaign, teams: list[CampaignTeam]) -> None:
    _require_ready(row)
    d.change(row, state=CampaignState.RUNNING, started_at=d.at)
    limits.keep_all(d, teams)
    telling.started(d, row, teams)


def _require_ready(row: Campaign) -> None:
    if row.until < today():
        raise Fault(
            "最后一天已经过去",
            "its last day has passed",
            do_zh="请先改日期",
            do_en="Change the days first",
        )
    if not row.points.exists():
        raise Fault(
            "还没有点，没有地方可走",
            "it has no points: there is nowhere to walk",
            do_zh="请先加点：选包干点、导入表格，或一个一个写",
            do_en="Add points first: choose duty places, import a sheet, or write them",
        )
    _require_teams(row)


def _require_teams(row: Campaign) -> None:
    left = without_team(row).count()
    if left:
        raise Fault(
            f"还有 {left:,} 个点没有分给小队",
            f"{left:,} {'point has' if left == 1 else 'points have'} no team",
            do_zh="请先分好，每个点归一个小队",
            do_en="Give every point to one team",
        )


def _close(d: Deed, row: Campaign, teams: list[CampaignTeam]) -> None:
    points = limits.hold_points(row)
    _require_teams(row)
    d.change(row, state=CampaignState.CLOSING, closed_at=d.at)
    limits.keep_all(d, teams)
    d.fact(measures.CAMPAIGNS.code, 1, area=row.area_id, source=row)
    for point in points:
        d.fact(measures.CAMPAIGN_POINTS.code, 1, area=point.area_id, source=point)
        if point.walked:
            d.fact(measures.CAMPAIGN_WALKED.code, 1, area=point.area_id, source=point)
    for finding in _findings(row):
        d.fact(measures.CAMPAIGN_FINDINGS.code, 1, area=finding.point.area_id, source=finding)
    _mark_recurring(d, row)
    telling.ended(d, row, teams, cancelled=False)


def _findings(row: Campaign) -> list[CampaignFinding]:
    return list(CampaignFinding.objects.filter(point__campaign=row).select_related("point", "case"))


def _mark_recurring(d: Deed, row: Campaign) -> None:
    """Mark and count the findings that recur, as far as is known now; each is counted once."""
    for finding in recurring(row, _findings(row)):
        if not finding.recurring:
            d.change(finding, recurring=True)
            d.fact(measures.CAMPAIGN_RECURRING.code, 1, area=finding.point.area_id, source=finding)


def _archive(d: Deed, row: Campaign, _teams: Any) -> None:
    since = watched_until(row)
    if d.at < since:
        raise Fault(
            f"结束后要看 {row.days_after} 天有没有复发，{since:%Y-%m-%d} 起才能归档",
            f"it is watched for {row.days_after} days after closing and can be archived from {since:%Y-%m-%d} on",
            do_zh="到那天会自己归档，不用再来",
            do_en="It is archived by itself on that day",
        )
    _mark_recurring(d, row)
    d.change(row, state=CampaignState.ARCHIVED, ended_at=d.at)


def watched_until(row: Campaign) -> Any:
    """Return from when on a closed campaign can be archived."""
    return row.closed_at + row.days_after * DAY


def _cancel(d: Deed, row: Campaign, teams: list[CampaignTeam]) -> None:
    if not d.reason:
        raise Fault("没有写理由", "there is no reason", do_zh="请写一句为什么", do_en="Say why in a sentence")
    running = row.state == CampaignState.RUNNING
    limits.hold_points(row)
    d.change(row, state=CampaignState.CANCELLED, ended_at=d.at)
    limits.keep_all(d, teams)
    if running:
        telling.ended(d, row, teams, cancelled=True)


def archive_due() -> int:
    """Archive the campaigns whose days of watching are over; return how many. May run twice at once."""
    done, by = 0, By.machine("归档专项行动")
    for row in Campaign.objects.filter(state=CampaignState.CLOSING).order_by("pk"):
        if watched_until(row) <= now():
            try:
                go_campaign(by, row, "archive")
            except Fault:  # another hand was quicker
                continue
            done += 1
    return done

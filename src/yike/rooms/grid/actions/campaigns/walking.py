"""A point is walked to: nothing wrong, something found (a case), or it could not be reached. Each counts once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from yike.core.record.deed import Deed, deed
from yike.core.rights.by import By
from yike.core.rights.flow import Arrow
from yike.engines.faults import Fault
from yike.rooms.grid.actions.campaigns import limits, words
from yike.rooms.grid.actions.cases.reporting import NewCase, report
from yike.rooms.grid.flows.campaigns import POINT, RUNNING
from yike.rooms.grid.models import CampaignFinding, CampaignPoint, Case, CaseSource
from yike.rooms.grid.rules import campaigns as rules

LONGEST_REASON = 100


def walk_clean(by: By, point: CampaignPoint, *, seen_at: datetime | None = None) -> CampaignPoint:
    """Note that nothing is wrong at a point. Raises ``Fault`` where another has walked it already.

    Pressed twice by the same person it is one walk. ``seen_at``: when it was, where it had to wait for the network.
    """
    with deed(by, "grid.campaign.point.clean") as d:
        row, arrow = _at(d, by, point, "clean")
        return row if row.state == arrow.to else _walked(d, row, arrow, seen_at)


def walk_missed(
    by: By, point: CampaignPoint, *, reason: str, seen_at: datetime | None = None
) -> CampaignPoint:
    """Note why a point could not be reached; it stays to be walked again. Raises ``Fault`` without a reason."""
    said = words.plain(reason, LONGEST_REASON, "没走成的原因", "the reason")
    with deed(by, "grid.campaign.point.miss", reason=said) as d:
        row, arrow = _at(d, by, point, "miss")
        at = _moment(d, row, seen_at)
        return d.change(row, state=arrow.to, walked_at=at, walked_by=by.user, reason=said)


def walk_back(by: By, point: CampaignPoint) -> CampaignPoint:
    """Take back a walk that was pressed by mistake: by whoever pressed it, or who keeps the campaign.

    Raises ``Fault`` where something was found: a case cannot be taken back so.
    """
    with deed(by, "grid.campaign.point.undo") as d:
        row, arrow = _at(d, by, point, "undo")
        mine = by.user is not None and row.walked_by_id == by.user.pk
        if not mine:
            rules.KEEP.require(by, row.campaign.area)
        d.change(row, state=arrow.to, walked_at=None, walked_by=None, reason="")
        _keep_time(d, row)
        return row


def walk_found(by: By, point: CampaignPoint, new: NewCase, *, question: int | None = None) -> CampaignFinding:
    """Report what was found at a point as a case, with its place filled in; the point is walked.

    Where another has walked it already, the finding is kept all the same and the walk stays theirs. Sent again with
    the same ``key`` it is one finding. Raises ``Fault`` as ``report`` does, and where the campaign does not run.
    """
    with deed(by, "grid.campaign.point.find") as d:
        row, arrow = _at(d, by, point, "find", again=new.key)
        case = report(by, _placed(row, new), right=rules.WALK)
        there = CampaignFinding.objects.filter(case=case).first()
        if there is not None:
            return there
        if question is not None and not 0 <= question < len(row.campaign.questions):
            question = None
        found = d.add(
            CampaignFinding(point=row, case=case, question=question, found_by=by.user, found_at=d.at)
        )
        if row.walked:
            d.change(row, state=arrow.to)
        else:
            _walked(d, row, arrow, new.seen_at)
        return found


def _placed(row: CampaignPoint, new: NewCase) -> NewCase:
    """Return a report with the place of the point, which is known better than the phone knows it."""
    address = new.address or row.address or row.name
    lon, lat = (new.lon, new.lat) if row.lon is None else (row.lon, row.lat)
    return replace(new, area=row.area, address=address, source=CaseSource.CAMPAIGN, lon=lon, lat=lat)


def _at(
    d: Deed, by: By, point: CampaignPoint, verb: str, again: UUID | None = None
) -> tuple[CampaignPoint, Arrow]:
    """Return a point locked, and the arrow to go. Raises ``Fault`` for who came second and where it does not run.

    Whoever sends the same once more (``again``: the key of a report already kept) is not refused, nor is one's own
    tap that counted, even after the closing: its answer may have been lost on the way.
    """
    row = d.lock(point)
    rules.require_walk(by, row)
    arrow = POINT[verb]
    if again is not None and Case.objects.filter(key=again).exists():
        return row, arrow
    if verb == "clean" and row.state == arrow.to and by.user is not None and row.walked_by_id == by.user.pk:
        return row, arrow
    _require_running(row)
    if row.state not in arrow.since:
        if row.walked:
            raise _walked_already(row)
        POINT.step(verb, row.state)
    return row, arrow


def _require_running(row: CampaignPoint) -> None:
    campaign = row.campaign
    if campaign.state != RUNNING:
        raise Fault(
            f"这次行动现在是“{campaign.get_state_display()}”，不走点",
            f"the campaign does not run: {campaign.state}",
            do_zh="看见问题请用“巡查上报”",
            do_en="Report what you see as on patrol",
        )


def _walked_already(row: CampaignPoint) -> Fault:
    who = row.walked_by.name if row.walked_by else "—"
    when = timezone.localtime(row.walked_at).strftime("%m-%d %H:%M") if row.walked_at else ""
    return Fault(
        f"这个点 {who} 在 {when} 走过了，不用再走",
        f"{who} walked this point at {when}; it need not be walked again",
        do_zh="看见问题请点“有发现”，照样记下",
        do_en="If you see something, report it: it is kept all the same",
    )


def _walked(d: Deed, row: CampaignPoint, arrow: Arrow, seen_at: datetime | None) -> CampaignPoint:
    at = _moment(d, row, seen_at)
    d.change(row, state=arrow.to, walked_at=at, walked_by=d.by.user, reason="")
    _keep_time(d, row)
    return row


def _moment(d: Deed, row: CampaignPoint, seen_at: datetime | None) -> datetime:
    """Return when it was: as the phone says, but not before the campaign began and not later than now."""
    began = row.campaign.started_at or d.at
    return max(began, min(seen_at or d.at, d.at))


def _keep_time(d: Deed, row: CampaignPoint) -> None:
    """Let the clock of the team be right; of two last points walked at once the second counts the first."""
    if row.team is not None:
        team = d.lock(row.team)
        team.campaign = row.campaign
        limits.keep(d, team)

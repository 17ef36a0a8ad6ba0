"""Which findings of a campaign recur, and among how many."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import timedelta

from django.db.models import Q

from yike.core.areas.models import Area, AreaLevel, lineage
from yike.core.record.clock import now
from yike.rooms.grid.models import Campaign, CampaignFinding, CampaignState, Case, CaseState
from yike.rooms.grid.recurring import Spot, known

DAY = timedelta(days=1)
ENDED = (CampaignState.CLOSING, CampaignState.ARCHIVED)
NOTHING = (CaseState.REFUSED, CaseState.VOID)
"""States of cases in which nothing was wrong, or nothing that counts."""


def recurring(campaign: Campaign, findings: Iterable[CampaignFinding]) -> list[CampaignFinding]:
    """Return those of a campaign's findings that recur, as far as is known now.

    A finding recurs where a former campaign (one that had closed before this one began) had found something at the
    same point, or within 30 m and of the same kind; or where within ``days_after`` days of the closing a case was
    reported so. Cases that were refused or void do not make a recurrence. Three queries; none without findings.
    """
    rows = list(findings)
    if not rows:
        return []
    spots = [_spot(one) for one in rows]
    before = known(spots, [_spot(one) for one in _former(campaign, rows)])
    after = known(spots, [_case_spot(one) for one in _after(campaign)])
    return [row for row, *ways in zip(rows, before, after, strict=True) if any(ways)]


def _former(campaign: Campaign, findings: Sequence[CampaignFinding]) -> Iterable[CampaignFinding]:
    """Return what former campaigns found in this street that could make one of these findings recur."""
    kinds = {one.case.kind_id for one in findings}
    roots = {one.point.root_id or one.point_id for one in findings}
    places = {one.point.place_id for one in findings} - {None}
    began = campaign.started_at or now()
    rows = CampaignFinding.objects.filter(
        Q(case__kind__in=kinds) | Q(point__root__in=roots) | Q(point__in=roots) | Q(point__place__in=places),
        point__campaign__state__in=ENDED,
        point__campaign__closed_at__lte=began,
        point__area__path__startswith=_street(campaign),
    )
    rows = rows.exclude(case__state__in=NOTHING).exclude(point__campaign=campaign)
    return rows.select_related("point", "case")


def _street(campaign: Campaign) -> str:
    """Return the path of the street a campaign is in, else of its own area."""
    around = lineage(campaign.area.path)
    street = Area.objects.light().filter(path__in=around, level=AreaLevel.STREET).first()
    return street.path if street else campaign.area.path


def _after(campaign: Campaign) -> Iterable[Case]:
    if campaign.closed_at is None:
        return []
    days = campaign.closed_at, campaign.closed_at + campaign.days_after * DAY
    rows = Case.objects.filter(
        seen_at__gt=days[0], seen_at__lte=days[1], area__path__startswith=campaign.area.path
    )
    rows = rows.exclude(state__in=NOTHING)
    return rows.exclude(finding__point__campaign=campaign).only("kind", "lon", "lat", "place")


def _spot(finding: CampaignFinding) -> Spot:
    point, case = finding.point, finding.case
    names = {f"point:{point.root_id or point.pk}"} | (
        {f"place:{point.place_id}"} if point.place_id else set()
    )
    lon, lat = (case.lon, case.lat) if case.lon is not None else (point.lon, point.lat)
    return Spot(frozenset(names), case.kind_id, lon, lat)


def _case_spot(case: Case) -> Spot:
    names = {f"place:{case.place_id}"} if case.place_id else set()
    return Spot(frozenset(names), case.kind_id, case.lon, case.lat)

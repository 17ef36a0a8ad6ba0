"""How far a campaign is: points walked of all, by team and by community, counted live; findings among them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count

from yike.core.areas.models import Area, AreaLevel, lineage
from yike.rooms.grid.models import Campaign, CampaignFinding, CampaignPoint, PointState
from yike.rooms.grid.models.campaigns import WALKED
from yike.rooms.grid.queries.campaigns.recurrence import ENDED, recurring

ENOUGH = 10  # below that only counts are shown, no share


@dataclass
class Cover:
    """Points by state, and findings; ``of`` is whose: a team, an area, None for those without."""

    of: Any = None
    states: dict[str, int] = field(default_factory=dict)
    findings: int = 0

    @property
    def points(self) -> int:
        """All points."""
        return sum(self.states.values())

    @property
    def walked(self) -> int:
        """Points somebody was at."""
        return sum(self.states.get(state, 0) for state in WALKED)

    @property
    def missed(self) -> int:
        """Points that could not be reached."""
        return self.states.get(PointState.MISSED, 0)

    @property
    def left(self) -> int:
        """Points still to be walked, those that could not be reached among them."""
        return self.points - self.walked

    @property
    def percent(self) -> float | None:
        """Walked of all, 0 to 100; None without points."""
        return 100 * self.walked / self.points if self.points else None

    @property
    def enough(self) -> bool:
        """Whether there are points enough to tell a share."""
        return self.points >= ENOUGH

    def add(self, state: str, count: int) -> None:
        """Count points of a state."""
        self.states[state] = self.states.get(state, 0) + count


def cover(campaign: Campaign) -> Cover:
    """Return how far a campaign is as a whole."""
    return covers([campaign])[campaign.pk]


def covers(campaigns: Iterable[Campaign]) -> dict[int, Cover]:
    """Return how far each of many campaigns is, by key. Two queries."""
    found = {one.pk: Cover(one) for one in campaigns}
    rows = CampaignPoint.objects.filter(campaign__in=found).order_by().values_list("campaign", "state")
    for key, state, count in rows.annotate(n=Count("pk")):
        found[key].add(state, count)
    findings = CampaignFinding.objects.filter(point__campaign__in=found).order_by()
    for key, count in findings.values_list("point__campaign").annotate(n=Count("pk")):
        found[key].findings = count
    return found


def by_team(campaign: Campaign) -> list[Cover]:
    """Return how far each team is, in their order; points without a team come last."""
    teams = list(campaign.teams.select_related("leader").prefetch_related("members__user", "units__unit"))
    found: dict[int | None, Cover] = {team.pk: Cover(team) for team in teams}
    _count(campaign, found, "team")
    return list(found.values())


def _count(campaign: Campaign, found: dict[int | None, Cover], name: str) -> None:
    rows = campaign.points.order_by().values_list(name, "state").annotate(n=Count("pk"))
    for key, state, count in rows:
        found.setdefault(key, Cover()).add(state, count)
    findings = CampaignFinding.objects.filter(point__campaign=campaign).order_by()
    for key, count in findings.values_list(f"point__{name}").annotate(n=Count("pk")):
        found[key].findings = count


def by_community(campaign: Campaign) -> list[Cover]:
    """Return how far each community is, in the order of the tree; points of no community come under their area."""
    found: dict[int | None, Cover] = {}
    _count(campaign, found, "area")
    areas = {area.pk: area for area in Area.objects.light().filter(pk__in=found)}
    above = {path for area in areas.values() for path in lineage(area.path)}
    communities = {
        area.path: area for area in Area.objects.light().filter(path__in=above, level=AreaLevel.COMMUNITY)
    }
    put: dict[str, Cover] = {}
    for key, one in found.items():
        area = areas[key]
        home = next((communities[path] for path in lineage(area.path) if path in communities), area)
        there = put.setdefault(home.path, Cover(home))
        there.findings += one.findings
        for state, count in one.states.items():
            there.add(state, count)
    return [put[path] for path in sorted(put)]


@dataclass(frozen=True)
class Recurrence:
    """Of ``findings``, those that recur."""

    findings: int
    rows: tuple[CampaignFinding, ...]


def recurrence(campaign: Campaign) -> Recurrence:
    """Return what recurs as far as is known now; what was counted stays counted, and ends with the archive."""
    rows = list(CampaignFinding.objects.filter(point__campaign=campaign).select_related("point", "case"))
    now = set() if campaign.state in _FINAL else {row.pk for row in recurring(campaign, rows)}
    counted = [row for row in rows if row.recurring or row.pk in now]
    return Recurrence(len(rows), tuple(counted))


_FINAL = {ENDED[1]}

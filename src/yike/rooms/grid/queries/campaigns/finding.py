"""Campaigns, teams, points and findings as people find them: what they may see, narrowed down."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404

from yike.core.accounts.models import RoleHolding, User, in_force
from yike.core.areas.models import Area, AreaLevel, lineage
from yike.core.look.asked import row_number
from yike.core.record.clock import today
from yike.core.record.prepared import Asked, Prepared
from yike.rooms.grid.flows.campaigns import RUNNING
from yike.rooms.grid.models import (
    Campaign,
    CampaignFinding,
    CampaignMember,
    CampaignPoint,
    CampaignState,
    CampaignTeam,
    DutyPlace,
    PointState,
)
from yike.rooms.grid.models.campaigns import SHOWN, WALKED
from yike.rooms.grid.queries.cases.finding import visible_cases
from yike.rooms.grid.rules import campaigns as rules
from yike.rooms.grid.rules import stands_for
from yike.rooms.grid.sharing import Spot, chain

LEVELS = (AreaLevel.STREET, AreaLevel.COMMUNITY, AreaLevel.GRID)


def _paths_above(user: Any) -> set[str]:
    """Return the paths of the areas in which somebody sees campaigns, and of all around them."""
    return {one for path in rules.SEE.paths(user) for one in lineage(path)}


def teams_of(user: Any) -> QuerySet[CampaignTeam]:
    """Return the teams somebody walks with: as leader, as member, or as the deputy of one."""
    people = stands_for(user)
    member = CampaignMember.objects.filter(team=OuterRef("pk"), user__in=people)
    rows = CampaignTeam.objects.select_related("campaign__area", "leader").defer("campaign__area__polygon")
    return rows.filter(Q(leader__in=people) | Exists(member)) if rules.WALK.allows(user) else rows.none()


def visible_campaigns(user: Any) -> QuerySet[Campaign]:
    """Return the campaigns of one's areas, those of the areas around them, and those one walks in."""
    seen = Q(area__path__in=_paths_above(user)) | Q(pk__in=teams_of(user).values("campaign"))
    for path in rules.SEE.paths(user):
        seen |= Q(area__path__startswith=path)
    return Campaign.objects.select_related("area", "former").defer("area__polygon").filter(seen)


def access_campaign(user: Any, pk: int) -> Campaign:
    """Return one campaign. Raises ``Http404`` where ``user`` has nothing to do with it."""
    found = visible_campaigns(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def find_campaigns(user: Any, show: str) -> QuerySet[Campaign]:
    """Return the campaigns that are not over, or all (``show`` "all")."""
    rows = visible_campaigns(user)
    return rows if show == "all" else rows.filter(state__in=SHOWN)


def former_campaigns(user: Any) -> QuerySet[Campaign]:
    """Return the campaigns that can be made once more: all one keeps that were not cancelled."""
    rows = rules.KEEP.visible(Campaign.objects.all(), user)
    return rows.exclude(state=CampaignState.CANCELLED)


# --- teams and points ---


def visible_points(user: Any, campaign: Campaign | None = None) -> QuerySet[CampaignPoint]:
    """Return the points of the campaigns somebody sees."""
    rows = CampaignPoint.objects.select_related("campaign__area", "area", "team", "walked_by")
    rows = rows.defer("area__polygon", "campaign__area__polygon")
    if campaign is not None:
        return rows.filter(campaign=campaign)
    return rows.filter(campaign__in=visible_campaigns(user).values("pk"))


def access_point(user: Any, pk: int) -> CampaignPoint:
    """Return one point. Raises ``Http404`` where ``user`` has nothing to do with its campaign."""
    found = visible_points(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def access_team(user: Any, pk: int) -> CampaignTeam:
    """Return one team. Raises ``Http404`` where ``user`` has nothing to do with its campaign."""
    rows = CampaignTeam.objects.select_related("campaign__area", "leader").defer("campaign__area__polygon")
    found = rows.filter(pk=pk, campaign__in=visible_campaigns(user).values("pk")).first()
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True)
class Wanted:
    """What a list of points is narrowed down to; empty means all. ``team`` 0: without one."""

    text: str = ""
    state: str = ""
    team: int | None = None
    area: int | None = None

    @classmethod
    def of(cls, asked: Any) -> Wanted:
        """Read what a page was asked for; what cannot be is left out."""
        state = asked.get("state", "")
        return cls(
            asked.get("q", "").strip()[:60],
            state if state in {*PointState.values, "walked", "left"} else "",
            row_number(asked.get("team", "")),
            row_number(asked.get("area", "")),
        )


def find_points(user: Any, campaign: Campaign, wanted: Wanted) -> QuerySet[CampaignPoint]:
    """Return the points of a campaign as wanted, each with ``found``, how many findings it has."""
    rows = visible_points(user, campaign).annotate(found=Count("findings"))
    if wanted.text:
        rows = rows.filter(Q(name__contains=wanted.text) | Q(address__contains=wanted.text))
    if wanted.state in {"walked", "left"}:
        on = Q(state__in=WALKED)
        rows = rows.filter(on if wanted.state == "walked" else ~on)
    elif wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.team is not None:
        rows = rows.filter(team=wanted.team or None)
    if wanted.area is not None:
        area = Area.objects.light().filter(pk=wanted.area).first()
        rows = rows.filter(area__path__startswith=area.path) if area else rows.none()
    return rows.order_by("area__path", "name", "pk")


def findings_of(campaign: Campaign) -> QuerySet[CampaignFinding]:
    """Return the findings of a campaign in order, with their cases."""
    rows = CampaignFinding.objects.filter(point__campaign=campaign)
    return rows.select_related(
        "point__area", "point__team", "point__campaign", "case__kind", "found_by"
    ).defer("point__area__polygon")


def without_team(campaign: Campaign) -> QuerySet[CampaignPoint]:
    """Return the points that are still to be walked and that no team has."""
    return campaign.points.filter(team=None).exclude(state__in=WALKED)


def readable_findings(user: Any, campaign: Campaign) -> QuerySet[CampaignFinding]:
    """Return the findings of a campaign whose cases somebody may open: what was written there is theirs alone."""
    return findings_of(campaign).filter(case__in=visible_cases(user).order_by().values("pk"))


def readable_cases(user: Any, campaign: Campaign) -> set[int]:
    """Return the keys of the cases found in a campaign that somebody may open."""
    return set(readable_findings(user, campaign).order_by().values_list("case", flat=True))


def to_walk(team: CampaignTeam, at: tuple[float, float] | None) -> list[CampaignPoint]:
    """Return the points a team has still to walk, the nearest to ``at`` (WGS-84 degrees) first."""
    rows = list(team.points.exclude(state__in=WALKED).select_related("area").defer("area__polygon"))
    if at is None:
        return rows
    by_key = {point.pk: point for point in rows}
    return [by_key[spot.key] for spot in chain(spots(rows), *at)]


def last_walked(user: Any, team: CampaignTeam) -> tuple[float, float] | None:
    """Return where somebody has walked last for a team: the next point is near."""
    rows = team.points.filter(walked_by=user).exclude(lon=None).order_by("-walked_at", "-pk")
    found: tuple[float, float] | None = rows.values_list("lon", "lat").first()
    return found


def spots(points: Iterable[CampaignPoint]) -> list[Spot]:
    """Return points as the arithmetic of sharing takes them."""
    return [Spot(point.pk, point.area.path, point.lon, point.lat) for point in points]


def my_teams(user: Any) -> list[CampaignTeam]:
    """Return the teams somebody walks with in running campaigns, the one that ends next first."""
    return list(teams_of(user).filter(campaign__state=RUNNING).order_by("campaign__until", "pk"))


def waiting(user: Any) -> int:
    """Return how many points the teams of somebody have still to walk."""
    return WAITING(user)["points"]


def _to_walk(user: Any) -> Asked:
    teams = teams_of(user).filter(campaign__state=RUNNING).values("pk")
    rows = CampaignPoint.objects.filter(team__in=teams).exclude(state__in=WALKED)
    return rows.order_by(), {"points": Count("pk")}


WAITING = Prepared(_to_walk)


# --- what a keeper chooses among ---


def kept_areas(user: Any) -> QuerySet[Area]:
    """Return the areas in which somebody can plan a campaign."""
    return rules.KEEP.visible(Area.objects.open().light().filter(level__in=LEVELS), user, "path")


def areas_below(campaign: Campaign) -> QuerySet[Area]:
    """Return the open areas of a campaign."""
    return Area.objects.open().light().filter(path__startswith=campaign.area.path, level__in=LEVELS)


def walkers(campaign: Campaign) -> QuerySet[User]:
    """Return who can walk in a campaign: open accounts that hold a fitting role around or below its area."""
    around = lineage(campaign.area.path)
    held = RoleHolding.objects.filter(in_force(today()), role__in=rules.WALK.roles)
    held = held.filter(Q(area__path__in=around) | Q(area__path__startswith=campaign.area.path))
    rows = User.objects.filter(is_active=True).filter(Exists(held.filter(user=OuterRef("pk"))))
    return rows.order_by("name", "username")


def places_for(campaign: Campaign) -> QuerySet[DutyPlace]:
    """Return the duty places in a campaign's area that are not among its points yet."""
    rows = DutyPlace.objects.filter(area__path__startswith=campaign.area.path, dropped_on=None)
    there = campaign.points.exclude(place=None).values("place")
    return rows.exclude(pk__in=there).select_related("area").defer("area__polygon")

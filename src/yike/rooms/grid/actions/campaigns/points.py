"""The points of a campaign: written, chosen among duty places, taken in from a sheet; changed, given, removed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from yike.core.areas.models import Area
from yike.core.record.deed import Deed, deed
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.grid.actions.campaigns import limits, telling, words
from yike.rooms.grid.models import Campaign, CampaignPoint, CampaignTeam, DutyPlace, PointState
from yike.rooms.grid.places import metres
from yike.rooms.grid.queries.campaigns.placing import Ground
from yike.rooms.grid.recurring import NEAR
from yike.rooms.grid.rules import campaigns as rules
from yike.rooms.grid.sheets.campaign_points import POINT, plan_points, stays_with_its_team
from yike.rooms.grid.sheets.planning import Plan
from yike.rooms.grid.sheets.reading import Drafts

MOST_POINTS = 5_000  # of one campaign
LONGEST_NAME = 60


@dataclass(frozen=True)
class NewPoint:
    """A point as somebody writes it; without ``lon lat`` (WGS-84 degrees) it lies where ``area`` says."""

    name: str
    address: str = ""
    lon: float | None = None
    lat: float | None = None
    area: Area | None = None
    team: CampaignTeam | None = None

    def values(self, ground: Ground) -> dict[str, Any]:
        """Return the fields. Raises ``Fault`` for a name that is missing, and for a place outside."""
        return {
            "name": words.plain(self.name, LONGEST_NAME, "名称", "the name"),
            "address": words.plain(self.address, 120, "地址", "the address", needed=False),
            "lon": self.lon,
            "lat": self.lat,
            "area": ground.area(self.lon, self.lat, self.area),
            "team": self.team,
        }


def _opened(d: Deed, by: By, campaign: Campaign) -> Campaign:
    """Return a campaign locked, whose points this person may change. Raises ``Fault`` where it is over."""
    row = d.lock(campaign)
    rules.KEEP.require(by, row.area)
    words.require_open(row)
    return row


def _require_room(row: Campaign, more: int) -> None:
    there = row.points.count()
    if there + more > MOST_POINTS:
        raise Fault(
            f"加上就有 {there + more:,} 个点，一次行动最多 {MOST_POINTS:,} 个",
            f"that makes {there + more:,} points; a campaign has at most {MOST_POINTS:,}",
            do_zh="请分成几次行动",
            do_en="Make several campaigns of it",
        )


def add_point(by: By, campaign: Campaign, new: NewPoint) -> CampaignPoint:
    """Add one point. Raises ``Fault`` for one that is there already, and for a place outside of the campaign."""
    with deed(by, "grid.campaign.point.add") as d:
        row = _opened(d, by, campaign)
        _require_room(row, 1)
        values = new.values(Ground.of(row))
        _require_new(row, values)
        _require_team(row, new.team)
        point = d.add(CampaignPoint(campaign=row, **values))
        _given(d, row, [point])
        return point


def _require_new(row: Campaign, values: dict[str, Any], but: int | None = None) -> None:
    same = row.points.filter(area=values["area"], name=values["name"]).exclude(pk=but)
    if same.exists():
        raise Fault(
            f"“{values['area'].name}”里已经有“{values['name']}”",
            f'there is a point "{values["name"]}" in "{values["area"].name}" already',
            do_zh="请换个名称，如写上门牌",
            do_en="Choose another name, such as one with the house number",
        )


def _require_team(row: Campaign, team: CampaignTeam | None) -> None:
    if team is not None and team.campaign_id != row.pk:
        raise Fault("没有这个小队", "there is no such team", do_zh="请另选", do_en="Choose another")


def pick_points(by: By, campaign: Campaign, places: Iterable[DutyPlace]) -> int:
    """Add duty places (points, stretches, buildings) as points; those that are there already are left out.

    A point of the same name that somebody wrote within 30 m is the place from now on. Returns how many are new.
    Raises ``Fault`` for one outside of the campaign.
    """
    with deed(by, "grid.campaign.point.pick") as d:
        row, ground = _opened(d, by, campaign), Ground.of(campaign)
        wanted, written = _fresh(row, ground, places)
        _require_room(row, len(wanted))
        d.add_many(wanted)
        d.change_many(written, ["place"])
        return len(wanted)


def _fresh(
    row: Campaign, ground: Ground, places: Iterable[DutyPlace]
) -> tuple[list[CampaignPoint], list[CampaignPoint]]:
    """Return points for the places that are none yet, and those written by hand that turn out to be a place.

    Of two of one name the later one bears the code of its place.
    """
    there = {(point.area_id, point.name): point for point in row.points.all()}
    known = {point.place_id for point in there.values()}
    found, written = list[CampaignPoint](), list[CampaignPoint]()
    for place in places:
        if place.pk in known:
            continue
        point = _of_place(row, ground, place)
        same = there.get((point.area_id, point.name))
        if same is not None and _is_place(same, place):
            same.place = place
            written.append(same)
            known.add(place.pk)
            continue
        if same is not None:
            point.name = f"{place.name[: LONGEST_NAME - 1 - len(place.code)]} {place.code}"
        if (point.area_id, point.name) not in there:
            known.add(place.pk)
            there[point.area_id, point.name] = point
            found.append(point)
    return found, written


def _is_place(point: CampaignPoint, place: DutyPlace) -> bool:
    """Return whether a point that somebody wrote lies where a place of its name is."""
    if point.place_id is not None or point.lon is None or place.lon is None or place.lat is None:
        return False
    return metres(point, place.lon, place.lat) <= NEAR


def _of_place(row: Campaign, ground: Ground, place: DutyPlace) -> CampaignPoint:
    same = {name: getattr(place, name) for name in ("name", "address", "lon", "lat")}
    return CampaignPoint(campaign=row, place=place, area=ground.named(place.area), **same)


def change_point(by: By, point: CampaignPoint, new: NewPoint) -> CampaignPoint:
    """Change what is told of a point, or give it to another team. Raises ``Fault`` as ``add_point``."""
    with deed(by, "grid.campaign.point.change") as d:
        row = _opened(d, by, point.campaign)
        found = d.lock(point)
        before = found.team
        values = new.values(Ground.of(row))
        _require_new(row, values, found.pk)
        _require_team(row, new.team)
        if found.walked and before is not None and new.team != before:
            raise stays_with_its_team()
        if new.team is None and row.started_at:
            raise Fault(
                "行动已经开始，点要有小队",
                "the campaign runs: a point needs a team",
                do_zh="请选一个小队",
                do_en="Choose a team",
            )
        d.change(found, **values)
        if found.team_id != (before.pk if before else None):
            _given(d, row, [found], before)
        return found


def drop_point(by: By, point: CampaignPoint, *, reason: str = "") -> None:
    """Remove a point nobody has walked to. Raises ``Fault`` where somebody has."""
    with deed(by, "grid.campaign.point.drop", reason=reason) as d:
        row = _opened(d, by, point.campaign)
        found = d.lock(point)
        if found.state != PointState.AHEAD:
            raise Fault(
                "有人走过这个点，不能去掉",
                "somebody has been at this point; it stays",
                do_zh="请先撤回，或留着",
                do_en="Take the walk back first, or leave it",
            )
        team = found.team
        _remove(d, [found])
        _keep_time(d, row, [team] if team else [])


def _remove(d: Deed, points: Sequence[CampaignPoint]) -> None:
    """Remove locked points; of those copied from one of them the oldest takes its place as root of the others."""
    copies = list(CampaignPoint.objects.filter(root__in=points).order_by("pk").select_for_update(no_key=True))
    oldest: dict[int, CampaignPoint] = {}
    for copy in copies:
        first = oldest.setdefault(copy.root_id, copy)
        copy.root = None if copy is first else first
    d.change_many(copies, ["root"])
    for point in points:
        d.remove(point)


def import_points(
    by: By, campaign: Campaign, drafts: Drafts, *, complete: bool = False, reason: str = "", seen: str = ""
) -> Plan:
    """Add and change points as a file says, planned anew on what stands now.

    ``seen`` is the fingerprint of the plan somebody has looked at; another one is refused. Raises ``Fault`` where
    anything stands against it; then nothing is written.
    """
    with deed(by, "grid.campaign.point.import", reason=reason) as d:
        row = _opened(d, by, campaign)
        limits.hold_points(row)
        plan = plan_points(drafts, row, complete=complete)
        plan.require(seen)
        _require_room(row, len(plan.added) - len(plan.gone))
        added = d.add_many([CampaignPoint(campaign=row, **change.values) for change in plan.added])
        changed = [d.lock(change.of) for change in plan.changed]
        for point, change in zip(changed, plan.changed, strict=True):
            for name, value in change.values.items():
                setattr(point, name, value)
        d.change_many(changed, POINT)
        _remove(d, plan.gone)
        passed = [
            point for point, change in zip(changed, plan.changed, strict=True) if "team" in change.values
        ]
        _given(d, row, [*added, *passed], *row.teams.all())
        return plan


def give_points(by: By, campaign: Campaign, points: Sequence[CampaignPoint], team: CampaignTeam) -> int:
    """Give points to a team by hand; return how many changed hands. Walked ones stay with who walked them."""
    return share_points(by, campaign, {point.pk: team for point in points})


def share_points(by: By, campaign: Campaign, teams: dict[int, CampaignTeam]) -> int:
    """Give each point (by its key) to its team; return how many changed hands. Walked ones stay where they are.

    Raises ``Fault`` for a team of another campaign, and where it is over.
    """
    with deed(by, "grid.campaign.point.give") as d:
        row = _opened(d, by, campaign)
        for team in {team.pk: team for team in teams.values()}.values():
            _require_team(row, team)
        found = row.points.select_for_update(of=("self",)).filter(pk__in=teams)
        points = [one for one in found if not one.walked and one.team_id != teams[one.pk].pk]
        before = {one.team_id for one in points}
        for point in points:
            point.team = teams[point.pk]
        d.change_many(points, ["team"])
        _given(d, row, points, *row.teams.filter(pk__in=before))
        return len(points)


def _given(d: Deed, row: Campaign, points: Sequence[CampaignPoint], *before: CampaignTeam | None) -> None:
    """Let the clocks of the teams that gave and got points be right, and tell who got some while it runs."""
    got: dict[int, int] = {}
    for point in points:
        if point.team_id:
            got[point.team_id] = got.get(point.team_id, 0) + 1
    changed = _keep_time(d, row, [*(team for team in before if team), *row.teams.filter(pk__in=got)])
    if row.started_at is not None:
        telling.points_given(d, row, {changed[pk]: count for pk, count in got.items()})


def _keep_time(d: Deed, row: Campaign, teams: Iterable[CampaignTeam]) -> dict[int, CampaignTeam]:
    """Let the clocks of teams be right, and return them locked by key: nobody walks a last point meanwhile."""
    locked = {pk: d.lock(team) for pk, team in sorted({team.pk: team for team in teams}.items())}
    for team in locked.values():
        team.campaign = row
        limits.keep(d, team)
    return locked

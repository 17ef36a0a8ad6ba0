"""Two campaigns of the month: stairwells walked once and archived, and the look back at them, under way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone

from yike.core.accounts.models import Unit, User
from yike.core.areas.models import Area
from yike.core.record.clock import now, today
from yike.core.rights.by import By
from yike.demonstration.dice import Dice
from yike.demonstration.ground import Building
from yike.demonstration.load.stories import Story, after, in_office
from yike.demonstration.load.weeks import Cast
from yike.demonstration.parcels import Parcel
from yike.demonstration.town import SEED
from yike.rooms.grid.actions import campaigns as act
from yike.rooms.grid.actions.campaigns import NewCampaign, NewPoint, NewTeam
from yike.rooms.grid.actions.cases import NewCase
from yike.rooms.grid.actions.cases.kinds import load_sample
from yike.rooms.grid.models import Campaign, CampaignPoint, CaseKind
from yike.rooms.grid.queries.cases.kinds import kinds_for

BEGAN, CLOSED, AGAIN, WATCHED = 29, 22, 3, 14  # days ago; the last: days of watching
POINTS, WALKED_AGAIN = 26, 15
FOUND, FOUND_AGAIN = frozenset({1, 4, 8, 13, 17, 20, 24}), frozenset({4, 6, 11, 13})  # which points, in order
QUESTIONS = ("楼道有没有堆东西", "消防门关不关得上", "应急灯亮不亮", "电线有没有私拉")
PARTNER = "葑江供电所（虚构）"
SEEN = ("门口堆了纸箱和旧家具。", "楼梯转角靠着木板和床垫。", "过道里堆着空瓶和泡沫箱。")
KIND = "暴露垃圾"
BEHIND = ("院门锁着，没有人开", "楼道在刷墙，进不去")


@dataclass(frozen=True)
class Crew:
    """Who walks: the community's worker who plans, and a worker for each of its grids."""

    keeper: By
    community: Area
    workers: Sequence[tuple[Area, User]]


def campaigns(cast: Cast) -> Story:
    """Walk the stairwells of a community once, archive it, and walk them once more from three days ago on."""
    dice, crew = Dice(SEED, "campaigns"), _crew(cast)
    began, closed, archived, again_at = map(_morning, (BEGAN, CLOSED, CLOSED - WATCHED - 1, AGAIN))
    yield began
    if not CaseKind.objects.exists():
        load_sample(cast.by("admin"))
    first = act.make_campaign(crew.keeper, _plan(crew.community, "入冬前排查楼道堆物", days=8))
    for area, user in crew.workers:
        act.make_team(crew.keeper, first, _team(area, user))
    _points(cast, crew, first)
    act.go_campaign(crew.keeper, first, "start")
    yield from _walked(first, dice, POINTS, FOUND)
    yield closed
    act.go_campaign(crew.keeper, first, "close")
    yield archived
    act.archive_due()
    yield again_at
    plan = _plan(crew.community, "楼道堆物回头看", days=9)
    again = act.copy_campaign(crew.keeper, first, plan)
    act.go_campaign(crew.keeper, again, "start")
    yield from _walked(again, dice, WALKED_AGAIN, FOUND_AGAIN)


def _morning(ago: int) -> datetime:
    return timezone.make_aware(datetime.combine(today() - timedelta(days=ago), time(9, 10)))


def _crew(cast: Cast) -> Crew:
    """Return the crew of the community in which the first grid worker of the demonstration works."""
    posts = {colleague.username: colleague.place for colleague in cast.town.staff}
    home = posts["grid"].community
    keeper = next(
        c.username for c in cast.town.staff if c.role == "community_worker" and c.place.community == home
    )
    grids = [parcel.code for parcel in cast.town.parcels if parcel.community == home][:3]
    workers = [(cast.areas[code], cast.worker_of[code]) for code in grids]
    return Crew(cast.by(keeper), cast.areas[home], workers)


def _plan(area: Area, name: str, *, days: int) -> NewCampaign:
    purpose = "天冷用电多，楼道堆物最怕着火。"
    until = today() + timedelta(days=days - 1)
    return NewCampaign(name, area, today(), until, purpose, QUESTIONS, WATCHED)


def _team(area: Area, user: User) -> NewTeam:
    units = list(Unit.objects.filter(name=PARTNER))
    return NewTeam(f"{area.name}小队", user, units=units, area=area, helpers=2)


def _points(cast: Cast, crew: Crew, campaign: Campaign) -> None:
    """Write the first buildings of each grid as points, and share them out."""
    codes = {area.code for area, _user in crew.workers}
    inner = [_inner(parcel) for parcel in cast.town.parcels if parcel.code in codes]
    for building in [building for group in zip(*inner, strict=False) for building in group][:POINTS]:
        new = NewPoint(building.address[:60], "", building.lon, building.lat)
        act.add_point(crew.keeper, campaign, new)
    teams = {team.area_id: team for team in campaign.teams.all()}
    points = campaign.points.all()
    given = {point.pk: teams.get(point.area_id, next(iter(teams.values()))) for point in points}
    act.share_points(crew.keeper, campaign, given)


def _inner(parcel: Parcel) -> list[Building]:
    """Return the buildings of a grid, those in its middle first; none of them lies over the border."""
    lon, lat = (
        sum(getattr(b, name) for b in parcel.buildings) / len(parcel.buildings) for name in ("lon", "lat")
    )
    return sorted(parcel.buildings, key=lambda b: ((b.lon - lon) ** 2 + (b.lat - lat) ** 2, b.code))


def _walked(campaign: Campaign, dice: Dice, count: int, found: frozenset[int]) -> Story:
    """Walk so many points, some each hour: at a few something is found, one cannot be reached at first."""
    points = list(campaign.points.select_related("team__leader").order_by("root_id", "pk"))[:count]
    for number, point in enumerate(points):
        yield after(now(), dice, 0.2, 2.5, duty=True)
        somebody = By.person(point.team.leader)
        if number % 12 == 5:
            act.walk_missed(somebody, point, reason=BEHIND[number // 12 % 2])
            yield in_office(now() + timedelta(hours=3), dice, duty=True)
        _seen(somebody, point, dice, bad=number in found)


def _seen(somebody: By, point: CampaignPoint, dice: Dice, *, bad: bool) -> None:
    if not bad:
        act.walk_clean(somebody, point)
        return
    kind = next(kind for kind in kinds_for([point.area.path]) if kind.name == KIND)
    act.walk_found(somebody, point, NewCase(kind, text=dice.pick(SEEN)), question=0)

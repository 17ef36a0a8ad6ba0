"""The teams of a campaign: who leads, who walks with them, which units take part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from yike.core.accounts.models import Unit, User
from yike.core.areas.models import Area
from yike.core.record.deed import Deed, deed
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.grid.actions.campaigns import limits, words
from yike.rooms.grid.models import Campaign, CampaignMember, CampaignTeam, CampaignUnit
from yike.rooms.grid.models.campaigns import SHOWN
from yike.rooms.grid.queries.campaigns.placing import Ground
from yike.rooms.grid.rules import campaigns as rules

MOST_TEAMS, MOST_HELPERS = 60, 999


@dataclass(frozen=True)
class NewTeam:
    """A team: ``helpers`` counts volunteers without an account; of them nothing else is kept."""

    name: str
    leader: User
    members: Sequence[User] = ()
    units: Sequence[Unit] = ()
    area: Area | None = None
    helpers: int = 0

    def values(self, ground: Ground) -> dict[str, Any]:
        """Return the fields. Raises ``Fault`` for a missing name, people who cannot log in, an area outside."""
        for user in (self.leader, *self.members):
            _require_walker(user)
        if not 0 <= self.helpers <= MOST_HELPERS:
            raise Fault(
                "志愿者人数不对",
                "the number of volunteers is wrong",
                do_zh=f"请填 0 到 {MOST_HELPERS}",
                do_en=f"Give 0 to {MOST_HELPERS}",
            )
        area = ground.named(self.area) if self.area is not None else None
        name = words.plain(self.name, 30, "队名", "the name of the team")
        return {"name": name, "leader": self.leader, "area": area, "helpers": self.helpers}


def _require_walker(user: User) -> None:
    if not rules.WALK.allows(user):
        raise Fault(
            f"{user.name}还不能走点：没有在用的账号，或没有参加行动的角色",
            f"{user.name} cannot walk: no open account, or no role that takes part",
            do_zh="请另选一位；没有账号的志愿者只填人数",
            do_en="Choose somebody else; of volunteers without an account give the number",
        )


def make_team(by: By, campaign: Campaign, new: NewTeam) -> CampaignTeam:
    """Add a team. Raises ``Fault`` for a name that is taken and for what ``NewTeam`` cannot be."""
    with deed(by, "grid.campaign.team.add") as d:
        row = _opened(d, by, campaign)
        _require_name(row, new.name)
        if row.teams.count() >= MOST_TEAMS:
            raise Fault(
                f"一次行动最多 {MOST_TEAMS} 个小队",
                f"a campaign has at most {MOST_TEAMS} teams",
                do_zh="请合并",
                do_en="Join some",
            )
        team = d.add(CampaignTeam(campaign=row, **new.values(Ground.of(row))))
        _people(d, team, new)
        return team


def _opened(d: Deed, by: By, campaign: Campaign) -> Campaign:
    row = d.lock(campaign)
    rules.KEEP.require(by, row.area)
    words.require_open(row)
    return row


def _require_name(row: Campaign, name: str, but: int | None = None) -> None:
    if row.teams.filter(name=" ".join(name.split())).exclude(pk=but).exists():
        raise Fault(
            f"已经有“{name.strip()}”这一队",
            f'there is a team "{name.strip()}" already',
            do_zh="请换个队名",
            do_en="Choose another name",
        )


def _people(d: Deed, team: CampaignTeam, new: NewTeam) -> None:
    """Let members and units be exactly those named; the leader is no member besides."""
    _exactly(
        d,
        team.members.all(),
        "user_id",
        {user.pk for user in new.members} - {new.leader.pk},
        CampaignMember,
        team,
    )
    _exactly(d, team.units.all(), "unit_id", {unit.pk for unit in new.units}, CampaignUnit, team)


def _exactly(d: Deed, rows: Any, name: str, wanted: set[int], model: Any, team: CampaignTeam) -> None:
    there = {getattr(row, name): row for row in rows}
    for key, row in there.items():
        if key not in wanted:
            d.remove(row)
    d.add_many([model(team=team, **{name: key}) for key in sorted(wanted - set(there))])


def change_team(by: By, team: CampaignTeam, new: NewTeam) -> CampaignTeam:
    """Change a team; another leader takes the deadline over. Raises ``Fault`` as ``make_team``."""
    with deed(by, "grid.campaign.team.change") as d:
        row = _opened(d, by, team.campaign)
        found = d.lock(team)
        found.campaign = row
        _require_name(row, new.name, found.pk)
        d.change(found, **new.values(Ground.of(row)))
        _people(d, found, new)
        limits.pass_on(d, found)
        return found


def drop_team(by: By, team: CampaignTeam) -> None:
    """Remove a team that has no points. Raises ``Fault`` where it has some."""
    with deed(by, "grid.campaign.team.drop") as d:
        _opened(d, by, team.campaign)
        found = d.lock(team)
        if found.points.exists():
            raise Fault(
                "这一队还有点",
                "the team still has points",
                do_zh="请先把点分给别的小队",
                do_en="Give its points to other teams first",
            )
        for row in (*found.members.all(), *found.units.all()):
            d.remove(row)
        d.remove(found)


def hand_on_teams(d: Deed, user: User, to: User) -> int:
    """Let ``to`` lead the teams of running campaigns that ``user`` leads; return how many."""
    rows = list(led_teams(user).order_by("pk").select_for_update(of=("self",), no_key=True))
    for row in rows:
        d.change(row, leader=to)
        for member in row.members.filter(user=to):
            d.remove(member)
        limits.pass_on(d, row)
    return len(rows)


def led_teams(user: User) -> Any:
    """Return the teams somebody leads in campaigns that are not over."""
    return CampaignTeam.objects.filter(leader=user, campaign__state__in=SHOWN)

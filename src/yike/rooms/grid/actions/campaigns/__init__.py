"""What can be done with campaigns."""

from __future__ import annotations

from yike.rooms.grid.actions.campaigns.moving import archive_due, go_campaign
from yike.rooms.grid.actions.campaigns.planning import (
    NewCampaign,
    change_campaign,
    copy_campaign,
    make_campaign,
)
from yike.rooms.grid.actions.campaigns.points import (
    NewPoint,
    add_point,
    change_point,
    drop_point,
    give_points,
    import_points,
    pick_points,
    share_points,
)
from yike.rooms.grid.actions.campaigns.teams import NewTeam, change_team, drop_team, make_team
from yike.rooms.grid.actions.campaigns.walking import walk_back, walk_clean, walk_found, walk_missed

__all__ = [
    "NewCampaign",
    "NewPoint",
    "NewTeam",
    "add_point",
    "archive_due",
    "change_campaign",
    "change_point",
    "change_team",
    "copy_campaign",
    "drop_point",
    "drop_team",
    "give_points",
    "go_campaign",
    "import_points",
    "make_campaign",
    "make_team",
    "pick_points",
    "share_points",
    "walk_back",
    "walk_clean",
    "walk_found",
    "walk_missed",
]

"""What becomes of a campaign, and of each point that is walked to."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yike.core.rights.flow import Flow, arrow
from yike.rooms.grid.models.campaigns import CampaignState, PointState
from yike.rooms.grid.rules import campaigns as rules

PREPARING, RUNNING, CLOSING = CampaignState.PREPARING, CampaignState.RUNNING, CampaignState.CLOSING
ARCHIVED, CANCELLED = CampaignState.ARCHIVED, CampaignState.CANCELLED

CAMPAIGN = Flow(
    arrow("start", [PREPARING], RUNNING, _("开始走访"), rules.KEEP, "primary"),
    arrow("close", [RUNNING], CLOSING, _("走访结束"), rules.KEEP, "primary"),
    arrow("archive", [CLOSING], ARCHIVED, _("归档这次行动"), rules.KEEP),
    arrow("cancel", [PREPARING, RUNNING], CANCELLED, _("取消行动"), rules.KEEP, "danger"),
)
OPEN = frozenset({PREPARING, RUNNING})
"""While it is so, teams and points can be changed."""

AHEAD, CLEAN, FOUND, MISSED = PointState.AHEAD, PointState.CLEAN, PointState.FOUND, PointState.MISSED

POINT = Flow(
    arrow("clean", [AHEAD, MISSED], CLEAN, _("没问题"), rules.WALK, "primary"),
    arrow("find", [AHEAD, MISSED, CLEAN, FOUND], FOUND, _("有发现"), rules.WALK),
    arrow("miss", [AHEAD, MISSED], MISSED, _("没走成"), rules.WALK),
    arrow("undo", [CLEAN, MISSED], AHEAD, _("按错了，撤回"), rules.WALK),
)

"""What becomes of an activity: 策划→审批→报名中→进行中→待总结→归档; cancelled or postponed with everybody told."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yike.core.rights.flow import Flow, arrow
from yike.rooms.almanac.models.activities import ActivityState
from yike.rooms.almanac.rules import activities as rules

PLAN, ASKED, OPEN, RUNNING = (
    ActivityState.PLAN,
    ActivityState.ASKED,
    ActivityState.OPEN,
    ActivityState.RUNNING,
)
SUMMING, ARCHIVED = ActivityState.SUMMING, ActivityState.ARCHIVED
POSTPONED, CANCELLED = ActivityState.POSTPONED, ActivityState.CANCELLED

ACTIVITY = Flow(
    arrow("ask", [PLAN], ASKED, _("送审"), rules.PLAN, "primary"),
    arrow("approve", [ASKED], OPEN, pgettext_lazy("of an activity", "同意"), rules.APPROVE, "primary"),
    arrow("return", [ASKED], PLAN, _("退回修改"), rules.APPROVE),
    arrow("begin", [OPEN], RUNNING, _("开始了"), rules.PLAN, "primary"),
    arrow("end", [RUNNING], SUMMING, _("结束了"), rules.PLAN, "primary"),
    arrow("archive", [SUMMING], ARCHIVED, _("总结归档"), rules.PLAN, "primary"),
    arrow("reschedule", [OPEN, POSTPONED], OPEN, pgettext_lazy("of an activity", "改期"), rules.PLAN),
    arrow("postpone", [OPEN], POSTPONED, _("延期，日子另定"), rules.PLAN),
    arrow("cancel", [PLAN, ASKED, OPEN, RUNNING, POSTPONED], CANCELLED, _("取消"), rules.PLAN, "danger"),
)

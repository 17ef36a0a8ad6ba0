"""What becomes of a point, and of a rating."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yike.core.rights.flow import Flow, arrow
from yike.rooms.circle import rules
from yike.rooms.circle.models import PointState, RatingState

PREPARING, TRIAL, OPEN = PointState.PREPARING, PointState.TRIAL, PointState.OPEN
PAUSED, CLOSED = PointState.PAUSED, PointState.CLOSED

POINT = Flow(
    arrow("try", [PREPARING], TRIAL, _("开始试运行"), rules.KEEP),
    arrow("open", [PREPARING, TRIAL], OPEN, _("正式开放"), rules.KEEP, "primary"),
    arrow("pause", [TRIAL, OPEN], PAUSED, _("暂停"), rules.KEEP),
    arrow("resume", [PAUSED], OPEN, _("恢复开放"), rules.KEEP, "primary"),
    arrow("close", [TRIAL, OPEN, PAUSED], CLOSED, _("关闭"), rules.KEEP, "danger"),
    arrow("prepare", [CLOSED], PREPARING, _("重新筹备"), rules.KEEP),
)

RECEIVED, VERIFYING, MENDING = RatingState.RECEIVED, RatingState.VERIFYING, RatingState.MENDING
CALLING, DONE, MISTAKEN = RatingState.CALLING_BACK, RatingState.CLOSED, RatingState.MISTAKEN

RATING = Flow(
    arrow("verify", [RECEIVED], VERIFYING, _("已联系，开始核实"), rules.ANSWER, "primary"),
    arrow("mend", [VERIFYING], MENDING, _("属实，开始整改"), rules.ANSWER, "primary"),
    arrow("mended", [MENDING], CALLING, _("整改好了"), rules.ANSWER, "primary"),
    arrow("mistaken", [RECEIVED, VERIFYING], MISTAKEN, _("核实为误评"), rules.ANSWER),
    arrow("close", [CALLING], DONE, _("已回访，办结"), rules.ANSWER, "primary"),
    arrow("again", [CALLING], MENDING, _("回访不满意，再整改"), rules.ANSWER),
)

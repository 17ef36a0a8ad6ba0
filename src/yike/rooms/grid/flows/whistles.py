"""What becomes of a whistle, and of each unit it calls. Arrows without a right are the machine's."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yike.core.rights.flow import Flow, arrow
from yike.rooms.grid import rules
from yike.rooms.grid.models.whistles import CallState, WhistleState

DRAFT, ASKED, BLOWN = WhistleState.DRAFT, WhistleState.ASKED, WhistleState.BLOWN
MEETING, HANDLING, ACCEPTING = WhistleState.MEETING, WhistleState.HANDLING, WhistleState.ACCEPTING
RATING, CLOSED, WITHDRAWN = WhistleState.RATING, WhistleState.CLOSED, WhistleState.WITHDRAWN
ESCALATED, POSTPONED = WhistleState.ESCALATED, WhistleState.POSTPONED

WHISTLE = Flow(
    arrow("ask", [DRAFT], ASKED, _("送审"), rules.CALL, "primary"),
    arrow("blow", [DRAFT], BLOWN, _("先吹哨，后补审核"), rules.CALL, "danger"),
    arrow("approve", [ASKED], BLOWN, _("同意，吹响"), rules.APPROVE, "primary"),
    arrow("return", [ASKED], DRAFT, _("退回修改"), rules.APPROVE),
    arrow("withdraw", [DRAFT, ASKED, BLOWN], WITHDRAWN, _("撤回"), rules.CALL),
    arrow("gather", [BLOWN], MEETING, _("到场")),
    arrow("plan", [MEETING], HANDLING, _("商定办法"), rules.CALL, "primary"),
    arrow("done", [HANDLING], ACCEPTING, _("报验收"), rules.CALL, "primary"),
    arrow("accept", [ACCEPTING], RATING, _("验收通过"), rules.ACCEPT, "primary"),
    arrow("rework", [ACCEPTING], HANDLING, _("没做好，再做"), rules.ACCEPT),
    arrow("escalate", [BLOWN, MEETING, HANDLING, ACCEPTING], ESCALATED, _("解决不了，报上级"), rules.APPROVE),
    arrow("postpone", [ESCALATED], POSTPONED, pgettext_lazy("按钮", "挂账"), rules.APPROVE),
    arrow("resume", [ESCALATED, POSTPONED], HANDLING, _("接着处置"), rules.APPROVE, "primary"),
    arrow("close", [RATING], CLOSED, _("销哨"), rules.CALL, "primary"),
)

CALLED, READ, SIGNED, LEFT = CallState.CALLED, CallState.READ, CallState.SIGNED, CallState.LEFT
ARRIVED, REFUSED = CallState.ARRIVED, CallState.REFUSED
EXCUSED, SPARED, ABSENT = CallState.EXCUSED, CallState.SPARED, CallState.ABSENT

CALL = Flow(
    arrow("read", [CALLED], READ, _("读到")),
    arrow("sign", [CALLED, READ], SIGNED, _("签收"), rules.COME, "primary"),
    arrow("leave", [CALLED, READ, SIGNED], LEFT, _("出发"), rules.COME, "primary"),
    arrow(
        "arrive", [CALLED, READ, SIGNED, LEFT], ARRIVED, pgettext_lazy("按钮", "到了"), rules.COME, "primary"
    ),
    arrow("refuse", [CALLED, READ, SIGNED], REFUSED, _("来不了"), rules.COME),
    arrow("see", [CALLED, READ, SIGNED, LEFT], ARRIVED, _("我看见他们到了"), rules.CALL),
    arrow("insist", [REFUSED], SIGNED, _("裁定：要来"), rules.APPROVE, "danger"),
    arrow("excuse", [REFUSED], EXCUSED, _("裁定：可以不来"), rules.APPROVE),
    arrow("miss", [CALLED, READ, SIGNED, LEFT], ABSENT, _("没有来")),
    arrow("spare", [CALLED, READ, SIGNED, LEFT, REFUSED], SPARED, _("不用来了")),
)
COMING = frozenset({CALLED, READ, SIGNED, LEFT})
EXPECTED = COMING | {ARRIVED, REFUSED}  # units that have to come, as far as is known

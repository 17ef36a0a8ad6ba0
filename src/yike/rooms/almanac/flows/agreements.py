"""What becomes of an agreement: 草拟→执行中→到期结束、续签或提前终止; and of one line of its three lists."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yike.core.rights.flow import Flow, arrow
from yike.rooms.almanac.models.agreements import AgreementState, LineState
from yike.rooms.almanac.rules import agreements as rules

S, L = AgreementState, LineState

AGREEMENT = Flow(
    arrow("sign", [S.DRAFT], S.IN_FORCE, _("登记签约"), rules.CONFIRM, "main"),
    arrow("renew", [S.IN_FORCE, S.ENDED], S.RENEWED, _("续签"), rules.CONFIRM, "main"),
    arrow("end", [S.IN_FORCE], S.ENDED, _("到期结束")),
    arrow("terminate", [S.IN_FORCE], S.TERMINATED, _("提前终止"), rules.CONFIRM, "danger"),
    arrow("drop", [S.DRAFT], S.DROPPED, _("不签了"), rules.KEEP),
)

LINE = Flow(
    arrow("start", [L.OPEN], L.DOING, _("开始了"), rules.KEEP),
    arrow("finish", [L.OPEN, L.DOING], L.DONE, _("完成了"), rules.KEEP, "main"),
    arrow("give_up", [L.OPEN, L.DOING], L.DROPPED, _("不做了"), rules.KEEP),
)

"""What becomes of a request: one arrow a line, who may go it, and how long each state may last.

The states follow the laws of Beijing (接诉即办, art. 11, 13) and Weifang: registered, dispatched, signed for, the
person contacted, handled, answered, asked back, closed. A refusal names whose it is and is ruled on; after a
rejected one there is no second. Who is not content is handled once more.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yike.core.rights.flow import Flow, arrow
from yike.engines.worktime import Limit, Unit
from yike.rooms.grid import rules
from yike.rooms.grid.models.requests import OPEN, WORKED, RequestState

S = RequestState

REQUEST = Flow(
    arrow("dispatch", [S.REGISTERED], S.DISPATCHED, _("派单"), rules.DISPATCH, "primary"),
    arrow("answer_now", [S.REGISTERED], S.ANSWERED, _("当场答复"), rules.DISPATCH),
    arrow("divert", [S.REGISTERED], S.CLOSED, _("告知渠道"), rules.DISPATCH),
    arrow("sign", [S.DISPATCHED], S.SIGNED, _("签收"), rules.HANDLE, "primary"),
    arrow("refuse", [S.DISPATCHED], S.REFUSED, _("退单"), rules.HANDLE),
    arrow("agree", [S.REFUSED], S.DISPATCHED, _("同意退单"), rules.DISPATCH, "primary"),
    arrow("reject", [S.REFUSED], S.DISPATCHED, _("驳回退单"), rules.DISPATCH),
    arrow("contact", [S.SIGNED], S.HANDLING, _("已联系诉求人"), rules.HANDLE, "primary"),
    arrow("answer", [S.HANDLING], S.ANSWERED, _("答复"), rules.HANDLE, "primary"),
    arrow("revisit", [S.ANSWERED], S.CLOSED, _("回访"), rules.DISPATCH, "primary"),
    arrow("pass", [S.DISPATCHED, S.SIGNED, S.HANDLING], S.DISPATCHED, _("改派"), rules.DISPATCH),
    arrow("again", [S.ANSWERED, S.CLOSED], S.HANDLING, _("二次办理")),
    arrow("confirm", [S.ANSWERED], S.CLOSED, _("本人确认")),
    arrow("withdraw", OPEN, S.WITHDRAWN, _("本人撤回")),
)
"""Arrows without a right are gone by the person who asked, on the secret page, or follow from a call back."""

STAYS = Flow(
    arrow("news", WORKED - {S.REGISTERED, S.REFUSED}, "", _("告诉进展"), rules.HANDLE),
    arrow("extend", [S.SIGNED, S.HANDLING], "", _("申请延期"), rules.HANDLE),
    arrow("raise", [S.SIGNED, S.HANDLING], "", _("报请协调"), rules.HANDLE),
    arrow("supervise", OPEN, "", _("督办"), rules.SUPERVISE),
)
"""What can be done with a request without moving it."""

BECOMES_A_CASE = WORKED - {S.REFUSED}
"""Somebody has to put something right before there is an answer: then it can be handed to whoever mends it."""

HELPED = frozenset({S.SIGNED, S.HANDLING})
"""Other units can be asked to help, and are waited for."""

STEPS = {
    S.DISPATCHED: ("grid.request.sign", Limit(1, Unit.WORK_DAY)),
    S.SIGNED: ("grid.request.contact", Limit(1, Unit.WORK_DAY)),
    S.REFUSED: ("grid.request.rule", Limit(1, Unit.WORK_DAY)),
    S.ANSWERED: ("grid.request.revisit", Limit(3, Unit.WORK_DAY)),
}
"""How long a state may last that has a deadline of its own (a default of the house); the answer's runs beside."""

REPLY = Limit(24 * 60, Unit.MINUTE)
"""Somebody who said something hears back within 24 hours."""

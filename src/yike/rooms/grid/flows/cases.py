"""What becomes of a case: the seven links of the field, one arrow a line, with who may go it.

信息收集 → 案卷建立 → 任务派遣 → 任务处理 → 处理反馈 → 核实结案 → 综合评价; and on the way 不予立案, 退回与裁定,
延期, 挂账, 返工, 作废. Whoever has handled a case does not verify it.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from yike.core.rights.flow import Flow, arrow
from yike.engines.worktime import Limit, Unit
from yike.rooms.grid.models.cases import OPEN, CaseState
from yike.rooms.grid.rules import cases as rules

S = CaseState

CASE = Flow(
    arrow("accept", [S.REPORTED], S.ACCEPTED, _("受理"), rules.DISPATCH, "primary"),
    arrow("file", [S.ACCEPTED], S.FILED, _("立案"), rules.DISPATCH, "primary"),
    arrow("refuse", [S.REPORTED, S.ACCEPTED], S.REFUSED, pgettext_lazy("按钮", "不予立案"), rules.DISPATCH),
    arrow("dispatch", [S.FILED], S.DISPATCHED, _("派遣"), rules.DISPATCH, "primary"),
    arrow("take", [S.DISPATCHED], S.HANDLING, _("签收，开始处置"), rules.HANDLE, "primary"),
    arrow("answer", [S.HANDLING, S.ASKING], S.HANDLED, _("处置好了"), rules.HANDLE, "primary"),
    arrow("return", [S.DISPATCHED, S.HANDLING], S.RETURNED, _("不归我们，退回"), rules.HANDLE),
    arrow("rule", [S.RETURNED], S.DISPATCHED, _("裁定，派给"), rules.RULE, "primary"),
    arrow("ask", [S.HANDLING], S.ASKING, _("申请延期"), rules.HANDLE),
    arrow("allow", [S.ASKING], S.HANDLING, _("同意延期"), rules.DISPATCH, "primary"),
    arrow("deny", [S.ASKING], S.HANDLING, _("不同意延期"), rules.DISPATCH),
    arrow(
        "suspend",
        [S.DISPATCHED, S.HANDLING, S.ASKING],
        S.SUSPENDED,
        pgettext_lazy("按钮", "挂账"),
        rules.DISPATCH,
    ),
    arrow("resume", [S.SUSPENDED], S.HANDLING, _("恢复处置"), rules.DISPATCH, "primary"),
    arrow("verify", [S.HANDLED], S.CLOSED, _("核查通过，结案"), rules.VERIFY, "primary"),
    arrow("rework", [S.HANDLED], S.HANDLING, _("核查不通过，返工"), rules.VERIFY),
    arrow("assess", [S.CLOSED], S.ASSESSED, _("评价"), rules.DISPATCH),
    arrow("void", OPEN, S.VOID, _("作废案件"), rules.DISPATCH, "danger"),
)

REASONED = frozenset({"refuse", "return", "rule", "ask", "deny", "suspend", "rework", "void"})
"""Arrows that need a reason, which the case's page shows for ever."""

HANDLING = "grid.case.handle"
URGENT = "grid.case.urgent"
"""The time to handle an urgent case is counted apart: the field reports it so."""
HANDLINGS = (HANDLING, URGENT)
SORTING = "grid.case.sort"
VERIFYING = "grid.case.verify"
RULING = "grid.case.rule"
SORT = Limit(2, Unit.WORK_HOUR)
"""From the report until it is dispatched or refused (a default of the house)."""
VERIFICATION = Limit(1, Unit.WORK_DAY)
RULING_LIMIT = Limit(1, Unit.WORK_DAY)

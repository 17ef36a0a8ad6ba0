"""The deadlines of this room."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yike.core.deadlines.kinds import Kind, Step, Tell, name_deadlines
from yike.engines.worktime import Limit, Unit

PAGE = "grid:request"
SHORT = (Step(80, Tell.OWNER), Step(100, Tell.OWNER_AND_HEAD))

name_deadlines(
    {
        "grid.request.reply": Kind(_("24 小时回应"), SHORT, PAGE),
        "grid.request.answer": Kind(
            _("答复诉求"),
            (
                Step(50, Tell.OWNER),
                Step(80, Tell.OWNER),
                Step(100, Tell.OWNER_AND_HEAD),
                Step(100, Tell.LEADER, Limit(1, Unit.WORK_DAY)),
            ),
            PAGE,
        ),
        "grid.request.sign": Kind(_("签收诉求"), SHORT, PAGE),
        "grid.request.rule": Kind(_("裁定退单"), SHORT, PAGE),
        "grid.request.revisit": Kind(_("回访诉求人"), SHORT, PAGE),
    }
)

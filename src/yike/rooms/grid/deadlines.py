"""The kinds of deadlines of the grid room, and who is told as they run out."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yike.core.deadlines.kinds import Kind, Step, Tell, name_deadlines
from yike.engines.worktime import Limit, Unit

PAGE = "grid:request"
CASE = "grid:case"
SHORT = (Step(50, Tell.OWNER), Step(80, Tell.OWNER), Step(100, Tell.OWNER_AND_HEAD))

name_deadlines(
    {
        "grid.request.reply": Kind(_("24 小时回应"), SHORT, PAGE, ("24 小时回应", "replies within 24 hours")),
        "grid.request.answer": Kind(
            _("答复诉求"),
            (
                Step(50, Tell.OWNER),
                Step(80, Tell.OWNER),
                Step(100, Tell.OWNER_AND_HEAD),
                Step(100, Tell.LEADER, Limit(1, Unit.WORK_DAY)),
            ),
            PAGE,
            ("答复诉求", "answers to requests"),
        ),
        "grid.request.sign": Kind(_("签收诉求"), SHORT, PAGE, ("签收诉求", "requests to sign for")),
        "grid.request.contact": Kind(_("联系诉求人"), SHORT, PAGE, ("联系诉求人", "people to contact")),
        "grid.request.rule": Kind(_("裁定退单"), SHORT, PAGE),
        "grid.request.revisit": Kind(_("回访诉求人"), SHORT, PAGE),
        "grid.request.part": Kind(_("协办诉求"), SHORT, "grid:part"),
        "grid.whistle.approve": Kind(
            _("审核哨"),
            (Step(50, Tell.LEADER), Step(80, Tell.LEADER), Step(100, Tell.LEADER)),
            "grid:whistle",
        ),
        "grid.whistle.arrive": Kind(
            _("应哨到场"),
            (
                Step(50, Tell.OWNER),
                Step(80, Tell.OWNER_AND_HEAD),
                Step(100, Tell.HEAD_AND_LEADER),
                Step(100, Tell.LEADER, Limit(30, Unit.MINUTE)),
            ),
            "grid:call",
            ("应哨到场", "arrivals when whistled for"),
        ),
        "grid.whistle.review": Kind(
            _("挂账的哨到了再看的日子"),
            (Step(50, Tell.LEADER), Step(80, Tell.LEADER), Step(100, Tell.LEADER)),
            "grid:whistle",
        ),
        "grid.whistle.rate": Kind(_("互评"), SHORT, "grid:whistle"),
        "grid.whistle.task": Kind(_("完成现场商定的措施"), page="grid:task"),
        "grid.campaign.walk": Kind(
            _("走完专项行动的点"),
            (Step(50, Tell.OWNER), Step(80, Tell.OWNER), Step(100, Tell.OWNER_AND_HEAD)),
            "grid:campaign_team",
        ),
        "grid.case.sort": Kind(_("受理和派遣案件"), SHORT, CASE),
        "grid.case.handle": Kind(_("处置案件"), page=CASE),
        "grid.case.urgent": Kind(_("处置紧急案件"), page=CASE),
        "grid.case.rule": Kind(_("裁定退回"), SHORT, CASE),
        "grid.case.verify": Kind(_("核查案件"), SHORT, CASE),
    }
)

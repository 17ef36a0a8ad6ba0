"""The kinds of deadlines of the almanac, and who is told as they run out."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yike.core.deadlines.kinds import Kind, Step, Tell, name_deadlines

PAGE = "almanac:activity"

name_deadlines(
    {
        "almanac.activity.approve": Kind(
            _("审批活动"), (Step(80, Tell.HEAD_AND_LEADER), Step(100, Tell.LEADER)), PAGE
        ),
        "almanac.activity.sum": Kind(
            _("总结活动"), (Step(80, Tell.OWNER), Step(100, Tell.OWNER_AND_HEAD)), PAGE
        ),
        "almanac.appeal": Kind(
            _("裁定申诉"), (Step(80, Tell.HEAD_AND_LEADER), Step(100, Tell.LEADER)), "almanac:appeal"
        ),
        "almanac.task": Kind(
            _("答复会后提问"), (Step(50, Tell.OWNER), Step(100, Tell.OWNER_AND_HEAD)), "almanac:task"
        ),
        "almanac.agreement.end": Kind(
            _("定下共建协议续签还是结束"),
            (Step(50, Tell.OWNER), Step(80, Tell.OWNER_AND_HEAD), Step(100, Tell.HEAD_AND_LEADER)),
            "almanac:agreement",
        ),
        "almanac.relay": Kind(
            _("各群转发月历"),
            (Step(50, Tell.HEAD), Step(100, Tell.HEAD_AND_LEADER)),
            "almanac:relay",
            ("各群转发月历", "calendars passed on to all groups"),
        ),
        "almanac.question": Kind(
            _("24 小时答复群里的提问"),
            (Step(80, Tell.OWNER), Step(100, Tell.OWNER_AND_HEAD)),
            "almanac:question",
            ("24 小时答复群里的提问", "answers to groups within 24 hours"),
        ),
    }
)

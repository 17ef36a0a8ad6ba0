"""The kinds of messages this room sends."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yike.core.outbox.messages import name_kinds

name_kinds(
    {
        "almanac.hand_over": _("微网群换了群主"),
        "almanac.notice": _("便民通知"),
        "almanac.issue": _("便民月历送审"),
        "almanac.issue.untrue": _("已发布的月历要勘误"),
        "almanac.pack": _("请转发便民月历"),
        "almanac.mail": _("便民月历（邮件订阅）"),
        "almanac.mail.ask": _("请确认订阅"),
        "almanac.relay": _("社区转发便民月历"),
        "almanac.question": _("群里有人问"),
        "almanac.activity.asked": _("待审批的活动"),
        "almanac.activity.approved": _("活动已同意"),
        "almanac.activity.returned": _("活动退回修改"),
        "almanac.activity.changed": _("活动改了时间或地点"),
        "almanac.signup.promoted": _("候补转正"),
        "almanac.signup.calls": _("要打电话告诉的人"),
        "almanac.signup.remind": _("快开始的活动"),
        "almanac.appeal.entered": _("有申诉要裁定"),
        "almanac.appeal.ruled": _("申诉已裁定"),
        "almanac.task.asked": _("有提问要您答"),
        "almanac.agreement.signed": _("共建协议签了"),
        "almanac.agreement.ended": _("共建协议结束"),
        "almanac.activity.called_off": _("活动取消或延期"),
        "almanac.series.ask": _("系列待审批"),
        "almanac.series.approve": _("系列已同意"),
        "almanac.series.changed": _("系列有变"),
        "almanac.series.cancelled": _("系列取消"),
    }
)

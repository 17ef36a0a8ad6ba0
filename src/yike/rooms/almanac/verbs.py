"""What the deeds of this room are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yike.core.record.verbs import name_verbs

name_verbs(
    {
        "almanac.group.add": _("建立微网群"),
        "almanac.group.change": _("修改微网群"),
        "almanac.group.hand_over": _("更换群主"),
        "almanac.group.move": _("把微网群划到别的网格"),
        "almanac.activity.plan": _("策划活动"),
        "almanac.activity.change": _("修改活动"),
        "almanac.activity.ask": _("活动送审"),
        "almanac.activity.approve": _("同意活动"),
        "almanac.activity.return": _("退回活动"),
        "almanac.activity.begin": _("活动开始"),
        "almanac.activity.end": _("活动结束"),
        "almanac.activity.archive": _("活动归档"),
        "almanac.activity.reschedule": _("活动改期"),
        "almanac.activity.postpone": _("活动延期"),
        "almanac.activity.cancel": _("取消活动"),
        "almanac.signup.make": _("报名"),
        "almanac.signup.cancel": _("取消报名"),
        "almanac.signup.bring": _("改来几个人"),
        "almanac.signup.renew": _("重发个人链接"),
        "almanac.signup.read": _("查看报名人电话"),
        "almanac.signup.called": _("已打电话告诉"),
        "almanac.signup.import": _("导入报名名单"),
        "almanac.signup.remind": _("提醒明天的活动"),
        "almanac.signup.forget": _("清除报名人信息"),
        "almanac.door.in": _("签到"),
        "almanac.door.out": _("撤回签到"),
        "almanac.door.walk_in": _("现场登记"),
        "almanac.door.count": _("点人数"),
        "almanac.helper.note": _("记志愿时长"),
        "almanac.helper.drop": _("撤回志愿时长"),
        "almanac.venue.add": _("登记场地"),
        "almanac.venue.change": _("修改场地"),
        "almanac.notice.send": _("发便民通知"),
    }
)

"""What the deeds of this room are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yike.core.record.verbs import name_verbs
from yike.core.record.words import name_notes

name_verbs(
    {
        "circle.point.add": _("增加站点"),
        "circle.point.change": _("修改站点"),
        "circle.point.state": _("改变站点状态"),
        "circle.point.hours": _("修改开放时间"),
        "circle.point.exception": _("登记例外时间"),
        "circle.point.exception.drop": _("取消例外时间"),
        "circle.point.check": _("核对站点"),
        "circle.point.offer": _("登记办理点"),
        "circle.point.withdraw": _("撤下办理点"),
        "circle.item.add": _("增加事项"),
        "circle.item.change": _("修改事项"),
        "circle.point.photo": _("放上站点照片"),
        "circle.point.photo.drop": _("撤下站点照片"),
        "circle.sign.print": _("打印门牌告示"),
        "circle.sign.down": _("撤下门牌告示"),
        "circle.import": _("导入站点和事项"),
        "circle.cover.keep": _("记下本月覆盖"),
        "circle.plan.add": _("新建方案"),
        "circle.plan.step": _("方案加一步"),
        "circle.plan.undo": _("撤销方案最后一步"),
        "circle.plan.rename": _("方案改名"),
        "circle.plan.remove": _("删除方案"),
        "circle.rating.receive": _("收到评价"),
        "circle.rating.state": _("办理好差评"),
        "circle.rating.answer": _("答复好差评"),
        "circle.rating.afterthought": _("收到追评"),
        "circle.rating.phone": _("查看评价人电话"),
        "circle.rating.remind": _("提醒办理差评"),
        "circle.rating.forget": _("删去评价人电话"),
    }
)

name_notes({"checked": _("核对日期")})

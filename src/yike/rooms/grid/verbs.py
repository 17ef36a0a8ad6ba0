"""What the deeds of this room are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yike.core.record.verbs import name_verbs

name_verbs(
    {
        "grid.duty.place.add": _("增加包干点"),
        "grid.duty.place.change": _("修改包干点"),
        "grid.duty.place.drop": _("撤销包干点"),
        "grid.duty.place.take_up": _("恢复包干点"),
        "grid.duty.give": _("登记责任单位"),
        "grid.duty.change": _("修改包干"),
        "grid.duty.end": _("结束包干"),
        "grid.duty.import": _("导入包干表"),
        "grid.notice.post": _("修改网格公示"),
        "grid.request.take": _("登记诉求"),
        "grid.request.dispatch": _("派单"),
        "grid.request.answer_now": _("当场答复"),
        "grid.request.divert": _("告知渠道"),
        "grid.request.sign": _("签收"),
        "grid.request.refuse": _("退单"),
        "grid.request.agree": _("同意退单"),
        "grid.request.reject": _("驳回退单"),
        "grid.request.contact": _("已联系诉求人"),
        "grid.request.answer": _("答复"),
        "grid.request.revisit": _("回访"),
        "grid.request.pass": _("改派"),
        "grid.request.again": _("二次办理"),
        "grid.request.confirm": _("本人确认"),
        "grid.request.withdraw": _("本人撤回"),
        "grid.request.news": _("告诉进展"),
        "grid.request.extend": _("申请延期"),
        "grid.request.extension": _("裁定延期"),
        "grid.request.supervise": _("督办"),
        "grid.request.word": _("本人补充"),
        "grid.request.echo": _("附议"),
        "grid.request.read": _("查看诉求人"),
    }
)

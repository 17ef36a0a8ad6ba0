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
    }
)

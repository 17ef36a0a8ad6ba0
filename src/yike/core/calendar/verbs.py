"""What the deeds of the calendar are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yike.core.record.verbs import name_verbs

name_verbs(
    {
        "calendar.seed": _("建立一年的工作日历"),
        "calendar.day": _("改一天的安排"),
        "calendar.import": _("导入一年的工作日历"),
        "calendar.publish": _("核对一年的工作日历"),
        "calendar.hours": _("改上班时间"),
        "calendar.hours.drop": _("取消单独的上班时间"),
        "calendar.date": _("改某一天的上班时间"),
        "calendar.date.drop": _("取消某一天的上班时间"),
    }
)

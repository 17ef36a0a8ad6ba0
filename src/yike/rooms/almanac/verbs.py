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
        "almanac.notice.send": _("发便民通知"),
    }
)

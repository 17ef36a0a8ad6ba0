"""What the deeds of areas are called on a page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yike.core.record.verbs import name_verbs
from yike.core.record.words import name_notes

name_verbs(
    {
        "areas.add": _("新增区域"),
        "areas.rename": _("区域改名"),
        "areas.recode": _("区域换代码"),
        "areas.describe": _("修改区域的类型和人数"),
        "areas.draw": _("画区域边界"),
        "areas.move": _("划转区域"),
        "areas.close": _("关闭区域"),
        "areas.reopen": _("恢复区域"),
        "areas.import": _("导入区域"),
    }
)

name_notes({"moved": _("划转")})

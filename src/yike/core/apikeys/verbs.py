"""What deeds about API keys are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yike.core.record.verbs import name_verbs

name_verbs(
    {
        "apikeys.issue": _("发放接口凭证"),
        "apikeys.revoke": _("作废接口凭证"),
        "apikeys.use": _("接口凭证的使用日期"),
    }
)

"""What the deeds of deadlines are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yike.core.deadlines.actions.sweeping import WATCH
from yike.core.record.verbs import name_verbs
from yike.core.record.words import name_machines

name_verbs(
    {
        "deadlines.climb": _("催办"),
        "deadlines.tell": _("发催办通知"),
        "deadlines.recompute": _("重算时限"),
    }
)
name_machines({WATCH: _("时限看守")})

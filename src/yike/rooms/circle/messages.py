"""The kinds of messages this room sends."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yike.core.outbox.messages import name_kinds

name_kinds(
    {
        "circle.rating": _("收到差评"),
        "circle.rating.due": _("差评快到期"),
        "circle.rating.overdue": _("差评超期"),
        "circle.rating.afterthought": _("收到追评"),
    }
)

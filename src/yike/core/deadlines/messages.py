"""The kinds of messages that deadlines send."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yike.core.outbox.messages import name_kinds

name_kinds({"deadlines.due": _("时限提醒")})

"""The kinds of messages that accounts send."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yike.core.outbox.messages import name_kinds

name_kinds({"accounts.first_entry": _("首次进入要当面确认")})

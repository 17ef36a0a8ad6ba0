"""The kinds of messages this room sends."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from yike.core.outbox.messages import name_kinds

name_kinds({"almanac.hand_over": _("微网群换了群主"), "almanac.notice": _("便民通知")})

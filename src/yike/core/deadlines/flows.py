"""What can become of a deadline. Rooms go these arrows inside their own deeds; nobody goes them alone."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from yike.core.rights.flow import Flow, arrow


class State(TextChoices):
    """Where a deadline stands. Whether a running one has passed is a question of the hour, not a state."""

    RUNNING = "running", _("计时中")
    PAUSED = "paused", _("暂停计时")
    MET = "met", _("按期")
    LATE = "late", _("超期")
    CANCELLED = "cancelled", _("不再计时")


S = State
OPEN = frozenset({S.RUNNING, S.PAUSED})
"""Somebody still has to do something."""

DEADLINE = Flow(
    arrow("pause", {S.RUNNING}, S.PAUSED, _("暂停计时")),
    arrow("resume", {S.PAUSED}, S.RUNNING, _("恢复计时")),
    arrow("meet", OPEN, S.MET, _("按期办完")),
    arrow("miss", OPEN, S.LATE, _("超期办完")),
    arrow("cancel", OPEN, S.CANCELLED, _("不再计时")),
)

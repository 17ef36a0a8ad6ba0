"""Deeds that must not happen beside each other, because each would not see what the other is about to write."""

from __future__ import annotations

from yike.core.accounts.models import User
from yike.core.record.deed import Deed


def one_at_a_time(d: Deed) -> None:
    """Let nobody else arrange deputies or end an officer's time until this deed ends.

    Two halves of a loop would not see each other, nor would two officers of a kind who end each other. The lock is
    the oldest account, which is always there.
    """
    d.lock(User.objects.order_by("pk")[0])

"""Who may do what in the almanac. Rights about activities stand in their own module."""

from __future__ import annotations

from yike.rooms.almanac.rules.groups import KEEP, SEE, SEND, may_hand_over, require_hand_over

__all__ = ["KEEP", "SEE", "SEND", "may_hand_over", "require_hand_over"]

"""What can be done in the almanac: the only doors that write its rows."""

from __future__ import annotations

from yike.rooms.almanac.actions.groups import (
    NewGroup,
    add_groups,
    change_group,
    hand_over,
    move_group,
    send_notice,
)

__all__ = ["NewGroup", "add_groups", "change_group", "hand_over", "move_group", "send_notice"]

"""Lock an issue, and refuse what its state does not allow."""

from __future__ import annotations

from yike.core.record.deed import Deed
from yike.engines.faults import Fault
from yike.rooms.almanac.models.issues import Issue


def locked(d: Deed, issue: Issue) -> Issue:
    """Return the issue fresh and locked, with its street."""
    fresh = d.lock(issue)
    fresh.area = issue.area
    return fresh


def writable(d: Deed, issue: Issue) -> Issue:
    """Return the issue locked. Raises ``Fault`` where its entries cannot be written now."""
    fresh = locked(d, issue)
    if not fresh.edited:
        raise Fault(
            f"这一期{fresh.get_state_display()}，条目不能改",
            "entries of this issue cannot be changed in its present state",
            do_zh="请先退回修改，已发布的请走勘误",
            do_en="Send it back first; what is published is corrected",
        )
    return fresh

"""A contest in an open deed, locked, at one of the states in which something may be done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from yike.core.record.deed import Deed, deed
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.almanac.models.activities import Activity
from yike.rooms.almanac.models.contests import Contest, ContestState
from yike.rooms.almanac.rules import activities as rules


@contextmanager
def keeping(
    by: By, contest: Contest, verb: str, *states: str, reason: str = ""
) -> Iterator[tuple[Deed, Contest]]:
    """Open ``almanac.contest.VERB`` on the locked contest for who plans its activity.

    Raises ``PermissionDenied``, and ``Fault`` where it is at none of ``states``.
    """
    with deed(by, f"almanac.contest.{verb}", reason=reason) as d:
        row = d.lock(contest)
        rules.require_plan(by, row.activity)
        require_state(row, *states)
        yield d, row


def require_state(row: Contest, *states: str) -> None:
    """Raise ``Fault`` where a contest is at none of ``states``."""
    if row.state not in states:
        raise Fault(
            f"比赛现在是“{row.get_state_display()}”，不能这样做",
            "the contest is past that, or not there yet",
            do_zh="请刷新页面，看看现在的状态",
            do_en="Reload the page and look at its present state",
        )


def contest_of(d: Deed, activity: Activity) -> Contest:
    """Return the contest of an activity, made where there is none yet."""
    found: Contest | None = Contest.objects.filter(activity=activity).first()
    return found or d.add(Contest(activity=activity))


SETTING = (ContestState.ENTRY, ContestState.DRAWN)

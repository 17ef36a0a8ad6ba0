"""Give deadlines to somebody else: another owner, a leaver's successor."""

from __future__ import annotations

from typing import Any

from yike.core.deadlines.models import Deadline
from yike.core.deadlines.queries import open_of_owner
from yike.core.record.deed import Deed


def pass_deadline(d: Deed, deadline: Deadline, *, owner: Any = None, owner_unit: Any = None) -> Deadline:
    """Let somebody else keep a deadline from now on. The time runs on."""
    row = d.lock(deadline)
    return d.change(
        row,
        owner_id=getattr(owner, "pk", owner),
        owner_unit_id=getattr(owner_unit, "pk", owner_unit),
    )


def pass_all(d: Deed, user: Any, to: Any) -> int:
    """Pass all that runs with ``user`` to ``to``; return how many."""
    rows = list(open_of_owner(user).select_for_update(of=("self",)))
    for row in rows:
        row.owner_id = to.pk
    return d.change_many(rows, ["owner"])

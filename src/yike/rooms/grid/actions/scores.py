"""Scoring rules: taken in from a sheet, all of it or nothing."""

from __future__ import annotations

from yike.core.record.deed import deed
from yike.core.rights.by import By
from yike.rooms.grid import rules
from yike.rooms.grid.models.scores import ScoreRule
from yike.rooms.grid.sheets.planning import Plan
from yike.rooms.grid.sheets.reading import Drafts
from yike.rooms.grid.sheets.scores import plan_scores


def import_scores(
    by: By, drafts: Drafts, *, complete: bool = False, reason: str = "", seen: str = ""
) -> Plan:
    """Add, change and put out of use scoring rules as a sheet says, planned anew on what stands now.

    ``seen`` is the fingerprint of the plan somebody has looked at; another one is refused. Raises ``Fault`` where
    anything stands against it, and ``PermissionDenied``; then nothing is written.
    """
    with deed(by, "grid.scores.import", reason=reason) as d:
        rules.KEEP_SCORES.require(by)
        plan = plan_scores(drafts, by.user, complete=complete)
        plan.require(seen)
        d.add_many([ScoreRule(**change.values) for change in plan.added])
        for change in plan.changed:
            d.change(d.lock(change.of), **change.values)
        for row in plan.gone:
            d.change(d.lock(row), active=False)
        return plan

"""The kinds of cases: taken in as a whole, from a file or from the bundled sample."""

from __future__ import annotations

from yike.core.record.deed import deed
from yike.core.rights.by import By
from yike.rooms.grid.models import CaseKind
from yike.rooms.grid.rules import cases as rules
from yike.rooms.grid.sheets.case_kinds import plan_kinds, sample
from yike.rooms.grid.sheets.planning import Plan
from yike.rooms.grid.sheets.reading import Drafts


def import_kinds(by: By, drafts: Drafts, *, complete: bool = False, reason: str = "", seen: str = "") -> Plan:
    """Add, change and put out of use as a file says, planned anew on what stands now.

    ``seen`` is the fingerprint of the plan somebody has looked at; another one is refused. Raises ``Fault`` where
    anything stands against it; then nothing is written.
    """
    with deed(by, "grid.case.kinds", reason=reason) as d:
        rules.KEEP_KINDS.require(by)
        plan = plan_kinds(drafts, by.user, complete=complete)
        plan.require(seen)
        d.add_many([CaseKind(**change.values) for change in plan.added])
        for change in plan.changed:
            d.change(d.lock(change.of), **change.values)
        for kind in plan.gone:
            d.change(d.lock(kind), in_use=False)
        return plan


def load_sample(by: By) -> Plan:
    """Put the bundled sample in: what has a code already keeps its own; see ``data/README.md``."""
    drafts = sample()
    known = set(CaseKind.objects.filter(street=None).values_list("code", flat=True))
    drafts.rows = [row for row in drafts.rows if row.values["code"] not in known]
    return import_kinds(by, drafts, reason="范例")

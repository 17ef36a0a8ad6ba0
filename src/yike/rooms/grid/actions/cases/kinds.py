"""The kinds of cases: taken in as a whole, from a file or from the bundled sample."""

from __future__ import annotations

from dataclasses import replace

from yike.core.areas.models import Area
from yike.core.record.deed import deed
from yike.core.rights.by import By
from yike.rooms.grid.models import CaseKind
from yike.rooms.grid.queries.streets import kept_keys, kept_streets
from yike.rooms.grid.rules import cases as rules
from yike.rooms.grid.sheets.case_kinds import plan_kinds, sample
from yike.rooms.grid.sheets.planning import Plan
from yike.rooms.grid.sheets.reading import Drafts, Row


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
    """Put the bundled sample in: what has a code already keeps its own; see ``data/README.md``.

    It holds in all streets where somebody keeps them all, else in each that they keep.
    """
    drafts, rows = sample(), list[Row]()
    known = set(CaseKind.objects.values_list("code", "street"))
    for street in _whose(by):
        taken = {code for code, of in known if of in {None, street.pk if street else None}}
        place = {"street": street.code if street else None}
        rows += [
            replace(one, values=one.values | place) for one in drafts.rows if one.values["code"] not in taken
        ]
    drafts.rows = rows
    return import_kinds(by, drafts, reason="范例")


def _whose(by: By) -> list[Area | None]:
    """Return the streets for which somebody loads the sample; None: all of them at once."""
    if None in kept_keys(rules.KEEP_KINDS, by.user):
        return [None]
    return list(kept_streets(rules.KEEP_KINDS, by.user))

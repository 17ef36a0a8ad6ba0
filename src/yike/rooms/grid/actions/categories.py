"""The table of categories: taken in as a whole, from a file or from the sample that comes with the house."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied

from yike.core.record.deed import Deed, deed
from yike.core.rights.by import By
from yike.rooms.grid import rules
from yike.rooms.grid.models import Category
from yike.rooms.grid.queries.streets import keeps_all
from yike.rooms.grid.sheets.categories import SAMPLE, SHEET, plan_categories
from yike.rooms.grid.sheets.planning import Plan
from yike.rooms.grid.sheets.reading import Drafts, read_drafts


def import_categories(
    by: By, drafts: Drafts, *, complete: bool = False, reason: str = "", seen: str = ""
) -> Plan:
    """Add and change categories as a table says; those a complete one leaves out are not used any more.

    The table is one for all streets: who keeps it has the right in each of them. Raises ``Fault`` where anything
    stands against it, and ``PermissionDenied``; then nothing is written.
    """
    with deed(by, "grid.categories.import", reason=reason) as d:
        rules.KEEP_CATEGORIES.require(by)
        if not keeps_all(rules.KEEP_CATEGORIES, by.user):
            raise PermissionDenied
        for one in Category.objects.order_by("pk")[:1]:
            d.lock(one)  # one table after the other: two at once could put each other's categories below
        plan = plan_categories(drafts, by.user, complete=complete)
        plan.require(seen)
        for change in plan.changes:
            _write(d, change.of, change.values)
        for change in plan.changes:
            _place(d, change.row.values["code"], change.values)
        for row in plan.gone:
            d.change(d.lock(row), active=False)
        return plan


def _write(d: Deed, old: Category | None, values: dict[str, Any]) -> None:
    said = {name: value for name, value in values.items() if name != "parent_code"}
    if old is None:
        d.add(Category(**{name: value for name, value in said.items() if value is not None}))
    else:
        d.change(d.lock(old), **said)


def _place(d: Deed, code: str, values: dict[str, Any]) -> None:
    """Put a category below its parent, once all of the table are there."""
    if "parent_code" in values:
        row = Category.objects.get(code=code)
        parent = values["parent_code"]
        d.change(row, parent=Category.objects.get(code=parent) if parent else None)


def load_sample(by: By) -> Plan:
    """Take in the sample table that comes with the house (limits are defaults of the house, to be checked)."""
    return import_categories(by, read_drafts(SAMPLE, SHEET), reason="样表")

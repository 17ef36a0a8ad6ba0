"""What can be done to units."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from yike.core.accounts import rules
from yike.core.accounts.models import Unit, User
from yike.core.record.deed import deed
from yike.core.rights.by import By
from yike.engines.creditcode import read_credit_code
from yike.engines.faults import Fault


def _taken(name: str, code: str | None) -> Fault:
    return Fault(
        f"已经有名称为“{name}”或代码为“{code or '—'}”的单位",
        f'there is a unit named "{name}" or with the code {code or "-"} already',
        do_zh="请先查找再登记，同一单位只登记一次",
        do_en="Look it up first: a unit is entered once",
    )


def _loops(unit: Unit, parent: Unit | None) -> bool:
    """Return whether ``parent`` is ``unit`` itself or below it."""
    seen = 0
    while parent is not None and seen < 50:
        if parent.pk == unit.pk:
            return True
        parent, seen = parent.parent, seen + 1
    return seen == 50


def add_unit(
    by: By,
    *,
    kind: str,
    name: str,
    area: Any,
    code: str = "",
    parent: Unit | None = None,
    contact: str = "",
    liaison: User | None = None,
) -> Unit:
    """Enter a unit. Raises ``Fault`` for a wrong credit code, or where name or code are taken."""
    plain = read_credit_code(code) if code.strip() else None
    unit = Unit(
        kind=kind, name=name.strip(), code=plain, area=area, parent=parent, contact=contact, liaison=liaison
    )
    with deed(by, "accounts.unit.add") as d:
        rules.KEEP_UNITS.require(by, area)
        try:
            with transaction.atomic():
                return d.add(unit)
        except IntegrityError:
            raise _taken(unit.name, plain) from None


def change_unit(by: By, unit: Unit, **values: Any) -> Unit:
    """Change fields of a unit: ``name code kind parent area contact liaison``.

    Raises ``Fault`` for a wrong or taken code, a taken name, or a parent below the unit itself.
    """
    if "code" in values:
        values["code"] = read_credit_code(values["code"]) if (values["code"] or "").strip() else None
    with deed(by, "accounts.unit.change") as d:
        unit = d.lock(unit)
        rules.KEEP_UNITS.require(by, unit.area)
        rules.KEEP_UNITS.require(by, values.get("area", unit.area))
        if _loops(unit, values.get("parent")):
            raise Fault(
                "单位不能放在自己或自己的下级下面",
                "a unit cannot stand below itself",
                do_zh="请另选上级单位",
                do_en="Choose another unit above it",
            )
        try:
            with transaction.atomic():
                return d.change(unit, **values)
        except IntegrityError:
            raise _taken(values.get("name", unit.name), values.get("code")) from None


def close_unit(by: By, unit: Unit, *, reason: str) -> Unit:
    """Close a unit. Raises ``Fault`` while active accounts belong to it."""
    with deed(by, "accounts.unit.close", reason=reason) as d:
        unit = d.lock(unit)
        rules.KEEP_UNITS.require(by, unit.area)
        if count := User.objects.filter(unit=unit, is_active=True).count():
            raise Fault(
                f"还有 {count} 个在用的账号属于“{unit.name}”",
                f"{count} active accounts still belong to {unit.name}",
                do_zh="请先把他们调到别的单位，或者停用",
                do_en="Move them to another unit first, or close them",
            )
        return d.change(unit, active=False)


def reopen_unit(by: By, unit: Unit) -> Unit:
    """Open a closed unit again."""
    with deed(by, "accounts.unit.reopen") as d:
        unit = d.lock(unit)
        rules.KEEP_UNITS.require(by, unit.area)
        return d.change(unit, active=True)

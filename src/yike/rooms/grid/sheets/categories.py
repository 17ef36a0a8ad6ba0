"""The table of categories as a sheet: the tree, limits, who usually answers, what the public may choose."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from yike.core.accounts.models import Unit, UnitKind
from yike.engines.faults import Fault
from yike.engines.sheets import readers
from yike.engines.sheets.columns import Column, Sheet
from yike.engines.sheets.rings import on_rings
from yike.rooms.grid.models import Category
from yike.rooms.grid.sheets.planning import Change, Plan, twice
from yike.rooms.grid.sheets.reading import Drafts, Row

SAMPLE = Path(__file__).parents[1] / "categories.csv"
MOST = 250  # of a unit of time


def _told(value: Any) -> str:
    return "" if value is None else str(value)


def _measures() -> dict[str, str]:
    from yike.engines.worktime import Unit as Measure  # noqa: PLC0415 - named like an account's unit

    english = {
        "minutes": Measure.MINUTE,
        "working hours": Measure.WORK_HOUR,
        "working days": Measure.WORK_DAY,
    }
    english |= {"days": Measure.DAY, "months": Measure.MONTH}
    chinese = {"分钟": Measure.MINUTE, "工作时": Measure.WORK_HOUR, "工作日": Measure.WORK_DAY}
    chinese |= {"自然日": Measure.DAY, "月": Measure.MONTH}
    return {word: unit.value for word, unit in (chinese | english).items()}


def _yes(cell: object) -> bool:
    return readers.yes(cell) if readers.plain(cell) else False


def _yes_unless(cell: object) -> bool:
    return readers.yes(cell) if readers.plain(cell) else True


def _yes_told(value: bool) -> str:
    return "是" if value else "否"


SHEET = Sheet(
    "categories",
    "诉求类别",
    "categories",
    ("code",),
    (
        Column("code", ("代码", "编号"), "code", readers.code(20), needed=True),
        Column("name", ("名称", "类别"), "name", readers.text(40, needed=True), needed=True, width=20),
        Column("name_en", ("英文名称",), "english name", readers.text(60), width=24),
        Column("parent", ("上级", "上级代码"), "parent", readers.text(20), _told),
        Column("amount", ("时限",), "limit", readers.count(MOST, 1), lambda n: n),
        Column("measure", ("时限单位",), "unit of limit", readers.choice(_measures(), needed=False), _told),
        Column("unit", ("承办单位",), "unit", readers.text(80), _told, width=22),
        Column("public", ("公众可选",), "public", _yes, _yes_told),
        Column("by_community", ("社区可办",), "communities may", _yes_unless, _yes_told),
    ),
)
"""One row a category; what a file leaves out stays as it is, unless the file is said to be complete."""


def plan_categories(drafts: Drafts, _user: Any = None, *, complete: bool = False) -> Plan:
    """Return what a table would do. A parent is named by its code and stands in the table or is there already."""
    plan = Plan(mistakes=list(drafts.mistakes))
    there = {row.code: row for row in Category.objects.select_related("parent", "unit")}
    units = {unit.name: unit for unit in Unit.objects.filter(active=True)}
    codes = {*there, *(row.values["code"] for row in drafts.rows)}
    seen: set[str] = set()
    for place, row in enumerate(drafts.rows):
        if row.values["code"] in seen:
            plan.wrong(row, "code", twice())
        else:
            _row(plan, row, place, there, units, codes)
        seen.add(row.values["code"])
    _refuse_rings(plan, there)
    if complete:
        named = {row.values["code"] for row in drafts.rows}
        active = [row for row in there.values() if row.active]
        plan.leave_out([row for row in active if row.code not in named], len(active))
    return plan


def _refuse_rings(plan: Plan, there: dict[str, Category]) -> None:
    """Note each row that would put a category below itself, by way of others of the table or of the house."""
    above = {code: row.parent.code if row.parent else "" for code, row in there.items()}
    said = {c.row.values["code"]: c for c in plan.changes if "parent_code" in c.values}
    above |= {code: change.values["parent_code"] for code, change in said.items()}
    ring = on_rings(above)
    for code, change in said.items():
        if code in ring:
            plan.wrong(change.row, "parent", _below_itself(change.values["parent_code"]))


def _row(
    plan: Plan, row: Row, place: int, there: dict[str, Category], units: dict[str, Unit], codes: set[str]
) -> None:
    said = dict(row.values)
    unit, parent = said.pop("unit", ""), said.pop("parent", "")
    if unit and unit not in units:
        plan.wrong(row, "unit", _nobody(unit))
        return
    if parent and parent not in codes:
        plan.wrong(row, "parent", _no_parent(parent))
        return
    said |= {"rank": place, "active": True}
    old = there.get(said["code"])
    if old is None or "unit" in row.values:
        said["unit"] = units.get(unit)
    if old is None or "parent" in row.values:
        said["parent_code"] = parent
    by_community = said.get("by_community", old is None or old.by_community)
    if not by_community and unit and units[unit].kind == UnitKind.COMMUNITY:
        plan.wrong(row, "unit", _off_its_list(unit))
        return
    changed = {name: value for name, value in said.items() if old is None or _value(old, name) != value}
    if old is not None and not changed:
        plan.same += 1
        return
    plan.changes.append(Change(row, old, changed, f"{said['code']} {said['name']}"))


def _value(row: Category, name: str) -> Any:
    if name == "parent_code":
        return row.parent.code if row.parent else ""
    return getattr(row, name)


def _nobody(unit: str) -> Fault:
    return Fault(
        f"没有单位“{unit}”",
        f'there is no unit "{unit}"',
        do_zh="请先登记单位，或留空",
        do_en="Enter the unit first, or leave it empty",
    )


def _off_its_list(unit: str) -> Fault:
    return Fault(
        f"“{unit}”是社区，这一类不交社区",
        f'"{unit}" is a community, and this kind is not given to communities',
        do_zh="请填有这项职责的部门，或把“社区可办”改成“是”",
        do_en="Name the department whose task it is, or let communities have it",
    )


def _no_parent(code: str) -> Fault:
    return Fault(
        f"上级代码“{code}”没有",
        f'there is no parent "{code}"',
        do_zh="请填表里有的代码",
        do_en="Use a code of the table",
    )


def _below_itself(code: str) -> Fault:
    return Fault(
        f"上级填“{code}”，这一类就到了自己下面",
        f'with "{code}" above it, this kind would stand below itself',
        do_zh="请另填一个上级代码，或留空",
        do_en="Use another code as its parent, or leave it empty",
    )


def rows_of(rows: Any) -> Iterator[dict[str, Any]]:
    """Yield the cells of categories."""
    measures = {value: word for word, value in list(_measures().items())[:5]}
    for row in rows:
        yield {
            "code": row.code,
            "name": row.name,
            "name_en": row.name_en,
            "parent": row.parent.code if row.parent else "",
            "amount": row.amount,
            "measure": measures.get(row.measure, ""),
            "unit": row.unit,
            "public": row.public,
            "by_community": row.by_community,
        }

"""The kinds of cases as a sheet: condition for filing, limit, standard for closing, who answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from yike.core.accounts.models import Unit
from yike.core.deadlines.models import MEASURES
from yike.core.look.choices import labelled, words
from yike.engines.faults import Fault
from yike.engines.sheets import readers
from yike.engines.sheets.columns import Column, Sheet
from yike.rooms.grid.models import CaseClass, CaseKind
from yike.rooms.grid.queries.streets import all_streets, kept_keys, named
from yike.rooms.grid.rules import cases as rules
from yike.rooms.grid.sheets import planning
from yike.rooms.grid.sheets.planning import Change, Plan
from yike.rooms.grid.sheets.reading import Drafts, Row, read_drafts

SAMPLE = Path(__file__).resolve().parents[1] / "data/case_kinds.csv"
MEASURE_WORDS = {
    "分钟": "minute",
    "工作时": "work_hour",
    "工作日": "work_day",
    "自然日": "day",
    "月": "month",
    "minutes": "minute",
    "working hours": "work_hour",
    "working days": "work_day",
    "days": "day",
    "months": "month",
}
MOST = 1000  # of any measure
PLAIN = ("group", "name", "sort", "condition", "standard", "amount", "measure", "urgent_amount")


def _told(value: Any) -> str:
    return "" if value is None else str(value)


def _same(value: Any) -> Any:
    return value


def _needed(read: readers.Reader) -> readers.Reader:
    def reader(cell: object) -> Any:
        found = read(cell)
        if found is None:
            raise Fault("这一格不能空", "this cell must not be empty", do_zh="请填写", do_en="Fill it in")
        return found

    return reader


SHEET = Sheet(
    "case_kinds",
    "案件类别",
    "kinds of cases",
    ("code", "street"),
    (
        Column("code", ("代码", "编码"), "code", readers.code(20), needed=True),
        Column("group", ("大类",), "group", readers.text(30, needed=True), width=16),
        Column("name", ("小类",), "kind", readers.text(30, needed=True), needed=True, width=18),
        Column("sort", ("类别",), "class", readers.choice(words(CaseClass)), labelled(CaseClass)),
        Column("condition", ("立案条件",), "condition for filing", readers.text(200), width=32),
        Column("standard", ("结案标准",), "closing standard", readers.text(200), width=32),
        Column("amount", ("时限", "时限值"), "limit", _needed(readers.count(MOST, 1)), _same, True, 8),
        Column(
            "measure",
            ("时限单位",),
            "measure",
            readers.choice(MEASURE_WORDS),
            lambda value: str(dict(MEASURES).get(value, "")),
            needed=True,
        ),
        Column("urgent_amount", ("紧急时限",), "urgent limit", readers.count(MOST, 1), _same, width=10),
        Column("unit", ("责任单位",), "duty unit", readers.text(80), _told, width=22),
        Column("street", ("只用于街道",), "street only", readers.text(60), _told, width=18),
    ),
)
Key = tuple[str, int | None]


def sample() -> Drafts:
    """Return the bundled sample as a file would be read."""
    return read_drafts(SAMPLE, SHEET)


def plan_kinds(drafts: Drafts, user: Any, *, complete: bool = False) -> Plan:
    """Return what a file would do to the kinds of cases. Writes nothing.

    ``complete``: kinds that the file leaves out go out of use, unless they are over a fifth. ``user`` changes
    only what holds in the streets they keep; what holds in all streets, or in a closed one, is for who keeps all.
    """
    plan = Plan(mistakes=list(drafts.mistakes))
    there: dict[Key, CaseKind] = {(kind.code, kind.street_id): kind for kind in CaseKind.objects.all()}
    streets, units = named(all_streets()), _units()
    seen: set[Key] = set()
    for row in drafts.rows:
        _look(plan, there, row, (streets, units), seen)
    mine = kept_keys(rules.KEEP_KINDS, user)
    for change in plan.changes:
        street = change.of.street_id if change.of else getattr(change.values["street"], "pk", None)
        if street not in mine:
            plan.wrong(change.row, "street", planning.not_yours(street))
    if complete and plan.ready:
        used = [kind for kind in there.values() if kind.in_use and kind.street_id in mine]
        plan.leave_out([kind for kind in used if (kind.code, kind.street_id) not in seen], len(used))
    return plan


def _units() -> dict[str, Unit]:
    rows = Unit.objects.filter(active=True)
    return {name.casefold(): unit for unit in rows for name in (unit.name, unit.code) if name}


def _look(plan: Plan, there: dict[Key, CaseKind], row: Row, known: Any, seen: set[Key]) -> None:
    values, mistakes = dict(row.values), len(plan.mistakes)
    for role, found, what in (("street", known[0], ("街道", "street")), ("unit", known[1], ("单位", "unit"))):
        name = values.get(role)
        if name is not None:
            values[role] = found.get(name.casefold()) if name else None
            if name and values[role] is None:
                plan.wrong(row, role, planning.unknown(*what, name))
    street = values.pop("street", None)
    key = (values["code"], street.pk if street else None)
    if key in seen:
        plan.wrong(row, "code", planning.twice())
    seen.add(key)
    if len(plan.mistakes) > mistakes:
        return
    _compare(plan, row, there.get(key), values | {"street": street})


def _compare(plan: Plan, row: Row, old: CaseKind | None, values: dict[str, Any]) -> None:
    if old is None:
        if not values.get("group"):
            plan.wrong(row, "group", planning.missing("大类", "group"))
            return
        plan.changes.append(Change(row, None, values, values["name"]))
        return
    other = {name: value for name, value in values.items() if value != getattr(old, name)}
    if not old.in_use:
        other["in_use"] = True
    if other:
        plan.changes.append(Change(row, old, other, old.name))
    else:
        plan.same += 1


def rows_of() -> Iterator[dict[str, Any]]:
    """Yield the kinds in use as rows of the sheet."""
    for kind in (
        CaseKind.objects.filter(in_use=True).select_related("unit", "street").defer("street__polygon")
    ):
        plain = {name: getattr(kind, name) for name in PLAIN}
        street = kind.street.code if kind.street else None
        yield plain | {"code": kind.code, "unit": kind.unit, "street": street}

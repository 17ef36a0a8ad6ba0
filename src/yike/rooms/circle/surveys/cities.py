"""The plan of a batch: a table with one row a city, read into requests."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from yike.engines.faults import Fault
from yike.engines.reach.datum import datum_named
from yike.engines.reach.pace import pace_named
from yike.engines.reach.standards import minutes_ds, rules_of
from yike.engines.sheets.cells import number
from yike.engines.sheets.headers import clean, normal
from yike.engines.sheets.read import read_table
from yike.engines.sheets.table import Table
from yike.rooms.circle.surveys.request import Request, moment_of, names_of

# Each column of a plan and the headers it goes by, beside its own name.
COLUMNS: dict[str, tuple[str, ...]] = {
    "name": ("名称", "城市", "city"),
    "streets": ("街道", "街道文件", "路网"),
    "homes": ("住户", "住户表"),
    "points": ("服务点", "服务点表"),
    "weight": ("权重", "权重列", "weights"),
    "area": ("片区", "片区列", "社区列"),
    "kind": ("类别列", "kindcolumn"),
    "kinds": ("类别", "计数列"),
    "minutes": ("分钟", "时限"),
    "pace": ("步速",),
    "at": ("时刻", "时间"),
    "datum": ("坐标系", "基准"),
    "snap": ("限距", "上街限距"),
    "ruleset": ("标准", "半径表"),
}
NEEDED = ("name", "streets", "homes", "points")
UNSAFE = re.compile(  # what some file system refuses in a name, or takes for a folder or a device
    r'[\x00-\x1f<>:"/\\|?*]|^\.|\.$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)', re.IGNORECASE
)
LONGEST_NAME = 200  # bytes; file systems take 255, of which writing whole files needs some


@dataclass(frozen=True)
class City:
    """One row of a plan: a name that is also the name of its result file, and what to ask."""

    name: str
    request: Request


def read_plan(path: Path) -> tuple[City, ...]:
    """Return the cities of a plan, in its order; paths are taken from the plan's own folder.

    Columns: name, streets, homes, points; besides weight, area, kind, kinds, minutes, pace, at, datum, snap,
    ruleset. Raises ``Fault`` with row and column.
    """
    table = read_table(path)
    columns = _columns(table)
    cities = tuple(_city(table, columns, i, path.parent) for i in range(len(table)))
    seen: dict[str, int] = {}
    for i, city in enumerate(cities):
        first = seen.setdefault(city.name.casefold(), i)
        if first != i:
            raise _fault(
                table,
                i,
                columns["name"],
                (
                    f"“{city.name}”和第 {table.row_of(first)} 行重名",
                    f'"{city.name}" is also in row {table.row_of(first)}',
                ),
                ("请给每座城一个不同的名字", "Give each city a name of its own"),
            )
    return cities


def _columns(table: Table) -> dict[str, str]:
    """Return our name → the table's header. Raises ``Fault`` for needed ones that lack and unknown ones."""
    known = {normal(word): name for name, words in COLUMNS.items() for word in (name, *words)}
    found = {known[normal(header)]: header for header in table.headers if normal(header) in known}
    strange = [header for header in table.headers if normal(header) not in known]
    if strange:
        raise Fault(
            f"不认识“{strange[0]}”这一列",
            f'the column "{strange[0]}" is not known',
            do_zh=f"可用的列：{'、'.join(COLUMNS)}",
            do_en=f"Columns there can be: {', '.join(COLUMNS)}",
            file=table.file,
        )
    lacking = [name for name in NEEDED if name not in found]
    if lacking:
        raise Fault(
            f"少了这些列：{'、'.join(lacking)}",
            f"these columns are missing: {', '.join(lacking)}",
            do_zh="每行写一座城的名称、街道、住户、服务点",
            do_en="Write name, streets, homes and points of one city per row",
            file=table.file,
        )
    return found


def _fault(table: Table, i: int, column: str, wrong: tuple[str, str], remedy: tuple[str, str]) -> Fault:
    return Fault(
        *wrong, do_zh=remedy[0], do_en=remedy[1], file=table.file, row=table.row_of(i), column=column
    )


def _city(table: Table, columns: Mapping[str, str], i: int, folder: Path) -> City:
    cells = {name: table.columns[header][i] for name, header in columns.items()}
    texts = {name: clean(cell) for name, cell in cells.items()}
    for name in NEEDED:
        if not texts[name]:
            raise _fault(table, i, columns[name], ("是空的", "is empty"), ("请填上", "Fill it in"))
    if len(texts["name"].encode()) > LONGEST_NAME:
        wrong = ("名称太长，不能作文件名", "is too long for the name of a file")
        few = (f"请缩短到 {LONGEST_NAME} 字节以内（约 66 个汉字）", f"Keep it within {LONGEST_NAME} bytes")
        raise _fault(table, i, columns["name"], wrong, few)
    if UNSAFE.search(texts["name"]):
        wrong = (f"“{texts['name']}”不能作文件名", f'"{texts["name"]}" cannot be the name of a file')
        raise _fault(table, i, columns["name"], wrong, ("请去掉特殊符号", "Leave out special characters"))
    given: dict[str, Any] = {
        "weights": names_of(texts.get("weight", "")) or None,
        "area": texts.get("area") or None,
        "kind": texts.get("kind") or None,
        "kinds": names_of(texts.get("kinds", "")) or None,
        "minutes": _number(table, columns, i, "minutes"),
        "snap": _number(table, columns, i, "snap"),
        "pace": texts.get("pace") or None,
        "at": _moment(table, columns, i, cells.get("at")),
        "datum": texts.get("datum") or None,
        "ruleset": texts.get("ruleset") or None,
    }
    request = Request(folder / texts["streets"], folder / texts["homes"], points=folder / texts["points"])
    for name, check in CHECKS.items():
        if given[name] is not None:
            given[name] = _checked(table, columns[name], i, check, given[name])
    return City(texts["name"], request.but(**given))


def _pace(name: str) -> str:
    return pace_named(name.casefold()).name


def _ruleset(name: str) -> str:
    rules_of(name.casefold())
    return name.casefold()


def _minutes(value: float) -> float:
    minutes_ds(value)
    return value


CHECKS: dict[str, Callable[[Any], object]] = {
    "pace": _pace,
    "datum": datum_named,
    "ruleset": _ruleset,
    "minutes": _minutes,
}


def _checked(table: Table, column: str, i: int, check: Callable[[Any], object], value: object) -> object:
    """Return a term as the question takes it. Raises the ``Fault`` of ``check`` with row and column."""
    try:
        return check(value)
    except Fault as fault:
        remedy = (fault.do_zh, fault.do_en)
        raise _fault(table, i, column, (fault.zh, fault.en), remedy) from fault


def _number(table: Table, columns: Mapping[str, str], i: int, name: str) -> float | None:
    cell = table.columns[columns[name]][i] if name in columns else None
    if cell is None or clean(cell) == "":
        return None
    value = number(cell)
    if value is None or not value > 0:
        wrong = (f"“{clean(cell)}”不是大于 0 的数", f'"{clean(cell)}" is not a number above 0')
        raise _fault(table, i, columns[name], wrong, ("请写一个数", "Write a number"))
    return value


def _moment(table: Table, columns: Mapping[str, str], i: int, cell: object) -> datetime | None:
    if isinstance(cell, datetime) or cell is None or clean(cell) == "":
        return cell if isinstance(cell, datetime) else None
    moment = moment_of(clean(cell))
    if moment is None:
        wrong = (f"“{clean(cell)}”不是时刻", f'"{clean(cell)}" is not a moment')
        raise _fault(table, i, columns["at"], wrong, ("如 2026-11-25 10:00", "Such as 2026-11-25 10:00"))
    return moment

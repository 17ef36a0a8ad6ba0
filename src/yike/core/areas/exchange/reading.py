"""Read areas from GeoJSON, XLSX or CSV. Every mistake of the file is gathered, not only the first."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from yike.core.areas.codes import plain_code
from yike.core.areas.exchange.drafts import Draft, Drafts, Mistake, Spot
from yike.core.areas.geometry.reading import shape_of
from yike.core.areas.models import AreaKind, AreaLevel
from yike.engines.faults import Fault
from yike.engines.sheets import read_table
from yike.engines.sheets.cells import number
from yike.engines.sheets.features import properties_of, read_features
from yike.engines.sheets.headers import normal
from yike.engines.sheets.read import format_of
from yike.engines.sheets.readers import plain
from yike.engines.sheets.table import Table

MOST_ROWS = 20_000  # a district has some thousand grids; whoever has more brings them in parts
MOST_COUNT = 100_000_000
LONGEST_EXACT = 10**15  # spreadsheets keep 15 digits of a number and lose the rest
HEADERS: dict[str, tuple[str, ...]] = {
    "level": ("级别", "层级", "level"),
    "code": (
        "代码",
        "编码",
        "编号",
        "区划代码",
        "行政区划代码",
        "社区代码",
        "网格代码",
        "网格编码",
        "code",
        "id",
    ),
    "name": ("名称", "区域名称", "网格名称", "网格", "社区名称", "社区", "name", "title"),
    "parent": (
        "上级代码",
        "上级编码",
        "上级",
        "所属代码",
        "parent",
        "parentcode",
        "所属社区",
        "社区名称",
        "社区",
    ),
    "kind": ("类型", "网格类型", "kind", "type"),
    "households": ("户数", "总户数", "households"),
    "persons": ("人数", "人口", "总人数", "常住人口", "persons", "population"),
}
LEVELS: dict[str, AreaLevel] = {
    **{level.value: level for level in AreaLevel},
    "市": AreaLevel.CITY,
    "区": AreaLevel.DISTRICT,
    "县": AreaLevel.DISTRICT,
    "街道": AreaLevel.STREET,
    "镇": AreaLevel.STREET,
    "乡": AreaLevel.STREET,
    "社区": AreaLevel.COMMUNITY,
    "村": AreaLevel.COMMUNITY,
    "网格": AreaLevel.GRID,
    "微网格": AreaLevel.MICROGRID,
    "subdistrict": AreaLevel.STREET,
}
KINDS: dict[str, str] = {
    **{kind.value: kind.value for kind in AreaKind},
    "基础": AreaKind.BASIC,
    "基础网格": AreaKind.BASIC,
    "专属": AreaKind.DEDICATED,
    "专属网格": AreaKind.DEDICATED,
    "微": AreaKind.MICRO,
    "微网格": AreaKind.MICRO,
}
Cell = tuple[object, Spot]


def read_drafts(path: Path, *, datum: str = "wgs84") -> Drafts:
    """Return the areas in a file; ``datum`` is what the degrees of its polygons are in.

    Raises ``Fault`` where the file as a whole cannot be used: its type belied, damaged, too many rows, no
    column of names or codes.
    """
    if format_of(path) == "GeoJSON":
        return _from_features(path, datum)
    table = read_table(path)
    _check_length(len(table), path)
    columns = _columns(table.headers, path)
    return _gathered(_row(table, columns, index) for index in range(len(table)))


def _from_features(path: Path, datum: str) -> Drafts:
    features = read_features(path)
    _check_length(len(features), path)
    said = properties_of(features)
    columns = _columns(tuple(said), path)
    return _gathered(
        _feature(
            feature.get("geometry"), {role: said[header][i] for role, header in columns.items()}, i, datum
        )
        for i, feature in enumerate(features)
    )


def _check_length(rows: int, path: Path) -> None:
    if rows > MOST_ROWS:
        raise Fault(
            f"有 {rows:,} 行，一次最多导入 {MOST_ROWS:,} 行",
            f"there are {rows:,} rows; at most {MOST_ROWS:,} are imported at once",
            do_zh="请按街道或区分成几个文件",
            do_en="Split the file by subdistrict or district",
            file=path,
        )


def _columns(headers: tuple[str, ...], path: Path) -> dict[str, str]:
    """Return which header holds what; the more telling name wins. Raises ``Fault`` for neither code nor name."""
    known = {normal(header): header for header in reversed(headers)}
    found: dict[str, str] = {}
    for role, names in HEADERS.items():
        taken = set(found.values())
        header = next((h for name in names if (h := known.get(name)) and h not in taken), None)
        found |= {role: header} if header else {}
    if not {"code", "name"} & set(found):
        raise Fault(
            "没有“代码”列，也没有“名称”列",
            "there is neither a column of codes nor one of names",
            do_zh="请把列名改成：级别、代码、名称、上级代码、类型、户数、人数",
            do_en="Call the columns: level, code, name, parent, kind, households, persons",
            file=path,
        )
    return found


Told = Draft | list[Mistake]


def _gathered(rows: Iterator[Told]) -> Drafts:
    drafts, mistakes = [], []
    for row in rows:
        if isinstance(row, Draft):
            drafts.append(row)
        else:
            mistakes += row
    return Drafts(tuple(drafts), tuple(mistakes))


def _row(table: Table, columns: dict[str, str], index: int) -> Told:
    cells = {
        role: (table.columns[header][index], Spot(table.cell_of(header, index)))
        for role, header in columns.items()
    }
    return _draft(Spot(f"A{table.row_of(index)}"), cells, {})


def _feature(geometry: object, said: dict[str, Any], index: int, datum: str) -> Told:
    spot = Spot(feature=index + 1)
    drawn: dict[str, Any] = {}
    try:
        drawn = {} if geometry is None else {"shape": shape_of(geometry, datum=datum)}
    except Fault as fault:
        return [Mistake(spot, fault)]
    return _draft(spot, {role: (value, spot) for role, value in said.items()}, drawn)


def _draft(row: Spot, cells: dict[str, Cell], drawn: dict[str, Any]) -> Told:
    """Return the draft of a row, or all mistakes in its cells."""
    values, mistakes = dict(drawn), []
    for role, (cell, spot) in cells.items():
        try:
            value = READERS[role](cell)
        except Fault as fault:
            mistakes.append(Mistake(spot, fault))
            continue
        if value is not None:
            values[role] = value
    spots = {role: spot for role, (_, spot) in cells.items()}
    return mistakes or Draft(row, spots, **values)


def _text(cell: object) -> str | None:
    """Return a cell as text without outer spaces, None where it says nothing."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = "" if cell is None else " ".join(plain(cell).split())
    return text or None


def _code(cell: object) -> str | None:
    if isinstance(cell, (int, float)) and not isinstance(cell, bool) and abs(cell) >= LONGEST_EXACT:
        raise Fault(
            "长代码被表格软件改成了数字，后几位已经丢失",
            "the spreadsheet has turned the long code into a number and lost its last digits",
            do_zh="请把这一列设为“文本”格式，再填一遍",
            do_en="Set the column to the format Text and type the code again",
        )
    text = _text(cell)
    return None if text is None else plain_code(text)


def _chosen(choices: dict[str, Any], zh: str, en: str) -> Callable[[object], Any]:
    def read(cell: object) -> Any:
        text = _text(cell)
        if text is None or text.casefold() in choices:
            return None if text is None else choices[text.casefold()]
        raise Fault(
            f"不认得{zh}“{text[:20]}”",
            f'the {en} "{text[:20]}" is not known',
            do_zh=f"请填其中之一：{'、'.join(c for c in choices if not c.isascii())}",
            do_en=f"Use one of: {', '.join(c for c in choices if c.isascii())}",
        )

    return read


def _count(cell: object) -> int | None:
    value = number(cell)
    if value is not None and math.isnan(value):
        return None
    if value is None or not 0 <= value <= MOST_COUNT or value != int(value):
        shown = (_text(cell) or "")[:20]
        raise Fault(
            f"“{shown}”不是个数",
            f'"{shown}" is not a count',
            do_zh="请填 0 或正整数，不知道就留空",
            do_en="Write 0 or a positive whole number, or leave it empty if it is not known",
        )
    return int(value)


READERS: dict[str, Callable[[object], Any]] = {
    "level": _chosen(LEVELS, "级别", "level"),
    "code": _code,
    "name": _text,
    "parent": _code,
    "kind": _chosen(KINDS, "类型", "kind"),
    "households": _count,
    "persons": _count,
}

"""What a file says, row by row, with the place of each cell; and the mistakes found on the way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from yike.core.areas.exchange.drafts import Mistake, Spot
from yike.engines.faults import Fault
from yike.engines.sheets.columns import Sheet
from yike.engines.sheets.delimited import rows_of_text
from yike.engines.sheets.features import properties_of, read_features
from yike.engines.sheets.headers import normal
from yike.engines.sheets.read import format_of
from yike.engines.sheets.table import blank, column_letters
from yike.engines.sheets.workbook import named_sheets
from yike.rooms.circle.exchange.columns import EXCEPTIONS, ITEMS, MATERIALS, OFFERS, POINTS
from yike.rooms.circle.exchange.drafts import Drafts, Row
from yike.rooms.circle.exchange.photos import PACKET, read_packet

__all__ = ["Drafts", "Row", "read_drafts"]

MOST_ROWS = 20_000
HEAD_WITHIN = 5  # rows that may stand above the header
Cells = list[object]


def read_drafts(path: Path) -> Drafts:
    """Return what a file says: XLSX with one to five sheets, CSV with one, GeoJSON with points, ZIP with photos.

    Raises ``Fault`` where the file as a whole cannot be used: contents that belie the name, damage, too many rows,
    no sheet whose columns are known.
    """
    if path.suffix.casefold() == PACKET:
        return read_packet(path, read_drafts)
    format_ = format_of(path)
    drafts = Drafts()
    if format_ == "GeoJSON":
        _features(drafts, path)
    elif format_ == "CSV":
        _sheet(drafts, "", rows_of_text(path))
    elif format_ in {"XLSX", "XLS"}:
        for name, rows in named_sheets(path).items():
            _sheet(drafts, name, rows)
    if not drafts.rows and not drafts.mistakes:
        raise _no_sheet(path)
    return drafts


def _no_sheet(path: Path) -> Fault:
    return Fault(
        "没有认得的表：站点、事项、材料、办理点、例外时间",
        "there is no sheet of points, items, materials, offers or special days",
        do_zh="请先导出一份，照它的列名填",
        do_en="Export a file first, and use its column names",
        file=path,
    )


def _too_many(count: int) -> Fault:
    return Fault(
        f"有 {count:,} 行，一次最多 {MOST_ROWS:,} 行",
        f"there are {count:,} rows; at most {MOST_ROWS:,} at once",
        do_zh="请分成几个文件",
        do_en="Split the file",
    )


def _known(sheet: Sheet, header: Cells) -> dict[int, str]:
    """Return which column of a header holds which role."""
    names = {normal(name): one.role for one in sheet.columns for name in (*one.names, one.en)}
    found: dict[int, str] = {}
    for place, cell in enumerate(header):
        role = names.get(normal(cell)) if not blank(cell) else None
        if role and role not in found.values():
            found[place] = role
    return found


def _told(header: Cells) -> tuple[Sheet, dict[int, str]] | None:
    """Return which sheet a header is of, with its columns; None where it is none."""
    for sheet, roles in (
        (OFFERS, {"point", "item"}),
        (EXCEPTIONS, {"point", "since", "reason"}),
        (MATERIALS, {"item", "name"}),
        (POINTS, {"name", "address"}),
        (ITEMS, {"code", "name", "level"}),
        (POINTS, {"code"}),
        (ITEMS, {"code"}),
    ):
        found = _known(sheet, header)
        if roles <= set(found.values()):
            return sheet, found
    return None


def _sheet(drafts: Drafts, name: str, rows: list[Cells]) -> None:
    """Read one sheet; one whose header is not known is left alone."""
    if len(rows) > MOST_ROWS + HEAD_WITHIN:
        raise _too_many(len(rows))
    for top, header in enumerate(rows[:HEAD_WITHIN]):
        found = _told(header)
        if found is not None:
            _lines(drafts, found, name, rows[top + 1 :], top + 2)
            return


def _lines(
    drafts: Drafts, found: tuple[Sheet, dict[int, str]], name: str, rows: list[Cells], first: int
) -> None:
    sheet, columns = found
    kept = drafts.rows.setdefault(sheet.role, [])
    prefix = f"{name}!" if name else ""
    for number, row in enumerate(rows, first):
        if all(blank(cell) for cell in row):
            continue
        told = {
            role: (
                row[place] if place < len(row) else None,
                Spot(f"{prefix}{column_letters(place + 1)}{number}"),
            )
            for place, role in columns.items()
        }
        _row(drafts, kept, sheet, Spot(f"{prefix}A{number}"), told)


def _row(
    drafts: Drafts, kept: list[Row], sheet: Sheet, at: Spot, told: dict[str, tuple[object, Spot]]
) -> None:
    """Read the cells of a row; what cannot be read becomes a mistake at its place."""
    values: dict[str, Any] = {}
    for role, (cell, spot) in told.items():
        try:
            values[role] = sheet.column(role).read(cell)
        except Fault as fault:
            drafts.mistakes.append(Mistake(spot, fault))
    if len(values) == len(told):
        kept.append(Row(sheet, at, values, {role: spot for role, (_, spot) in told.items()}))


def _features(drafts: Drafts, path: Path) -> None:
    features = read_features(path)
    if len(features) > MOST_ROWS:
        raise _too_many(len(features))
    said = properties_of(features)
    columns = _known(POINTS, list(said))
    headers = list(said)
    kept = drafts.rows.setdefault(POINTS.role, [])
    for n, feature in enumerate(features):
        spot = Spot(feature=n + 1)
        told = {role: (said[headers[place]][n], spot) for place, role in columns.items()}
        told |= {role: (value, spot) for role, value in _position(feature.get("geometry"))}
        _row(drafts, kept, POINTS, spot, told)
        _special_days(drafts, feature, spot, told.get("code", ("", spot))[0])


def _special_days(drafts: Drafts, feature: Any, at: Spot, code: object) -> None:
    """Read the exceptions that a feature has among its properties: a list of objects, each a row of that sheet."""
    properties = feature.get("properties")
    said = properties if isinstance(properties, dict) else {}
    found = said.get(EXCEPTIONS.zh, said.get(EXCEPTIONS.en)) or []
    for one in found if isinstance(found, list) else [found]:
        row = one if isinstance(one, dict) else {}
        columns = _known(EXCEPTIONS, list(row))
        values = list(row.values())
        told = {role: (values[place], at) for place, role in columns.items()} | {"point": (code, at)}
        _row(drafts, drafts.rows.setdefault(EXCEPTIONS.role, []), EXCEPTIONS, at, told)


def _position(geometry: Any) -> Iterator[tuple[str, object]]:
    """Yield longitude and latitude of a Point; of anything else what no reader takes."""
    place = geometry.get("coordinates") if isinstance(geometry, dict) else None
    point = isinstance(geometry, dict) and geometry.get("type") == "Point" and isinstance(place, list)
    yield from zip(("lon", "lat"), (place or ["", ""])[:2] if point else ("", ""), strict=False)

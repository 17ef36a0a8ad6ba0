"""Rows of the calendar as the engine takes them, and tables as people send them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

from yike.core.calendar.models import CalendarDay, HoursException, OfficeHours
from yike.core.calendar.spans import read_spans
from yike.engines import worktime
from yike.engines.faults import Fault
from yike.engines.sheets import Table, read_table
from yike.engines.sheets.headers import clean, normal
from yike.engines.sheets.readers import plain
from yike.engines.worktime import DatedHours, DayKind, SpecialDay, YearTable

COLUMNS = {
    "day": ("日期", "开始日期", "从", "date", "from", "day"),
    "until": ("结束日期", "到", "至", "until", "to"),
    "kind": ("安排", "类型", "kind", "type"),
    "name": ("名称", "节日", "备注", "name", "holiday"),
}
KINDS = {
    **dict.fromkeys(("放假", "休", "休息", "休假", "节假日", "rest", "holiday", "off"), DayKind.REST),
    **dict.fromkeys(("调休上班", "上班", "班", "调休", "补班", "work", "workday"), DayKind.WORK),
}
WRITTEN = re.compile(r"(?:(\d{4})\s*[-/.年])?\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s+00:00(?::00)?)?")
NAME = 40  # characters
TITLES = 5  # rows that may stand above the header


def engine_days(rows: Iterable[CalendarDay]) -> tuple[SpecialDay, ...]:
    """Return the days of a year as the engine takes them."""
    return tuple(SpecialDay(row.day, DayKind(row.kind), row.name) for row in rows)


def engine_hours(row: OfficeHours, exceptions: Iterable[HoursException]) -> worktime.OfficeHours:
    """Return hours as the engine takes them. Raises ``Fault`` for spans that cannot be."""
    return worktime.OfficeHours(
        weekly=tuple(read_spans(getattr(row, name)) for name in OfficeHours.WEEK),
        makeup=read_spans(row.makeup),
        keeps_holidays=row.keeps_holidays,
        dated=tuple(DatedHours(one.day, read_spans(one.spans), one.name) for one in exceptions),
    )


def table_from_file(path: Path, year: int) -> YearTable:
    """Return the table of ``year`` in a workbook or CSV with columns 日期, 到 (may be left out), 安排, 名称.

    A row is a day or a stretch of days. Raises ``Fault`` with row and column for what cannot be read, and for days
    of other years.
    """
    sheet = _below_titles(read_table(path))
    columns = {role: _column(sheet, names) for role, names in COLUMNS.items()}
    for role in ("day", "kind"):
        if columns[role] is None:
            raise _no_column(sheet, COLUMNS[role][0])
    days = [day for at in range(len(sheet)) for day in _days(sheet, columns, at, year)]
    return YearTable(year, tuple(sorted(days, key=lambda one: one.day)))


def table_from_lines(text: str, year: int) -> YearTable:
    """Return the table that ``table_as_lines`` wrote. Raises ``Fault`` for any other text."""
    try:
        parts = [line.split(" ", 2) for line in text.splitlines() if line.strip()]
        days = [SpecialDay(date.fromisoformat(d), DayKind(k), name[:NAME]) for d, k, name in parts]
    except ValueError:
        raise Fault(
            "要导入的内容变了",
            "what was to be imported has changed on the way",
            do_zh="请重新选择文件",
            do_en="Choose the file again",
        ) from None
    return YearTable(year, tuple(days))


def table_as_lines(table: YearTable) -> str:
    """Return a table as text, a day a line, for the step between seeing and confirming."""
    return "\n".join(f"{one.day} {one.kind.value} {one.name}" for one in table.days)


def _below_titles(sheet: Table) -> Table:
    """Return the table below its titles: offices like a line such as 2027年放假安排 above the header."""
    if _column(sheet, COLUMNS["day"]):
        return sheet
    for at in range(min(TITLES, len(sheet))):
        names = [clean(sheet.columns[header][at]) for header in sheet.headers]
        if {normal(name) for name in names} & set(COLUMNS["day"]):
            headers = [name or header for name, header in zip(names, sheet.headers, strict=True)]
            cells = [sheet.columns[header][at + 1 :] for header in sheet.headers]
            named = dict(zip(headers, cells, strict=True))
            return Table(sheet.file, tuple(named), named, sheet.row_of(at) + 1, rows=sheet.rows[at + 1 :])
    return sheet


def _column(sheet: Table, names: tuple[str, ...]) -> str | None:
    known = {normal(header): header for header in sheet.headers}
    return next((known[name] for name in names if name in known), None)


def _days(sheet: Table, columns: dict[str, str | None], at: int, year: int) -> Iterator[SpecialDay]:
    first = _date(sheet, columns["day"], at, year)
    last = _date(sheet, columns["until"], at, year) if columns["until"] else None
    if first is None:
        raise _wrong(sheet, columns["day"], at, "没有日期", "has no date")
    kind = KINDS.get(normal(_cell(sheet, columns["kind"], at)))
    if kind is None:
        raise _wrong(
            sheet, columns["kind"], at, "既不是放假也不是上班", "is neither a day off nor a day worked"
        )
    length = ((last or first) - first).days
    if length < 0:
        raise _wrong(sheet, columns["until"], at, "结束早于开始", "ends before it begins")
    name = plain(_cell(sheet, columns["name"], at))[:NAME]
    for step in range(length + 1):
        yield SpecialDay(first + timedelta(step), kind, " ".join(name.split()))


def _cell(sheet: Table, column: str | None, at: int) -> object:
    value = sheet.columns[column][at] if column else None
    return "" if value is None else value


def _date(sheet: Table, column: str | None, at: int, year: int) -> date | None:
    value = _cell(sheet, column, at)
    if isinstance(value, datetime):
        found: date | None = value.date()
    elif isinstance(value, date):
        found = value
    else:
        if not str(value).strip():
            return None
        found = _written(str(value), year)
    if found is None:
        raise _wrong(sheet, column, at, f"“{value}”不是日期", f'"{value}" is no date')
    if found.year != year:
        raise _wrong(sheet, column, at, f"{found} 不在 {year} 年", f"{found} is not in {year}")
    return found


def _written(text: str, year: int) -> date | None:
    parts = WRITTEN.fullmatch(text.strip())
    try:
        return date(int(parts[1] or year), int(parts[2]), int(parts[3])) if parts else None
    except ValueError:
        return None


def _no_column(sheet: Table, name: str) -> Fault:
    return Fault(
        f"没有“{name}”列",
        f'there is no column "{name}"',
        do_zh="表头请写：日期、到、安排、名称",
        do_en="Head the columns 日期, 到, 安排, 名称 (date, until, kind, name)",
        file=sheet.file,
        row=sheet.first_row - 1,
    )


def _wrong(sheet: Table, column: str | None, at: int, zh: str, en: str) -> Fault:
    return Fault(
        zh,
        en,
        do_zh="请改好这一格再导入；日期写成 2027-10-01，安排写“放假”或“上班”",
        do_en="Mend this cell and import again; write dates as 2027-10-01 and the kind as 放假 or 上班",
        file=Path(sheet.file).name,
        row=sheet.row_of(at),
        column=column,
    )

"""From a sheet to rows of a ledger: every cell read, every mistake kept with the name of its cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from yike.core.residents.addresses import key_of, parts, tidy
from yike.core.residents.details import Details
from yike.core.residents.identity import NationalId
from yike.core.residents.ledger.cells import readers, text_of
from yike.core.residents.ledger.columns import Columns, find_columns
from yike.engines.faults import Fault, Language
from yike.engines.sheets.grid import Grid
from yike.engines.sheets.table import blank, no_rows

SHARED = ("community", "grid", "address", "building", "unit", "room", "code", "size", "kind", "lon", "lat")
MOST_ROWS = 200_000
SHOWN = 200  # mistakes kept word by word; the others are counted


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something that has to be mended first, and the cell it stands in (``Sheet1!C7``)."""

    cell: str
    fault: Fault

    def text(self, language: Language) -> str:
        """Return cell, fault and remedy in one line."""
        return f"{self.cell}{'：' if language == 'zh' else ': '}{self.fault.text(language)}"


@dataclass
class Mistakes:
    """The mistakes of a file, the first ones word by word, all of them counted."""

    told: list[Mistake] = field(default_factory=list)
    count: int = 0

    def add(self, cell: str, fault: Fault) -> None:
        """Keep a mistake."""
        self.count += 1
        if len(self.told) < SHOWN:
            self.told.append(Mistake(cell, fault))


@dataclass(slots=True)
class LedgerRow:
    """One row of a ledger, checked. ``row`` counts from 0; ``details`` is None for a dwelling nobody lives in.

    ``said`` are the columns of the person that this row fills; the others stay as they are in the register.
    """

    row: int
    place: dict[str, Any]
    key: str
    details: Details | None
    said: frozenset[str]

    @property
    def home(self) -> str:
        """What rows of one household have in common: its number, or its dwelling."""
        return f"#{self.place['code']}" if self.place.get("code") else self.key


@dataclass(frozen=True)
class Ledger:
    """All rows of a file that could be read, and what could not."""

    grid: Grid
    columns: Columns
    rows: list[LedgerRow]
    mistakes: Mistakes

    def cell(self, row: LedgerRow, role: str) -> str:
        """Return the name of the cell in which a row says ``role``; the row's first cell where it does not."""
        return self.grid.address(row.row, self.columns.place.get(role, 0))


def _fill_merged(grid: Grid, columns: Columns) -> None:
    """Copy what a household shares down the merged cells in which it was written once."""
    wanted = {columns.place[role] for role in SHARED if role in columns.place}
    for (top, left), (bottom, right) in grid.merged:
        if left == right and left in wanted and columns.first <= top < len(grid.rows):
            said = grid.rows[top][left] if left < len(grid.rows[top]) else ""
            for row in grid.rows[top + 1 : bottom + 1]:
                row.extend([""] * (left + 1 - len(row)))
                row[left] = said


def _hollow(kind: str) -> Fault:
    if kind == "formula":
        return Fault(
            "公式还没有算出结果",
            "the formula holds no result",
            do_zh="请在表格软件里打开、保存一次，或改成数值",
            do_en="Open and save it once in a spreadsheet program, or put the value in its place",
        )
    return Fault(
        "公式出错了（如 #N/A）",
        "the formula ends in an error such as #N/A",
        do_zh="请改正公式，或改成数值",
        do_en="Correct the formula, or put the value in its place",
    )


class _Reader:
    """Reads row after row; remembers the household of the row above.

    What rows have in common they share: a hundred thousand of them would fill the memory else.
    """

    def __init__(self, grid: Grid, columns: Columns, today: date) -> None:
        self.grid, self.columns, self.mistakes = grid, columns, Mistakes()
        self._readers = readers(today)
        self._above: dict[str, Any] = {}
        self._key = ""
        self._said: dict[frozenset[str], frozenset[str]] = {}

    def _value(self, row: int, role: str, read: Callable[[str], Any]) -> Any:
        """Return what a cell says, None where it says nothing or cannot be read; then the mistake is kept."""
        column, cells = self.columns.place[role], self.grid.rows[row]
        text = text_of(cells[column]) if column < len(cells) else ""
        try:
            if text:
                return read(text)
            if kind := self.grid.hollow_at(row, column):
                raise _hollow(kind)
        except Fault as fault:
            self.mistakes.add(self.grid.address(row, column), fault)
        return None

    def _values(self, row: int) -> dict[str, Any]:
        found = {role: self._value(row, role, self._readers[role]) for role in self.columns.place}
        return {role: value for role, value in found.items() if value is not None}

    def _wrong(self, row: int, role: str, fault: Fault) -> None:
        self.mistakes.add(self.grid.address(row, self.columns.place.get(role, 0)), fault)

    def _place(self, row: int, values: dict[str, Any]) -> dict[str, Any] | None:
        """Return what a row says of its dwelling and household; the row above speaks for those below its head."""
        place = {role: values[role] for role in SHARED if role in values}
        follows = values.get("relation", "head") != "head" and not {"address", "code"} & place.keys()
        if follows and self._above:
            return self._above
        if "address" not in place:
            self._wrong(row, "address", _no_address())
            return None
        place["address"] = tidy(place["address"])
        place["building"], place["unit"], place["room"] = parts(
            *(place.get(role, "") for role in ("building", "unit", "room"))
        )
        if place != self._above:
            self._above = place
            self._key = key_of(place["address"], place["building"], place["unit"], place["room"])
        return self._above

    def _details(self, row: int, values: dict[str, Any]) -> Details | None:
        number: NationalId | None = values.get("national_id")
        born, sex = values.get("born"), values.get("sex", "")
        if number and born not in (None, number.born):
            self._wrong(row, "born", _disagree("出生日期", "birth date"))
        if number and sex not in ("", number.sex):
            self._wrong(row, "sex", _disagree("性别", "sex"))
        return Details(
            values["name"],
            values.get("relation", "head"),
            number.sex if number else sex,
            number.number if number else "",
            values.get("phone", ""),
            number.born if number else born,
            values.get("living", ""),
        )

    def read(self, row: int) -> LedgerRow | None:
        """Return one row, None where it is blank or cannot be used."""
        if all(map(blank, self.grid.rows[row])):
            return None
        before = self.mistakes.count
        values = self._values(row)
        place = self._place(row, values) if self.mistakes.count == before or "address" in values else None
        if "name" not in values and values.keys() - set(SHARED) and self.mistakes.count == before:
            self._wrong(row, "name", _no_name())
        details = self._details(row, values) if "name" in values else None
        if self.mistakes.count > before or place is None:
            return None
        said = set(values) - set(SHARED)
        said |= {"sex", "born"} if "national_id" in said else set()
        same = self._said.setdefault(frozenset(said), frozenset(said))
        return LedgerRow(row, place, self._key, details, same)


def _no_address() -> Fault:
    return Fault(
        "没有地址",
        "there is no address",
        do_zh="请填地址；同一户的其他人可以只填与户主关系",
        do_en="Fill in the address; others of the same household may give their relation to its head only",
    )


def _no_name() -> Fault:
    return Fault(
        "没有姓名",
        "there is no name",
        do_zh="请填姓名，或删去这一行",
        do_en="Fill in the name, or remove the row",
    )


def _disagree(zh: str, en: str) -> Fault:
    return Fault(
        f"{zh}与身份证号里的不一样",
        f"the {en} is not the one in the identity number",
        do_zh="请照证件核对这两格",
        do_en="Check both cells against the card",
    )


def _refuse_size(grid: Grid, columns: Columns) -> None:
    count = len(grid.rows) - columns.first
    if count > MOST_ROWS:
        raise Fault(
            f"有 {count} 行，一次最多 {MOST_ROWS} 行",
            f"there are {count} rows; at most {MOST_ROWS} fit at once",
            do_zh="请分成几个文件",
            do_en="Split the file",
            file=grid.file,
        )


def _rows(reader: _Reader, columns: Columns) -> Iterator[LedgerRow]:
    for row in range(columns.first, len(reader.grid.rows)):
        if found := reader.read(row):
            yield found


def read_ledger(grid: Grid, today: date) -> Ledger:
    """Return all rows of a sheet. Raises ``Fault`` for no header, no rows or too many; other mistakes are kept."""
    columns = find_columns(grid)
    _refuse_size(grid, columns)
    _fill_merged(grid, columns)
    reader = _Reader(grid, columns, today)
    rows = list(_rows(reader, columns))
    if not rows and not reader.mistakes.count:
        raise no_rows(grid.file)
    return Ledger(grid, columns, rows, reader.mistakes)

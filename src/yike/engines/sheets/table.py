"""A table as somebody wrote it: headers, cells, and the row numbers their spreadsheet shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice

import numpy as np
from numpy.typing import NDArray

from yike.engines.faults import Fault
from yike.engines.sheets.headers import clean, known_headers

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
Cells = Sequence[object]

HEADER_WITHIN = 20  # rows searched for the header, below titles and notes
NOTHING = "\ufeff\u200b \t\r\n\u3000"  # characters around or instead of a cell's text
AT_ONCE = 4096  # rows turned into columns at a time, so that a million rows never stand twice in memory


@dataclass(frozen=True)
class Table:
    """Columns of equal length n, cells as read (str, float, int, bool, datetime or None).

    ``rows`` (n) are row numbers as a spreadsheet counts them, from 1, blank rows counted but left out;
    for formats without rows (GeoJSON, GeoPackage, Parquet) they count the features.
    ``lon``/``lat`` (n, degrees, NaN where a row has no geometry) are None where the format has no geometry.
    ``letters`` are the spreadsheet's own names of the columns (A, B … AA), empty for formats without cells.
    """

    file: str
    headers: tuple[str, ...]
    columns: dict[str, list[object]]
    first_row: int
    lon: Floats | None = None
    lat: Floats | None = None
    rows: Rows = field(default_factory=lambda: np.empty(0, np.int64))
    letters: dict[str, str] = field(default_factory=dict)

    def __len__(self) -> int:
        """Return the number of data rows."""
        return len(self.rows)

    def row_of(self, index: int) -> int:
        """Return the spreadsheet row number of data row ``index`` (from 0)."""
        return int(self.rows[index])

    def cell_of(self, header: str, index: int) -> str:
        """Return the address of a cell as a spreadsheet shows it, such as C7; the number alone without cells."""
        return f"{self.letters.get(header, '')}{self.row_of(index)}"


def no_rows(file: str) -> Fault:
    """Return the fault of a table that has nothing below its header."""
    return Fault(
        "只有表头，没有数据",
        "there is a header but no data below it",
        do_zh="请在表头下面填上数据再试",
        do_en="Fill in rows below the header and try again",
        file=file,
    )


def empty_file(file: str) -> Fault:
    """Return the fault of a file or workbook with nothing in it."""
    return Fault(
        "文件是空的",
        "the file is empty",
        do_zh="请重新导出一份有内容的表",
        do_en="Export the table again, with its contents",
        file=file,
    )


def blank(cell: object) -> bool:
    """Return whether a cell holds nothing: None, no text, or white space only."""
    return cell is None or (isinstance(cell, str) and not cell.strip(NOTHING))


def _numeric(cell: object) -> bool:
    if isinstance(cell, str):
        try:
            float(cell)
        except ValueError:
            return False
        return True
    return isinstance(cell, (int, float)) and not isinstance(cell, bool)


def column_letters(place: int) -> str:
    """Return the name a spreadsheet gives to column ``place``, counted from 1: A, B … Z, AA."""
    letters = ""
    while place > 0:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def header_index(head: Sequence[Cells]) -> int:
    """Return which of the first rows is the header: the first with two known names, else the first not blank.

    Titles above the header are common in office tables, hence the search. -1 where all rows are blank.
    """
    for index, row in enumerate(head):
        if known_headers(row) >= 2:
            return index
    return next((i for i, row in enumerate(head) if not all(map(blank, row))), -1)


def _refuse_data_as_header(file: str, row: Cells, number: int) -> None:
    filled = [cell for cell in row if not blank(cell)]
    if known_headers(row) or sum(map(_numeric, filled)) * 2 < len(filled):
        return
    raise Fault(
        "没有表头，第一行就是数据",
        "there is no header: the first row is data already",
        do_zh="请在最上面加一行列名，如 编号、名称、经度、纬度",
        do_en="Add a row of column names on top, such as id, name, lon, lat",
        file=file,
        row=number,
    )


def _refuse_duplicates(file: str, names: Sequence[str], number: int) -> None:
    name, count = Counter(name for name in names if name).most_common(1)[0]
    if count == 1:
        return
    places = [i + 1 for i, other in enumerate(names) if other == name]
    raise Fault(
        f"第 {places[0]} 列和第 {places[1]} 列都叫“{name}”",
        f'columns {places[0]} and {places[1]} are both called "{name}"',
        do_zh="请给其中一列改名",
        do_en="Rename one of them",
        file=file,
        row=number,
    )


def _ragged(file: str, number: int, found: int, wanted: int) -> Fault:
    return Fault(
        f"这一行有 {found} 格，表头有 {wanted} 列",
        f"this row has {found} cells, the header has {wanted}",
        do_zh="请检查这一行是否少了或多了分隔符、引号",
        do_en="Check this row for a missing or extra separator or quote",
        file=file,
        row=number,
    )


@dataclass(frozen=True)
class Head:
    """The header found at row ``number``: ``names`` of all columns, empty where a column has none.

    A row must reach the last named column (``needed`` cells) and may be padded with empty cells beyond.
    """

    file: str
    number: int
    names: tuple[str, ...]

    @classmethod
    def within(cls, file: str, head: Sequence[Cells]) -> Head:
        """Return the header among the first rows of a table, the first of them being row 1.

        Raises ``Fault`` where there is none, or two columns have one name.
        """
        at = header_index(head)
        if at < 0:
            raise empty_file(file)
        _refuse_data_as_header(file, head[at], at + 1)
        names = tuple(clean(cell) for cell in head[at])
        _refuse_duplicates(file, names, at + 1)
        return cls(file, at + 1, names)

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.names)

    @property
    def needed(self) -> int:
        """Number of cells a row cannot do without."""
        return max(i for i, name in enumerate(self.names) if name) + 1

    def fit(self, row: Cells, number: int) -> Cells:
        """Return the row at full width. Raises ``Fault`` where cells are missing or left over."""
        if len(row) < self.needed or not all(map(blank, row[self.width :])):
            raise _ragged(self.file, number, len(row), self.needed)
        return [*row[: self.width], *[""] * (self.width - len(row))]

    def whole(self, chunk: list[Cells], first: int) -> tuple[list[Cells], Rows]:
        """Return the rows that are not blank, at full width, with their numbers."""
        numbers = np.arange(first, first + len(chunk))
        keep = [bool(row) and (not blank(row[0]) or not all(map(blank, row))) for row in chunk]
        if not all(keep):
            numbers = numbers[np.array(keep)]
            chunk = [row for row, kept in zip(chunk, keep, strict=True) if kept]
        if any(len(row) != self.width for row in chunk):
            chunk = [self.fit(row, int(number)) for row, number in zip(chunk, numbers, strict=True)]
        return chunk, numbers

    def table(self, columns: Sequence[list[object]], rows: Rows) -> Table:
        """Return the table of these columns, in the header's order; ``rows`` are their row numbers.

        A column without a name is called #n after its place, or dropped where it is empty. Raises ``Fault``
        where there is no row.
        """
        if not len(rows):
            raise no_rows(self.file)
        numbered = enumerate(zip(self.names, columns, strict=True), 1)
        kept = [(i, name or f"#{i}", c) for i, (name, c) in numbered if name or not all(map(blank, c))]
        named = {name: c for _, name, c in kept}
        letters = {name: column_letters(i) for i, name, _ in kept}
        return Table(self.file, tuple(named), named, int(rows[0]), rows=rows, letters=letters)


def table_from_rows(file: str, rows: Iterator[Cells]) -> Table:
    """Return the table in rows of cells, the first of them being row 1.

    Raises ``Fault`` for no content, no header, headers of the same name, ragged rows (with their number).
    """
    first_rows = list(islice(rows, HEADER_WITHIN))
    head = Head.within(file, first_rows)
    columns: list[list[object]] = [[] for _ in head.names]
    numbers: list[Rows] = [np.empty(0, np.int64)]
    rest, first = chain(first_rows[head.number :], rows), head.number + 1
    while chunk := list(islice(rest, AT_ONCE)):
        whole, at_rows = head.whole(chunk, first)
        numbers.append(at_rows)
        for column, cells in zip(columns, zip(*whole, strict=True), strict=False):
            column.extend(cells)
        first += len(chunk)
    return head.table(columns, np.concatenate(numbers))


def table_of_features(
    file: str, columns: dict[str, list[object]], lon: Floats | None, lat: Floats | None
) -> Table:
    """Return the table of n features counted from 1. Raises ``Fault`` where there are none."""
    count = len(lon) if lon is not None else len(next(iter(columns.values()), []))
    if not count:
        raise no_rows(file)
    return Table(file, tuple(columns), columns, 1, lon, lat, np.arange(1, count + 1))

"""Spreadsheets (XLSX, XLSM, XLS): the first visible sheet with something in it."""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar, cast

import python_calamine as calamine

from yike.engines.faults import Fault
from yike.engines.sheets.table import Table, blank, empty_file, table_from_rows

T = TypeVar("T")
MOST_BYTES = 2_000_000_000  # unpacked; a sheet of a million rows and ten columns takes about 0.6 GB
MOST_CELLS = 40_000_000  # of the box around all cells, which the reader lays out in memory
_PIECE = 4 << 20
_OVERLAP = 64
_ROW = re.compile(rb"<(?:\w+:)?row\s[^>]*?\br\s*=\s*[\"'](\d{1,9})")
_WIDE = re.compile(rb"\br\s*=\s*[\"']([A-Z]{2,3})(\d{1,7})[\"']")
_SQUEEZED = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})  # LZMA may ask for 4 GB to unpack anything
_BROKEN_ARCHIVE = (
    *(zipfile.BadZipFile, zlib.error, struct.error),
    *(OSError, EOFError, MemoryError, ValueError, KeyError, RuntimeError, NotImplementedError),
)
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def _damaged(file: str) -> Fault:
    return Fault(
        "工作簿打不开，可能没有传完或已损坏",
        "the workbook cannot be opened; it may be incomplete or damaged",
        do_zh="请在表格软件里打开，另存为 XLSX 再试",
        do_en="Open it in a spreadsheet program and save it again as XLSX",
        file=file,
    )


def _locked(file: str) -> Fault:
    return Fault(
        "工作簿有打开密码",
        "the workbook is protected by a password",
        do_zh="请在表格软件里去掉打开密码，另存一份",
        do_en="Remove the password in a spreadsheet program and save a copy",
        file=file,
    )


def _too_large(file: str) -> Fault:
    return Fault(
        "工作簿展开后太大，或者很远的地方有零星格子",
        "the workbook is too large once unpacked, or has stray cells far away",
        do_zh="请只把要用的几列复制到新表，或另存为 CSV",
        do_en="Copy the columns you need to a new sheet, or save it as CSV",
        file=file,
    )


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _extent(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> tuple[int, int]:
    """Return the last row and column that a sheet names, read piece by piece; tests its checksum."""
    last_row, last_column, tail = 1, 26, b""
    with archive.open(member) as stream:
        while piece := stream.read(_PIECE):
            text = tail + piece
            rows = _ROW.findall(text)
            wide = _WIDE.findall(text)
            last_row = max(last_row, *map(int, rows), *(int(row) for _, row in wide), 1)
            last_column = max(last_column, *(_column_number(letters) for letters, _ in wide), 1)
            tail = text[-_OVERLAP:]
    return last_row, last_column


def _readable(members: list[zipfile.ZipInfo]) -> bool:
    """Return whether all is packed as workbooks are."""
    return all(member.compress_type in _SQUEEZED for member in members)


def weighs_much(path: Path, unpacked: int, cells: int) -> bool:
    """Return whether a workbook takes more than so many bytes unpacked, or so many cells laid out.

    Says no of what cannot be told; whoever reads it then will hear why.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if sum(member.file_size for member in members) > unpacked:
                return True
            if not _readable(members):
                return False
            boxes = (_extent(archive, one) for one in members if "worksheets" in one.filename)
            return any(rows * columns > cells for rows, columns in boxes)
    except _BROKEN_ARCHIVE:
        return False


def _check_archive(path: Path) -> None:
    """Refuse what would not fit in memory: the reader itself lays out the whole box around all cells."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if sum(member.file_size for member in members) > MOST_BYTES:
                raise _too_large(str(path))
            if any(member.flag_bits & 1 for member in members):
                raise _locked(str(path))
            if not _readable(members):
                raise _damaged(str(path))
            for member in members:
                rows, columns = _extent(archive, member)
                if rows * columns > MOST_CELLS and "worksheets" in member.filename:
                    raise _too_large(str(path))
    except _BROKEN_ARCHIVE as error:
        raise _damaged(str(path)) from error


def _fill_merged(rows: list[list[object]], sheet: calamine.CalamineSheet) -> None:
    """Copy text down vertically merged cells: one community written beside its many buildings.

    Numbers stay where they are, for a total written once must not count for every row.
    """
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if (
            left != right
            or top >= len(rows)
            or left >= len(rows[top])
            or not isinstance(rows[top][left], str)
        ):
            continue
        for row in rows[top + 1 : bottom + 1]:
            row[left] = rows[top][left]


def _first_sheet(book: calamine.CalamineWorkbook) -> tuple[list[list[object]], calamine.CalamineSheet] | None:
    for sheet_of in book.sheets_metadata:
        if (
            sheet_of.visible != calamine.SheetVisibleEnum.Visible
            or sheet_of.typ != calamine.SheetTypeEnum.WorkSheet
        ):
            continue
        sheet = book.get_sheet_by_name(sheet_of.name)
        rows = cast("list[list[object]]", sheet.to_python(skip_empty_area=False))
        if any(not blank(cell) for row in rows for cell in row):
            return rows, sheet
    return None


def _all_sheets(book: calamine.CalamineWorkbook) -> dict[str, list[list[object]]]:
    return {
        about.name: [list(row) for row in book.get_sheet_by_name(about.name).to_python(skip_empty_area=False)]
        for about in book.sheets_metadata
        if about.visible == calamine.SheetVisibleEnum.Visible
        and about.typ == calamine.SheetTypeEnum.WorkSheet
    }


def _opened(path: Path, read: Callable[[calamine.CalamineWorkbook], T]) -> T:
    try:
        with calamine.CalamineWorkbook.from_path(path) as book:
            return read(book)
    except calamine.PasswordError as error:
        raise _locked(str(path)) from error
    except (calamine.CalamineError, OSError, ValueError, RuntimeError) as error:
        raise _damaged(str(path)) from error
    except BaseException as error:  # the reader's own panics do not derive from Exception
        if type(error).__name__ != "PanicException":
            raise
        raise _damaged(str(path)) from error


def _looked_at(path: Path) -> None:
    """Refuse a workbook with a password, and one that would fill the memory once unpacked."""
    with path.open("rb") as stream:
        packed = stream.read(2) == b"PK"
    if packed:
        _check_archive(path)
    elif _ENCRYPTED in path.read_bytes():
        raise _locked(str(path))


def named_sheets(path: Path) -> dict[str, list[list[object]]]:
    """Return the cells of every visible sheet by its name, from row 1 on.

    Raises ``Fault`` for a password, damage, and a workbook too large once unpacked.
    """
    _looked_at(path)
    return _opened(path, _all_sheets)


def first_sheet(path: Path) -> tuple[list[list[object]], calamine.CalamineSheet]:
    """Return the cells of the first visible sheet that is not empty, from row 1 on, and the sheet itself.

    Raises ``Fault`` for a password, damage, nothing inside, and a workbook too large once unpacked.
    """
    _looked_at(path)
    found = _opened(path, _first_sheet)
    if found is None:
        raise empty_file(str(path))
    return found


def read_workbook(path: Path) -> Table:
    """Return the table on the first visible sheet that is not empty.

    Raises ``Fault`` as ``first_sheet`` and ``table_from_rows``.
    """
    rows, sheet = first_sheet(path)
    _fill_merged(rows, sheet)
    return table_from_rows(str(path), iter(rows))

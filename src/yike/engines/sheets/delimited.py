"""CSV in whatever encoding and with whatever separator an office program wrote it."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import cast

import numpy as np

from yike.engines.faults import Fault
from yike.engines.sheets.table import HEADER_WITHIN, Cells, Head, Table, empty_file, table_from_rows

DELIMITERS = ",;\t"
_SAMPLE_ROWS = 30
_SAMPLE_CHARACTERS = 65_536
_JUNK = re.compile(
    r"[\x00-\x08\x0b\x0e-\x1f\x7f]"
)  # never in a text table; 0x1a, an old end mark, is cut off
_LONGEST_CELL = 1_000_000


def not_text(file: str) -> Fault:
    """Return the fault of a file that holds no readable text."""
    return Fault(
        "不是文字表格，或已损坏",
        "is not a text table, or is damaged",
        do_zh="请重新导出为 CSV（UTF-8）或 XLSX",
        do_en="Export it again as CSV (UTF-8) or XLSX",
        file=file,
    )


def _decoded(data: bytes) -> str | None:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def text_of(data: bytes, file: str) -> str:
    """Return the text in ``data``: UTF-8 with or without mark, UTF-16 with mark, else GB 18030 (and so GBK).

    Raises ``Fault`` for bytes that are no text in any of them.
    """
    text = _decoded(data)
    if text is None:
        raise not_text(file)
    text = text.rstrip("\x1a")
    if _JUNK.search(text):
        raise not_text(file)
    return text


def _fit(sample: str, delimiter: str) -> tuple[float, int]:
    """Return how well a separator fits: the share of rows of the commonest width, and that width."""
    rows = islice(csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter), _SAMPLE_ROWS)
    widths = Counter(len(row) for row in rows if row)
    if not widths:
        return 0.0, 1
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
    return (count / widths.total(), width) if width > 1 else (0.0, 1)


def delimiter_of(text: str) -> str:
    """Return the separator of a table, a comma where it has a single column."""
    sample = text[:_SAMPLE_CHARACTERS]
    if len(text) > len(sample):
        sample = sample[: sample.rfind("\n") + 1] or sample
    return max(DELIMITERS, key=lambda delimiter: _fit(sample, delimiter))


def _rows(text: str, delimiter: str, file: str) -> Iterator[Cells]:
    csv.field_size_limit(_LONGEST_CELL)
    number = 1
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        for number, row in enumerate(reader, 2):  # noqa: B007 - after an error, the row that was being read
            yield row
    except csv.Error as error:
        raise Fault(
            f"读不下去：引号不成对，或一格超过 {_LONGEST_CELL} 字",
            f"cannot be read on: unpaired quotes, or a cell of more than {_LONGEST_CELL} characters",
            do_zh='请检查这一行的英文双引号 " 是否成对',
            do_en='Check that every double quote " in this row has its partner',
            file=file,
            row=number,
        ) from error


def rows_of_text(path: Path) -> list[list[object]]:
    """Return the rows of a CSV or TSV file as they stand. Raises ``Fault`` for no text, or unpaired quotes."""
    file, text = str(path), text_of(path.read_bytes(), str(path))
    if not text.strip():
        raise empty_file(file)
    return [list(row) for row in _rows(text, delimiter_of(text), file)]


def _columns_without_quotes(text: str, delimiter: str, head: Head) -> list[list[object]] | None:
    """Return the columns below the header where every line has the same cells and none is quoted, else None.

    One split of the whole text and a stride for each column: several times faster than row by row.
    """
    if '"' in text:
        return None
    plain = text.replace("\r\n", "\n").removesuffix("\n")
    if "\r" in plain:
        return None
    body = plain.split("\n", head.number)[head.number :]
    if not body:
        return None
    codes = np.frombuffer(body[0].encode(), np.uint8)
    marks = codes[(codes == ord(delimiter)) | (codes == ord("\n"))]
    ends = np.flatnonzero(marks == ord("\n"))
    steps = np.diff(np.concatenate(([-1], ends, [len(marks)])))
    if (steps != head.width).any():
        return None
    cells = body[0].replace("\n", delimiter).split(delimiter)
    columns = [cells[i :: head.width] for i in range(head.width)]
    may_be_blank = not all(map(str.strip, columns[0]))  # then look at the rows more closely
    return None if may_be_blank else cast(list[list[object]], columns)


def read_delimited(path: Path) -> Table:
    """Return the table in a CSV or TSV file. Raises ``Fault``; see ``table_from_rows``."""
    file, text = str(path), text_of(path.read_bytes(), str(path))
    if not text.strip():
        raise empty_file(file)
    delimiter = delimiter_of(text)
    head = Head.within(file, list(islice(_rows(text, delimiter, file), HEADER_WITHIN)))
    columns = _columns_without_quotes(text, delimiter, head)
    if columns is None:
        return table_from_rows(file, _rows(text, delimiter, file))
    return head.table(columns, np.arange(len(columns[0])) + head.number + 1)

"""A year's table as a workbook: what ``reading.table_from_file`` reads."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

from yike.core.calendar.queries import Stretch
from yike.engines.sheets.readers import escaped
from yike.engines.worktime import DayKind

HEAD = ("日期", "到", "安排", "名称")
KINDS = {DayKind.REST: "放假", DayKind.WORK: "上班"}


def workbook(stretches: Iterable[Stretch]) -> bytes:
    """Return an XLSX with a row for each stretch of days; text stays text, whatever it begins with."""
    import xlsxwriter  # noqa: PLC0415 - only where a workbook is made

    out = BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet("工作日历")
    sheet.set_column(0, 1, 12)
    sheet.set_column(3, 3, 20)
    bold = book.add_format({"bold": True})
    for column, text in enumerate(HEAD):
        sheet.write_string(0, column, text, bold)
    for row, one in enumerate(stretches, 1):
        cells = (one.first.isoformat(), one.last.isoformat(), KINDS[one.kind], one.name)
        for column, text in enumerate(cells):
            sheet.write_string(row, column, escaped(text))
    book.close()
    return out.getvalue()

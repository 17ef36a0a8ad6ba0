"""An issue as a workbook (XLSX): one line for each entry."""

from __future__ import annotations

import io
from collections.abc import Sequence

from django.utils.translation import gettext as _

from yike.engines.sheets.readers import escaped
from yike.rooms.almanac.models.activities import Strand
from yike.rooms.almanac.models.issues import EntryKind, Issue
from yike.rooms.almanac.written import Line

WIDTHS = (6, 30, 12, 12, 8, 8, 28, 16, 14, 18, 14, 20, 40)


def workbook(issue: Issue, lines: Sequence[Line]) -> bytes:
    """Return the workbook. What begins like a formula is written as the text it is."""
    import xlsxwriter  # noqa: PLC0415 - only where a workbook is made

    made, options = io.BytesIO(), {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(made, options) as book:
        page = book.add_worksheet(issue.title[:31].replace("/", "-"))
        bold = book.add_format({"bold": True})
        for column, (name, width) in enumerate(zip(_head(), WIDTHS, strict=True)):
            page.set_column(column, column, width)
            page.write_string(0, column, name, bold)
        for row, one in enumerate(lines, 1):
            for column, text in enumerate(_cells(row, one)):
                page.write_string(row, column, escaped(text))
        page.freeze_panes(1, 0)
    return made.getvalue()


def _head() -> tuple[str, ...]:
    return (
        *(_("序号"), _("什么事"), _("日期"), _("最后一天"), _("几点开始"), _("几点结束"), _("地点")),
        *(_("面向谁"), _("问谁"), _("咨询电话"), _("条线"), _("来源"), _("更多")),
    )


def _cells(row: int, one: Line) -> tuple[str, ...]:
    notice = one.notice
    days = [day.isoformat() if day else "" for day in (notice.day, notice.until)]
    times = [f"{at:%H:%M}" if at else "" for at in (notice.start, notice.end)]
    told = (notice.place, notice.audience, notice.contact, notice.phone)
    kinds = (str(Strand(one.strand).label), str(EntryKind(one.kind).label))
    return (str(row), notice.title, *days, *times, *told, *kinds, notice.more)

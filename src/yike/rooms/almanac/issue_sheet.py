"""An issue as a workbook (XLSX): one line for each entry."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from yike.rooms.almanac import worksheets as sheets
from yike.rooms.almanac.models.activities import Strand
from yike.rooms.almanac.models.issues import EntryKind, Issue
from yike.rooms.almanac.written import Line

WIDTHS = (6, 30, 12, 12, 8, 8, 28, 16, 14, 18, 14, 20, 40)


def workbook(issue: Issue, lines: Sequence[Line]) -> bytes:
    """Return the workbook. What begins like a formula is written as the text it is."""
    cells = (_cells(row, one) for row, one in enumerate(lines, 1))
    return sheets.workbook(sheets.Sheet(issue.title, _head(), cells, WIDTHS))


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

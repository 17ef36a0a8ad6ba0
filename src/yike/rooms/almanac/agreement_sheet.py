"""Agreements as a workbook (XLSX): one sheet of agreements, one of the three lists."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from yike.engines.sheets.readers import escaped
from yike.rooms.almanac.models.agreements import Agreement, AgreementLine, LineKind

WIDTHS = (34, 16, 16, 24, 40, 12, 12, 12, 10, 8, 8, 8, 24, 30)
LINES = (34, 8, 44, 28, 10, 12, 30, 30, 36)


def workbook(rows: Sequence[Any], lines: Iterable[AgreementLine]) -> bytes:
    """Return the workbook of agreements that were ``counted``. What begins like a formula is written as text."""
    import xlsxwriter  # noqa: PLC0415 - only where a workbook is made

    made, options = io.BytesIO(), {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(made, options) as book:
        _sheet(book, _("共建协议"), _head(), WIDTHS, map(_cells, rows))
        _sheet(book, _("三张清单"), _line_head(), LINES, map(_line_cells, lines))
    return made.getvalue()


def _sheet(
    book: Any, name: str, head: Sequence[str], widths: Sequence[int], rows: Iterable[Sequence[Any]]
) -> None:
    page, bold = book.add_worksheet(name[:31]), book.add_format({"bold": True})
    for column, (title, width) in enumerate(zip(head, widths, strict=True)):
        page.set_column(column, column, width)
        page.write_string(0, column, title, bold)
    for at, cells in enumerate(rows, 1):
        for column, value in enumerate(cells):
            if isinstance(value, int):
                page.write_number(at, column, value)
            else:
                page.write_string(at, column, escaped(str(value)))
    page.freeze_panes(1, 0)


def _head() -> tuple[str, ...]:
    return (
        *(_("名称"), _("协议编号"), _("所在区域"), _("牵头单位"), _("各方"), _("开始"), _("最后一天")),
        *(_("签约日期"), _("状态"), _("项目"), _("完成"), _("活动"), _("联系人和电话"), _("终止的原因")),
    )


def _cells(row: Any) -> tuple[Any, ...]:
    units = "、".join(party.unit.name for party in row.parties.all())
    days = (row.begins.isoformat(), row.ends.isoformat(), row.signed_on.isoformat() if row.signed_on else "")
    state = str(row.get_state_display())
    numbers = (row.projects, row.done, row.held)
    return (
        row.title,
        row.number,
        row.area.name,
        row.owner.name,
        units,
        *days,
        state,
        *numbers,
        row.contact,
        row.why,
    )


def _line_head() -> tuple[str, ...]:
    return (
        *(_("共建协议"), _("清单"), _("内容"), _("单位"), _("状态"), _("几时以前")),
        *(_("对应的需求"), _("用到的资源"), _("做得怎样")),
    )


def _line_cells(line: AgreementLine) -> tuple[Any, ...]:
    joined = (str(line.need or ""), str(line.resource or ""))
    due = line.due.isoformat() if line.due else ""
    kind = str(LineKind(line.kind).label)
    return (_title(line), kind, line.title, line.unit.name, str(line.state_word), due, *joined, line.result)


def _title(line: AgreementLine) -> str:
    agreement: Agreement = line.agreement
    return agreement.title

"""Agreements as a workbook (XLSX): one sheet of agreements, one of the three lists."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from yike.rooms.almanac import worksheets as sheets
from yike.rooms.almanac.models.agreements import Agreement, AgreementLine, LineKind

WIDTHS = (34, 16, 16, 24, 40, 12, 12, 12, 10, 8, 8, 8, 24, 30)
LINES = (34, 8, 44, 28, 10, 12, 30, 30, 36)


def workbook(rows: Sequence[Any], lines: Iterable[AgreementLine]) -> bytes:
    """Return the workbook of agreements that were ``counted``. What begins like a formula is written as text."""
    return sheets.workbook(
        sheets.Sheet(_("共建协议"), _head(), map(_cells, rows), WIDTHS),
        sheets.Sheet(_("三张清单"), _line_head(), map(_line_cells, lines), LINES),
    )


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

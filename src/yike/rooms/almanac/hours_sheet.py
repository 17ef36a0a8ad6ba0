"""The hours of volunteers as a workbook, to be handed on to the volunteers' record: each person, and each time."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from yike.engines.sheets.readers import escaped
from yike.rooms.almanac.models.signups import Helping
from yike.rooms.almanac.queries.own import Hours, by_person


def workbook(rows: Sequence[Helping]) -> bytes:
    """Return the workbook: nothing of a person but name and unit. What begins like a formula is written as text."""
    import xlsxwriter  # noqa: PLC0415 - only where a workbook is made

    made, options = io.BytesIO(), {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(made, options) as book:
        head = _("姓名"), _("单位"), _("次数"), _("分钟"), _("小时")
        _sheet(book, _("每人合计"), head, map(_person, by_person(rows)))
        head = _("姓名"), _("日期"), _("活动"), _("做什么"), _("分钟")
        _sheet(book, _("每次"), head, map(_time, rows))
    return made.getvalue()


def _person(one: Hours) -> tuple[Any, ...]:
    unit = one.user.unit.name if one.user.unit else ""
    return one.user.name, unit, one.times, one.minutes, f"{one.minutes / 60:.1f}"


def _time(one: Helping) -> tuple[Any, ...]:
    day = timezone.localdate(one.activity.starts_at).isoformat()
    return one.user.name, day, one.activity.shown_title, one.task, one.minutes


def _sheet(book: Any, name: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    page, bold = book.add_worksheet(name), book.add_format({"bold": True})
    page.set_column(0, len(head) - 1, 18)
    page.write_row(0, 0, head, bold)
    for at, cells in enumerate(rows, 1):
        for column, value in enumerate(cells):
            if isinstance(value, int):
                page.write_number(at, column, value)
            else:
                page.write_string(at, column, escaped(str(value)))
    page.freeze_panes(1, 0)

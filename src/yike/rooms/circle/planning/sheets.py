"""The board and a plan as a sheet of a workbook: one row a community, text so that none is a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from yike.rooms.circle.board import tables
from yike.rooms.circle.exchange.cells import escaped
from yike.rooms.circle.planning import outcomes

Cell = str | int


def board_rows(lines: Iterable[tables.Line]) -> list[list[Cell]]:
    """Return the head and a row for each community of the board."""
    head: list[Cell] = [_("社区"), _("户"), _("覆盖的户"), _("老人"), _("覆盖的老人")]
    return [head, *(_board_row(line) for line in lines)]


def _board_row(line: tables.Line) -> list[Cell]:
    homes, elders = line.households, line.elders
    name = line.area.name if line.area else _("合计")
    return [name, homes.total, homes.covered, elders.total, elders.covered]


def plan_rows(lines: Iterable[outcomes.Line]) -> list[list[Cell]]:
    """Return the head and a row for each community: covered before and after, gained, lost; homes, then elders."""
    head: list[Cell] = [_("社区"), _("户"), _("原来覆盖的户"), _("以后覆盖的户")]
    head += [_("多得到的户"), _("失去的户"), _("老人"), _("原来覆盖的老人"), _("以后覆盖的老人")]
    head += [_("多得到的老人"), _("失去的老人")]
    return [head, *(_plan_row(line) for line in lines)]


def _plan_row(line: outcomes.Line) -> list[Cell]:
    cells: list[Cell] = [line.area.name if line.area else _("合计")]
    for one in (line.households, line.elders):
        cells += [one.before.total, one.before.covered, one.after.covered, one.gained, one.lost]
    return cells


def workbook(rows: Sequence[Sequence[Cell]]) -> bytes:
    """Return rows, the first of them bold, as an XLSX."""
    import xlsxwriter  # noqa: PLC0415 - only where a workbook is made

    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        page, bold = book.add_worksheet(), book.add_format({"bold": True})
        page.set_column(0, 0, 20)
        page.freeze_panes(1, 1)
        for number, row in enumerate(rows):
            cells = [escaped(cell) if isinstance(cell, str) else cell for cell in row]
            page.write_row(number, 0, cells, None if number else bold)
    return out.getvalue()

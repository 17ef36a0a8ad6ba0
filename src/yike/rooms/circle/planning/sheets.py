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
    cells: list[Cell] = [line.area.name if line.area else _("合计")]
    for one in (line.households, line.elders):
        cells += [_number(one.total, one.total_text), _number(one.covered, one.covered_text)]
    return cells


def _number(number: int, text: str) -> Cell:
    """Return a number as one, or the text that may be told in its place."""
    return number if text == f"{number:,}" else text


def plan_head() -> list[Cell]:
    """Return what the columns of a plan hold, after the first."""
    head: list[Cell] = [_("户"), _("原来覆盖的户"), _("以后覆盖的户")]
    head += [_("多得到的户"), _("失去的户"), _("老人"), _("原来覆盖的老人"), _("以后覆盖的老人")]
    return [*head, _("多得到的老人"), _("失去的老人")]


def plan_rows(lines: Iterable[outcomes.Line]) -> list[list[Cell]]:
    """Return the head and a row for each community: covered before and after, gained, lost; homes, then elders."""
    return [[_("社区"), *plan_head()], *([name_of(line), *plan_cells(line)] for line in lines)]


def name_of(line: outcomes.Line) -> str:
    """Return the name of a line's community."""
    return line.area.name if line.area else str(_("合计"))


def plan_cells(line: outcomes.Line) -> list[Cell]:
    """Return the numbers of one line."""
    cells: list[Cell] = []
    for one in (line.households, line.elders):
        cells += [
            _number(one.before.total, one.before.total_text),
            _number(one.before.covered, one.before.covered_text),
            _number(one.after.covered, one.after.covered_text),
            _number(one.gained, one.gained_text),
            _number(one.lost, one.lost_text),
        ]
    return cells


def beside_rows(sides: Iterable[tuple[str, Sequence[outcomes.Line]]]) -> list[list[Cell]]:
    """Return the head and a row for each plan in each community and in all, so that they can be sorted."""
    rows: list[list[Cell]] = [
        [name, name_of(line), *plan_cells(line)] for name, lines in sides for line in lines
    ]
    return [[_("方案"), _("社区"), *plan_head()], *rows]


def board_numbers(line: tables.Line) -> dict[str, Cell]:
    """Return the numbers of a line of the board by name, as may be told."""
    names = ("households", "households_covered", "elders", "elders_covered")
    return dict(zip(names, _board_row(line)[1:], strict=True))


def plan_numbers(line: outcomes.Line) -> dict[str, Cell]:
    """Return the numbers of a line of a plan by name, as may be told."""
    parts = ("", "_before", "_after", "_gained", "_lost")
    names = [f"{who}{part}" for who in ("households", "elders") for part in parts]
    return dict(zip(names, plan_cells(line), strict=True))


def workbook(rows: Sequence[Sequence[Cell]], said: Sequence[Sequence[Cell]] = ()) -> bytes:
    """Return rows, the first of them bold, as an XLSX; above them, line by line, what was ``said`` to be asked."""
    import xlsxwriter  # noqa: PLC0415 - only where a workbook is made

    out, head = io.BytesIO(), len(said) + 1 if said else 0
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        page, bold = book.add_worksheet(), book.add_format({"bold": True})
        page.set_column(0, 0, 20)
        page.freeze_panes(head + 1, 1)
        for number, row in enumerate([*said, *([[]] if said else []), *rows]):
            cells = [escaped(cell) if isinstance(cell, str) else cell for cell in row]
            page.write_row(number, 0, cells, bold if number == head else None)
    return out.getvalue()

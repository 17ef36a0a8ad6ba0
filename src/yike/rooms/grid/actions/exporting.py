"""Lists with people's words given out; each time it is kept who took them, when and why."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language

from yike.core.record.deed import deed
from yike.core.residents.actions.revealing import checked_reason
from yike.core.rights.by import By
from yike.core.rights.right import Right
from yike.engines.faults import Fault, Language
from yike.engines.sheets.columns import Sheet
from yike.rooms.grid import rules
from yike.rooms.grid.rules import campaigns as campaign_rules
from yike.rooms.grid.rules import cases as case_rules
from yike.rooms.grid.sheets import campaign_points, lists, requests
from yike.rooms.grid.sheets.writing import watermark, workbook

MOST = 20_000  # rows of one sheet


@dataclass(frozen=True)
class Given:
    """One list given out: what the history calls it, who may, and how ``rows_of(user, rows)`` fills its sheet."""

    verb: str
    right: Right
    sheet: Sheet
    rows_of: Callable[[Any, Any], Iterator[dict[str, Any]]]


REQUESTS = Given("grid.requests.export", rules.EXCHANGE_REQUESTS, requests.SHEET, requests.rows_of)
CASES = Given("grid.cases.export", case_rules.DESK, lists.CASES, lists.case_rows)
WHISTLES = Given("grid.whistles.export", rules.COME, lists.WHISTLES, lists.whistle_rows)
PARTS = Given("grid.parts.export", rules.HANDLE, lists.PARTS, lists.part_rows)
RATINGS = Given("grid.ratings.export", rules.TAKE, lists.RATINGS, lists.rating_rows)
FINDINGS = Given(
    "grid.findings.export", campaign_rules.WALK, campaign_points.FINDINGS, campaign_points.finding_rows
)
STUCK = Given("grid.stuck.export", rules.SEE, lists.STUCK, lists.stuck_rows)


def export(by: By, user: Any, given: Given, rows: QuerySet[Any], *, reason: str) -> bytes:
    """Return an XLSX of ``rows`` as ``user`` may know them, with a line of who took it, when and why.

    The history keeps the same, before the sheet is filled: that takes long, and nobody else could write meanwhile.
    Raises ``PermissionDenied``, and ``Fault`` for a reason that says nothing and for more than 20,000
    rows.
    """
    why = checked_reason(reason)
    language: Language = "en" if (get_language() or "").startswith("en") else "zh"
    with deed(by, given.verb, reason=why) as d:
        given.right.require(by)
        count = rows.count()
        if count > MOST:
            raise Fault(
                f"有 {count:,} 件，一次最多 {MOST:,} 件",
                f"there are {count:,} of them; at most {MOST:,} at once",
                do_zh="请先按区域或状态筛选",
                do_en="Filter by area or state first",
            )
        d.note(user, **{given.sheet.role: count})
    mark = watermark(by.name, why, d.at, language)
    cells = given.rows_of(user, rows[:count].iterator(chunk_size=500))  # never more than were noted
    return workbook(given.sheet, cells, language=language, mark=mark)

"""Lists of requests given out; each time it is kept who took them, when and why."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language

from yike.core.record.deed import deed
from yike.core.residents.actions.revealing import checked_reason
from yike.core.rights.by import By
from yike.engines.faults import Fault, Language
from yike.rooms.grid import rules
from yike.rooms.grid.models import Request
from yike.rooms.grid.sheets.requests import MOST, SHEET, rows_of, watermark
from yike.rooms.grid.sheets.writing import workbook


def export_requests(by: By, user: Any, rows: QuerySet[Request], *, reason: str) -> bytes:
    """Return an XLSX of ``rows``, who asks masked, with a line of who took it, when and why; so does the history.

    Raises ``PermissionDenied``, and ``Fault`` for a reason that says nothing and for more than 20,000 rows.
    """
    why = checked_reason(reason)
    language: Language = "en" if (get_language() or "").startswith("en") else "zh"
    with deed(by, "grid.requests.export", reason=why) as d:
        rules.EXCHANGE_REQUESTS.require(by)
        count = rows.count()
        if count > MOST:
            raise Fault(
                f"有 {count:,} 件，一次最多 {MOST:,} 件",
                f"there are {count:,} requests; at most {MOST:,} at once",
                do_zh="请先按区域或状态筛选",
                do_en="Filter by area or state first",
            )
        d.note(user, requests=count)
        mark = watermark(by.name, why, d.at, language)
        return workbook(SHEET, rows_of(user, rows.iterator(chunk_size=500)), language=language, mark=mark)

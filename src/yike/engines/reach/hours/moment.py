"""A moment as people type it."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime

from yike.engines.faults import Fault

_MOMENT = re.compile(
    r"(\d{4})\s*(?:年|[-/.])\s*(\d{1,2})\s*(?:月|[-/.])\s*(\d{1,2})\s*日?"
    r"(?:\s*t\s*|\s+|(?<=日))(\d{1,2})\s*(?::\s*(\d{2})(?::\d{2})?|[点时]\s*(?:(\d{1,2})\s*分?|(半)|整)?)"
)


def moment(text: str) -> datetime:
    """Return the local time written as "2026-11-25 10:00", "2026/11/25T10:00" or "2026年11月25日 10点半".

    Raises ``Fault`` for anything else, and for dates and times that do not exist.
    """
    found = _MOMENT.fullmatch(unicodedata.normalize("NFKC", text).strip().casefold())
    try:
        if found:
            year, month, day, hour, minute, minutes, half = found.groups()
            return datetime(
                int(year), int(month), int(day), int(hour), int(minute or minutes or (half and 30) or 0)
            )
    except ValueError:
        pass
    raise Fault(
        f"“{text}”不是一个时刻",
        f'"{text}" is not a moment',
        do_zh="请写成 2026-11-25 10:00 这样的当地日期和时间",
        do_en="Write local date and time like 2026-11-25 10:00",
    )

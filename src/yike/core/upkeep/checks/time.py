"""Time: does the clock run forward, do the tables of working days reach far enough."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from yike.core.calendar.queries import NOTICE, covered_until
from yike.core.record.clock import now, today
from yike.core.record.models import HistoryEntry
from yike.core.upkeep.findings import Finding, bad, watch, well

SLACK = timedelta(minutes=5)


def clock() -> Iterator[Finding]:
    """Look whether the clock is behind what was written last: then it was set back."""
    last = HistoryEntry.objects.order_by("-id").values_list("at", flat=True).first()
    if last is not None and last > now() + SLACK:
        yield bad(
            f"时钟比最后一条留痕慢 {_span(last - now())[0]}：被往回拨过",
            f"the clock is {_span(last - now())[1]} behind the last history row: it was set back",
            "请对时（打开 NTP），在此之前不要办公",
            "Set the clock (switch NTP on), and do not work before",
        )
    else:
        yield well("时钟没有往回走", "the clock has not gone back")


def calendar() -> Iterator[Finding]:
    """Look up to which day deadlines can be reckoned."""
    until, day = covered_until(), today()
    if until is None:
        yield bad(
            f"{day.year} 年的工作日表还没有启用，期限算不出来",
            f"the working days of {day.year} are not in use yet: no deadline can be reckoned",
            "请在“工作日历”里核对并启用今年的表",
            "Check this year's table under Working calendar and put it to use",
        )
    elif until.year == day.year and (day.month, day.day) >= NOTICE:
        yield watch(
            f"工作日表只到 {until}",
            f"the tables of working days end on {until}",
            f"放假通知出来后，请在“工作日历”里启用 {until.year + 1} 年的表",
            f"Put the table of {until.year + 1} to use under Working calendar once the notice is out",
        )
    else:
        yield well(f"工作日算得到 {until}", f"working days are known until {until}")


def _span(span: timedelta) -> tuple[str, str]:
    minutes = int(span.total_seconds() // 60)
    if minutes < 120:
        return f"{minutes} 分钟", f"{minutes} minutes"
    return f"{minutes // 60} 小时", f"{minutes // 60} hours"

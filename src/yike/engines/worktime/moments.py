"""Moments as whole minutes of local time, so that all reckoning is done in integers.

Minute 0 is the start of day 0 of the proleptic Gregorian count (``date.toordinal``): ``minute // 1440`` is the
ordinal of the day and ``minute % 1440`` the time of day. Local time is Asia/Shanghai, eight hours ahead of UTC
without summer time since 1992. Seconds are cut off.
"""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from yike.engines.faults import Fault

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = 1440
LAST_MINUTE = DAY - 1  # 23:59 stands for 24:00, so that the date shown is the last day itself


def to_minute(moment: datetime) -> int:
    """Return the local minute in which an aware moment lies. Raises ``Fault`` for a naive one."""
    if moment.tzinfo is None:
        raise Fault(
            f"时刻 {moment:%Y-%m-%d %H:%M} 没有时区",
            f"the moment {moment:%Y-%m-%d %H:%M} has no time zone",
            do_zh="请给出带时区的时刻，例如 2026-11-26T16:00+08:00",
            do_en="Give a moment with its zone, such as 2026-11-26T16:00+08:00",
        )
    local = moment.astimezone(SHANGHAI)
    return local.toordinal() * DAY + local.hour * 60 + local.minute


def from_minute(minute: int) -> datetime:
    """Return the aware local moment at which a minute begins."""
    day, rest = divmod(minute, DAY)
    return datetime.combine(date.fromordinal(day), time(rest // 60, rest % 60), SHANGHAI)

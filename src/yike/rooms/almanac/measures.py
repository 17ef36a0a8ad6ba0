"""What the almanac counts."""

from __future__ import annotations

from yike.core.record.measures import DISTINCT, Measure, register

ACTIVITIES = register(
    Measure(
        "almanac.activities",
        zh="办过的活动",
        en="activities held",
        unit_zh="场",
        unit_en="activities",
        kind=DISTINCT,
    )
)
"""Each area that held one with others counts it; asked for them together, it is one."""

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


def _visits(code: str, zh: str, en: str) -> Measure:
    return register(Measure(f"almanac.visits.{code}", zh=zh, en=en, unit_zh="人次", unit_en="visits"))


SIGNED = _visits("signed", "活动人次（签到）", "visits to activities, checked in")
COUNTED = _visits("counted", "活动人次（点数）", "visits to activities, counted")
ESTIMATED = _visits("estimated", "活动人次（估算）", "visits to activities, estimated")
VISITORS = register(
    Measure(
        "almanac.visitors",
        zh="活动人数（签到）",
        en="people at activities",
        unit_zh="人",
        unit_en="people",
        kind=DISTINCT,
    )
)
"""Whoever checked in, each once however often they came; companions have no name and are visits only."""
VOLUNTEERS = register(
    Measure(
        "almanac.volunteers", zh="活动志愿者", en="volunteers", unit_zh="人", unit_en="people", kind=DISTINCT
    )
)
HELPED = register(
    Measure(
        "almanac.volunteers.minutes", zh="志愿服务时长", en="volunteering", unit_zh="分钟", unit_en="minutes"
    )
)
ISSUES = register(
    Measure("almanac.issues", zh="便民月历", en="monthly calendars published", unit_zh="期", unit_en="issues")
)
ENTRIES = register(
    Measure("almanac.entries", zh="月历条目", en="entries published", unit_zh="条", unit_en="entries")
)
GROUPS_REACHED = register(
    Measure(
        "almanac.groups_reached",
        zh="收到月历的微网群",
        en="micro-groups reached by the calendar",
        unit_zh="群",
        unit_en="groups",
        kind=DISTINCT,
    )
)
HOUSEHOLDS_TOLD = register(
    Measure(
        "almanac.households_told",
        zh="月历送到的户次",
        en="households told, once for each issue",
        unit_zh="户次",
        unit_en="household-times",
    )
)
"""Adds up over issues. How many households that were, each once, is asked of the groups: ``queries.counts``."""
AGREEMENTS = register(
    Measure(
        "almanac.agreements",
        zh="执行中的共建协议",
        en="partnership agreements in force",
        unit_zh="份",
        unit_en="agreements",
        stock=True,
    )
)
PROJECTS = register(
    Measure(
        "almanac.agreements.projects",
        zh="完成的共建项目",
        en="joint projects done",
        unit_zh="个",
        unit_en="projects",
    )
)

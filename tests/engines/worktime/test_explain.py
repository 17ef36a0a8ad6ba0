"""The sentences people read, whole and in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from workdays import CALENDAR, OFFICE, PATROL, at
from yike.engines.worktime import (
    Calendar,
    DatedHours,
    DayKind,
    Limit,
    OfficeHours,
    Pause,
    Rules,
    SpecialDay,
    Term,
    Unit,
    WorkClock,
    YearTable,
    explain,
    office,
    reckon,
)
from yike.engines.worktime.arithmetic import stretches
from yike.engines.worktime.hours import AFTERNOON, MORNING

SENTENCES = Path(__file__).with_name("sentences.txt")
PAUSE = re.compile(r"- (.+) to (.+?): (.*)/ ?(.*)")


def read_pause(line: str) -> Pause:
    found = PAUSE.fullmatch(line)
    assert found, line
    begin, end, zh, en = found.groups()
    return Pause(at(begin), None if end == "now" else at(end), zh.strip(), en.strip())


def cases() -> list[tuple[Term, str, str]]:
    """Read blocks of: receipt and limit, pauses, the Chinese sentence, the English one."""
    found = []
    for block in SENTENCES.read_text(encoding="utf-8").strip().split("\n\n"):
        head, *pauses, zh, en = block.splitlines()
        received, limit = head.split(", ")
        amount, unit = limit.split()
        term = Term(at(received), Limit(int(amount), Unit(unit)), tuple(read_pause(p) for p in pauses))
        found.append((term, zh, en))
    return found


@pytest.mark.parametrize(
    ("term", "zh", "en"), cases(), ids=lambda one: one[:20] if isinstance(one, str) else ""
)
def test_the_arithmetic_is_one_sentence(term: Term, zh: str, en: str) -> None:
    sentence = explain(reckon(term, OFFICE))
    assert (sentence.zh, sentence.en) == (zh, en)


def test_a_weekend_over_the_end_of_a_month_names_both_months() -> None:
    sentence = explain(reckon(Term(at("2026-10-30 Fri 09:00"), Limit(1, Unit.WORK_DAY)), OFFICE))
    assert sentence.zh == (
        "10月30日周五9:00收到，限1个工作日：11月2日周一为第1天，17:00到期（10月31日、11月1日周末不计）"
    )
    assert sentence.en.endswith("(weekend 31 Oct – 1 Nov not counted)")


def test_a_patrol_leaves_out_no_day() -> None:
    sentence = explain(reckon(Term(at("2026-09-30 Wed 18:00"), Limit(4, Unit.WORK_HOUR)), PATROL))
    assert sentence.zh == "9月30日周三18:00收到，限4个工作时：当天计1小时、10月1日周四计3小时，10:00到期"


def test_a_day_on_which_only_this_unit_is_shut_is_named() -> None:
    dated = (DatedHours(at("2026-12-03 Thu 00:00").date(), (), "搬家"),)
    week = ((MORNING, AFTERNOON),) * 4 + ((), (), ())
    clock = WorkClock(CALENDAR, OfficeHours(weekly=week, dated=dated))
    sentence = explain(reckon(Term(at("2026-12-02 Wed 16:00"), Limit(2, Unit.WORK_HOUR)), clock))
    assert sentence.zh == (
        "12月2日周三16:00收到，限2个工作时：当天计1小时、7日周一计1小时，10:00到期"
        "（12月3日搬家、12月4日本单位不上班、12月5、6日周末不计）"
    )
    assert sentence.en.endswith("(office shut 3 Dec, office shut 4 Dec, weekend 5–6 Dec not counted)")


def test_a_holiday_without_a_name_is_still_said() -> None:
    day = at("2026-12-01 Tue 00:00").date()
    clock = WorkClock(Calendar((YearTable(2026, (SpecialDay(day, DayKind.REST),)),)), office())
    sentence = explain(reckon(Term(at("2026-11-30 Mon 10:00"), Limit(1, Unit.DAY)), clock))
    assert sentence.zh == (
        "11月30日周一10:00收到，限1个自然日：12月1日周二为第1天，末日遇放假，顺延到2日周三17:00到期"
    )
    assert sentence.en.endswith("which gives way (public holiday): due Wed 2 Dec 17:00")


def test_an_end_at_midnight_keeps_the_day_it_ends() -> None:
    limit = Limit(1, Unit.DAY, Rules(to_midnight=True))
    assert explain(reckon(Term(at("2026-11-26 Thu 16:00"), limit), OFFICE)).zh == (
        "11月26日周四16:00收到，限1个自然日：27日周五为第1天，23:59到期"
    )


def test_pauses_that_touch_are_told_as_one_and_those_of_no_length_not_at_all() -> None:
    touching = (
        read_pause("- 2026-11-26 Thu 16:30 to 2026-11-26 Thu 16:40: 补正 / missing papers"),
        read_pause("- 2026-11-26 Thu 16:40 to 2026-11-26 Thu 17:00: 鉴定 / expert opinion"),
        read_pause("- 2026-11-26 Thu 16:10 to 2026-11-26 Thu 16:10: 手误 / a slip"),
    )
    limit = Limit(1, Unit.WORK_HOUR)
    assert explain(reckon(Term(at("2026-11-26 Thu 16:00"), limit, touching), OFFICE)).zh == (
        "11月26日周四16:00收到，限1个工作时：当天计30分钟、27日周五计30分钟，9:30到期"
        "（16:30至17:00因补正、鉴定暂停，30分钟不计）"
    )


def test_days_with_a_gap_are_two_stretches() -> None:
    first, second, third = (
        at(f"2026-11-{d}").date() for d in ("24 Tue 00:00", "25 Wed 00:00", "27 Fri 00:00")
    )
    assert list(stretches((first, second, third))) == [(first, second), (third, third)]

"""A deadline in one line: colour, words, moment, and its arithmetic behind a click."""

from __future__ import annotations

import pytest
from django.template import Context, Template
from django.utils import translation

from dues import act, begin, with_calendar
from office import Office
from workdays import at
from yike.engines.worktime import Limit, Unit

pytestmark = pytest.mark.django_db


def drawn(row: object, more: str = "") -> str:
    page = Template("{% load deadlines %}{% deadline_line row" + more + " %}")
    return page.render(Context({"row": row})).strip()


def test_what_runs_says_how_much_is_left(office: Office, clock) -> None:
    with_calendar(clock)
    row = begin(office)
    assert (
        drawn(row)
        == '<span><span class="badge tone-ok">还剩 7 天</span> 答复：12月7日 星期一 17:00 前</span>'
    )
    with translation.override("en"):
        assert (
            drawn(row)
            == '<span><span class="badge tone-ok">7 days left</span> 答复: by Mon 7 Dec 17:00</span>'
        )
    clock.set(at("2026-12-07 Mon 15:00"))
    assert '<span class="badge tone-warn">还剩 2 小时</span>' in drawn(row)
    clock.set(at("2026-12-07 Mon 16:59"))
    assert '<span class="badge tone-warn">还剩 2 分钟</span>' in drawn(row)


def test_what_has_passed_says_by_how_much_even_while_its_clock_stands(office: Office, clock) -> None:
    with_calendar(clock)
    row = begin(office)
    clock.set(at("2026-12-09 Wed 17:01"))
    assert '<span class="badge tone-stop">超期 2 天</span>' in drawn(row)
    row = act("pause", row, reason="等")
    assert '<span class="badge tone-stop">超期 2 天</span>' in drawn(row)


def test_a_standing_clock_and_an_ended_deadline_say_so(office: Office, clock) -> None:
    with_calendar(clock)
    row = act("pause", begin(office), reason="等")
    assert drawn(row) == '<span><span class="badge tone-ok">暂停计时</span> 答复</span>'
    assert drawn(act("cancel", row)) == '<span><span class="badge">不再计时</span> 答复</span>'


def test_the_arithmetic_stands_behind_a_click(office: Office, clock) -> None:
    with_calendar(clock)
    row = begin(office, limit=Limit(4, Unit.WORK_HOUR))
    said = drawn(row, " why=True")
    assert (
        '<details class="fold"><summary>怎么算的</summary><div><p>11月30日周一10:00收到，限4个工作时' in said
    )
    assert drawn(None) == ""

"""Stories go on side by side, each step at its own moment; what lies after the end stays open."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from workdays import at
from yike.core.accounts.models import User
from yike.core.record.clock import moved_to, now, today
from yike.demonstration.dice import Dice
from yike.demonstration.load.stories import Story, after, in_office, live
from yike.demonstration.load.weeks import Cast
from yike.demonstration.load.whistles import CALLS, whistles
from yike.demonstration.town import Town

BEGIN = at("2026-11-26 Thu 10:00")


def test_steps_of_all_stories_come_in_the_order_of_the_clock() -> None:
    told: list[tuple[str, int]] = []

    def story(name: str, *hours: int) -> Story:
        for hour in hours:
            yield BEGIN + timedelta(hours=hour)
            told.append((name, (now() - BEGIN) // timedelta(hours=1)))

    assert live([story("a", 1, 4, 9), story("b", 2, 3)], BEGIN + timedelta(hours=8)) == 4
    assert told == [("a", 1), ("b", 2), ("b", 3), ("a", 4)]


def test_a_step_never_comes_before_the_one_it_follows() -> None:
    told = []

    def story() -> Story:
        yield BEGIN
        yield BEGIN - timedelta(hours=5)
        told.append(now())

    live([story()], BEGIN + timedelta(hours=1))
    assert told == [BEGIN + timedelta(minutes=1)]


def test_the_office_is_open_on_working_days_and_duty_every_day() -> None:
    dice = Dice(1, "test")
    saturday = at("2026-11-28 Sat 10:00")
    assert in_office(BEGIN, dice) == BEGIN
    assert in_office(saturday, dice, duty=True) == saturday
    moved = in_office(saturday, dice)
    assert (moved.day, moved.hour) == (30, 9)
    late = after(at("2026-11-27 Fri 16:00"), dice, 2, 3)
    assert (late.day, late.hour) == (30, 9)


@pytest.mark.parametrize("days", range(7))
def test_whistles_are_blown_on_their_day_of_the_week_whichever_it_is(town: Town, days: int) -> None:
    users = {one.username: User(pk=number, username=one.username) for number, one in enumerate(town.staff)}
    cast = Cast(town, {}, users, (), {}, {}, {})
    with moved_to(timedelta(days=days)):
        blown = [timezone.localtime(next(story)).date() for story in whistles(cast)]
        assert blown == [today() - timedelta(days=call.ago) for call in CALLS]

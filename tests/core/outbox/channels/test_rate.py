"""No sixty seconds hold more calls than the vendor allows, whatever the clock does."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from yike.core.outbox.channels.rate import Allowance, settled, spend, wait

ROBOT = (Allowance(18, 60.0),)
BOTH = (Allowance(98, 60.0), Allowance(4, 1.0))


def test_eighteen_go_at_once_and_the_next_waits_until_the_first_is_a_minute_old() -> None:
    spent: list[float] = []
    for n in range(18):
        assert wait(spent, ROBOT, 100.0 + n) == 0.0
        spent = spend(spent, ROBOT, 100.0 + n)
    assert wait(spent, ROBOT, 120.0) == 40.0
    assert wait(spent, ROBOT, 160.0) == 0.0


def test_two_allowances_both_hold() -> None:
    spent: list[float] = []
    for _ in range(4):
        spent = spend(spent, BOTH, 5.0)
    assert (wait(spent, BOTH, 5.25), wait(spent, BOTH, 6.0)) == (0.75, 0.0)


def test_a_clock_set_back_neither_freezes_nor_floods() -> None:
    spent = [1_000_000.0 + n for n in range(18)]
    assert wait(spent, ROBOT, 500.0) == 60.0
    assert settled(spent, ROBOT, 500.0) == [500.0] * 18


def test_a_channel_without_an_allowance_never_waits_and_keeps_nothing() -> None:
    assert (wait([], (), 5.0), spend([], (), 5.0)) == (0.0, [])


@settings(derandomize=True, deadline=None)
@given(st.lists(st.floats(0, 30), min_size=1, max_size=120))
def test_any_sixty_seconds_hold_at_most_eighteen(pauses: list[float]) -> None:
    at, spent, sent = 0.0, [], []
    for pause in pauses:
        at += pause
        at += wait(spent, ROBOT, at)
        spent = spend(spent, ROBOT, at)
        sent.append(at)
        assert len(spent) <= 18
    for moment in sent:
        assert len([one for one in sent if moment <= one < moment + 60.0 - 1e-6]) <= 18

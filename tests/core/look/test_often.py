"""How often one address may send something, counted by all processes of a server together."""

from __future__ import annotations

import multiprocessing

import pytest

from yike.core.look import often


@pytest.fixture(autouse=True)
def anew() -> None:
    often.forget()


def tried(address: str, times: int) -> list[bool]:
    return [often.too_often(address, "guess", 5) for _ in range(times)]


def test_the_processes_of_one_server_count_together() -> None:
    parted = multiprocessing.get_context("fork")
    for _ in range(3):
        hand = parted.Process(target=tried, args=("203.0.113.5", 2))
        hand.start()
        hand.join(30)
    assert (tried("203.0.113.5", 1), tried("203.0.113.6", 6)) == ([True], [False] * 5 + [True])


def test_it_is_counted_anew_when_the_time_is_over(monkeypatch: pytest.MonkeyPatch) -> None:
    at = 1_000.0
    monkeypatch.setattr(often.time, "monotonic", lambda: at)
    assert tried("a", 6)[-1] is True
    at = 1_599.9
    assert tried("a", 1) == [True]
    at = 1_600.0
    assert tried("a", 1) == [False]


def test_a_crowd_takes_the_room_of_those_who_came_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(often, "_PLACES", 1)
    tried("tries", 5)
    for n in range(100):
        often.too_often(f"once {n}", "guess")
    assert tried("tries", 1) == [True]


def test_a_day_of_counting_is_not_forgotten_for_a_crowd_that_comes_and_goes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(often, "_PLACES", 1)
    a_day = 24 * 3_600
    assert often.too_often("+8613900000000", "telephone", 1, a_day) is False
    for n in range(100):
        tried(f"often {n}", 3)
    assert often.too_often("+8613900000000", "telephone", 1, a_day) is True
    for n in range(8):  # among themselves they make room as all do
        tried_all_day = [often.too_often(f"day {n}", "telephone", 9, a_day) for _ in range(2)]
    assert tried_all_day == [False, False]
    assert often.too_often("+8613900000000", "telephone", 1, a_day) is False


def test_addresses_of_one_network_of_ipv6_count_as_one() -> None:
    assert tried("2001:db8:0:1::1", 5) == [False] * 5
    assert tried("2001:db8:0:1:ffff::2", 1) == [True]
    assert tried("2001:db8:0:2::1", 1) == [False]
    assert tried("::ffff:203.0.113.5", 5) == [False] * 5
    assert (tried("203.0.113.5", 1), tried("::ffff:203.0.113.6", 1)) == ([True], [False])
    assert tried("none:such", 5) == [False] * 5
    assert (tried("none:such", 1), tried("none:other", 1)) == ([True], [False])


def test_no_address_stands_in_the_memory_that_is_shared() -> None:
    tried("203.0.113.5", 3)
    assert (often._TABLE.find(b"203.0.113.5"), often._TABLE[:].strip(b"\0") != b"") == (-1, True)

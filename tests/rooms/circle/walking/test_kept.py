"""Answers kept by key: worked out once, also when many threads ask, and thrown away when long unused."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest

from yike.rooms.circle.walking.kept import Kept


def test_the_longest_unused_goes_first() -> None:
    kept = Kept[str, str](2)
    made: list[str] = []

    def ask(key: str) -> str:
        return kept.get(key, lambda: made.append(key) or key.upper())

    assert [ask(key) for key in ("a", "b", "a", "c", "a", "b")] == ["A", "B", "A", "C", "A", "B"]
    assert made == ["a", "b", "c", "b"]
    assert (len(kept), "a" in kept, "c" in kept) == (2, True, False)


def test_of_many_threads_that_ask_at_once_one_works() -> None:
    kept, made, together, hold = Kept[int, int](4), [], Barrier(8), Event()

    def slowly() -> int:
        hold.wait(5)
        made.append(1)
        return 7

    def ask() -> int:
        together.wait(5)
        return kept.get(1, slowly)

    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(ask) for _ in range(8)]
        hold.set()
        assert [one.result() for one in asked] == [7] * 8
    assert made == [1]


def test_what_failed_is_told_to_those_who_wait_and_tried_again_by_the_next() -> None:
    kept = Kept[int, int](4)

    def broken() -> int:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        kept.get(1, broken)
    assert kept.get(1, lambda: 5) == 5

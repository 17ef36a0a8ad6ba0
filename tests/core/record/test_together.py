"""Whoever comes while somebody writes is written with the next: in order, each answered once, for itself."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yike.core.record.together import Together, letting_others

SECONDS = 20


class Book:
    """Writes numbers down, as slowly as it is told to; a negative one is refused, a zero tears the page."""

    def __init__(self) -> None:
        self.pages: list[tuple[str, list[int]]] = []
        self.open, self.begun, self.writing = threading.Event(), threading.Event(), 0
        self.open.set()

    def write(self, about: str, numbers: Sequence[int]) -> list[int | Exception]:
        self.writing += 1
        assert self.writing == 1  # one at a time
        self.begun.set()
        assert self.open.wait(SECONDS)
        self.pages.append((about, list(numbers)))
        self.writing -= 1
        if 0 in numbers:
            raise OSError("torn")
        return [ValueError(n) if n < 0 else n * 10 for n in numbers]


def lined_up(line: Together[str, int, int], book: Book, first: int, others: Sequence[int]) -> list[object]:
    """Let one begin to write and the others come meanwhile, one after the other; return what each was told."""
    book.open.clear()
    book.begun.clear()
    with ThreadPoolExecutor(len(others) + 1) as hands:
        asked = [hands.submit(line, "a", first)]
        assert book.begun.wait(SECONDS)
        for number in others:
            standing = threading.Event()
            asked.append(hands.submit(_standing, line, number, standing))
            assert standing.wait(SECONDS)
        book.open.set()
        wait(asked, SECONDS)
    return [one.exception() or one.result() for one in asked]


def _standing(line: Together[str, int, int], number: int, standing: threading.Event) -> int:
    with letting_others(standing.set):
        return line("a", number)


def test_who_comes_alone_is_written_alone_and_at_once() -> None:
    book = Book()
    line = Together(book.write)
    assert [line("a", 1), line("a", 2), line("b", 3)] == [10, 20, 30]
    assert book.pages == [("a", [1]), ("a", [2]), ("b", [3])]


def test_who_comes_meanwhile_is_written_in_one_go_in_the_order_of_arrival() -> None:
    book = Book()
    told = lined_up(Together(book.write), book, 1, [5, 4, 3, 2])
    assert told == [10, 50, 40, 30, 20]
    assert book.pages == [("a", [1]), ("a", [5, 4, 3, 2])]


def test_no_more_are_written_at_once_than_is_said() -> None:
    book = Book()
    told = lined_up(Together(book.write, most=2), book, 1, [2, 3, 4, 5, 6])
    assert told == [10, 20, 30, 40, 50, 60]
    assert book.pages == [("a", [1]), ("a", [2, 3]), ("a", [4, 5]), ("a", [6])]


def test_what_is_wrong_with_one_is_told_to_that_one() -> None:
    book = Book()
    told = lined_up(Together(book.write), book, 1, [2, -3, 4])
    assert [repr(one) for one in told] == ["10", "20", "ValueError(-3)", "40"]


def test_a_writing_that_fails_is_told_to_all_of_it_and_the_line_goes_on() -> None:
    book = Book()
    line = Together(book.write)
    told = lined_up(line, book, 0, [2, 3])
    assert [repr(one) for one in told] == ["OSError('torn')", "20", "30"]
    assert [repr(one) for one in lined_up(line, book, 1, [0, 3])] == ["10", *["OSError('torn')"] * 2]
    assert line("a", 4) == 40


def test_who_writes_does_not_step_aside_and_another_thing_is_written_meanwhile() -> None:
    aside: list[str] = []
    line: Together[str, int, int]

    def write(about: str, numbers: Sequence[int]) -> list[int]:
        return [line("b", numbers[0]) + 1] if about == "a" else list(numbers)

    line = Together(write)
    with letting_others(lambda: aside.append("aside")):
        assert line("a", 1) == 2
    assert aside == []


def test_an_interruption_is_not_swallowed() -> None:
    def write(_about: str, _numbers: Sequence[int]) -> list[int]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Together(write)("a", 1)


@given(st.lists(st.integers(-3, 30), max_size=40), st.integers(1, 5))
def test_each_of_a_crowd_is_written_once_and_told_its_own(numbers: list[int], most: int) -> None:
    book = Book()
    line = Together(book.write, most)
    with ThreadPoolExecutor(8) as hands:
        asked = [hands.submit(line, f"{n % 2}", n or 1) for n in numbers]
    written = sorted(n for _about, page in book.pages for n in page)
    assert written == sorted(n or 1 for n in numbers)
    assert all(len(page) <= most for _about, page in book.pages)
    told = [str(one.exception() or one.result()) for one in asked]
    assert told == [str(n if n < 0 else (n or 1) * 10) for n in numbers]

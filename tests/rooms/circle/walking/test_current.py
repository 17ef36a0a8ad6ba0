"""One thing kept current among threads."""

from __future__ import annotations

from threading import Event, Thread, Timer

import pytest

from yike.engines.faults import Fault
from yike.rooms.circle.walking import current
from yike.rooms.circle.walking.current import Current, Preparing


class Directory:
    """Something with an edition, slow to read."""

    def __init__(self) -> None:
        self.edition = 1
        self.loads: list[int] = []
        self.go_on = Event()
        self.go_on.set()
        self.trouble: Exception | None = None

    def load(self, before: str | None) -> str:
        edition = self.edition
        self.go_on.wait(5)
        self.loads.append(edition)
        if self.trouble:
            raise self.trouble
        return f"{edition} after {before}"


def test_whoever_asks_loads_where_no_thread_does_and_only_after_a_change() -> None:
    rows = Directory()
    kept = Current(lambda: rows.edition, rows.load, apart=False)
    assert [kept.get(), kept.get()] == ["1 after None"] * 2
    rows.edition = 2
    assert [kept.get(), kept.get()] == ["2 after 1 after None"] * 2
    assert rows.loads == [1, 2]
    kept.forget()
    assert kept.get() == "2 after None"


def test_until_the_first_is_ready_pages_say_just_a_moment() -> None:
    rows = Directory()
    rows.go_on.clear()
    kept = Current(lambda: rows.edition, rows.load)
    with pytest.raises(Preparing) as caught:
        kept.get()
    assert caught.value.do_zh == "请过几秒再打开这一页"
    rows.go_on.set()
    assert kept.get(5) == "1 after None"


def test_the_former_one_is_served_until_the_new_one_is_ready() -> None:
    rows = Directory()
    kept = Current(lambda: rows.edition, rows.load)
    assert kept.get(5) == "1 after None"
    rows.go_on.clear()
    rows.edition = 2
    assert [kept.get(), kept.get()] == ["1 after None"] * 2
    rows.go_on.set()
    assert kept.get(5) == "2 after 1 after None"
    assert rows.loads == [1, 2]


def test_who_waits_while_an_earlier_change_is_read_gets_the_later_one() -> None:
    rows = Directory()
    kept = Current(lambda: rows.edition, rows.load)
    kept.get(5)
    rows.go_on.clear()
    rows.edition = 2
    kept.get()
    rows.edition = 3
    Timer(0.05, rows.go_on.set).start()
    assert kept.get(5).startswith("3 after 2")


def test_many_who_ask_at_once_load_once() -> None:
    rows = Directory()
    rows.go_on.clear()
    kept, got = Current(lambda: rows.edition, rows.load), []
    asking = [Thread(target=lambda: got.append(kept.get(5))) for _ in range(8)]
    for one in asking:
        one.start()
    rows.go_on.set()
    for one in asking:
        one.join()
    assert (got, rows.loads) == (["1 after None"] * 8, [1])


@pytest.mark.parametrize("apart", [True, False])
def test_what_cannot_be_loaded_is_told_and_tried_again_after_a_change_or_a_while(
    monkeypatch: pytest.MonkeyPatch, apart: bool
) -> None:
    rows = Directory()
    rows.trouble = Fault("没有街道", "no streets", do_zh="装", do_en="install")
    kept = Current(lambda: rows.edition, rows.load, apart=apart)
    for _ in range(3):
        with pytest.raises(Fault, match="no streets"):
            kept.get(5)
    assert rows.loads == [1]
    monkeypatch.setattr(current, "RETRY_S", -1.0)
    with pytest.raises(Fault, match="no streets"):
        kept.get(5)
    assert rows.loads == [1, 1]
    rows.trouble, rows.edition = None, 2
    assert kept.get(5) == "2 after None"


def test_a_later_failure_leaves_the_former_one_in_use() -> None:
    rows = Directory()
    kept = Current(lambda: rows.edition, rows.load, apart=False)
    kept.get()
    rows.edition, rows.trouble = 2, ValueError("the disk")
    assert [kept.get(), kept.get()] == ["1 after None"] * 2
    assert rows.loads == [1, 2]

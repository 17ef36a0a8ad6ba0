"""Work in a process of its own: what it answers, what it raises, and what is said when it dies."""

from __future__ import annotations

import os
from copy import copy
from datetime import date
from pathlib import Path

import pytest

from yike.core.record.apart import apart
from yike.core.residents.identity import read_national_id
from yike.engines.faults import Fault


@pytest.fixture(autouse=True)
def _as_in_use(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "yike.config.settings")
    monkeypatch.setenv("YIKE_HOME", str(tmp_path))


def test_work_apart_is_done_by_another_process_and_its_answer_comes_back() -> None:
    assert apart(os.getpid) != os.getpid()
    assert apart(date, 2026, 11, day=26) == date(2026, 11, 26)


def test_a_fault_comes_back_in_both_languages_with_its_place() -> None:
    with pytest.raises(Fault) as here:
        read_national_id("123", date(2026, 11, 26))
    with pytest.raises(Fault) as there:
        apart(read_national_id, "123", date(2026, 11, 26))
    assert (there.value.text("zh"), there.value.text()) == (here.value.text("zh"), here.value.text())
    placed = Fault("坏", "bad", do_zh="改", do_en="mend", file="a.xlsx", row=7, column="C")
    again = apart(copy, placed)
    assert (again.text("zh"), again.text(), again.args) == (placed.text("zh"), placed.text(), placed.args)


def test_any_other_error_comes_back_as_what_it_was() -> None:
    with pytest.raises(ZeroDivisionError):
        apart(divmod, 1, 0)


def test_a_process_that_dies_or_needs_too_much_memory_is_a_fault_and_not_a_traceback() -> None:
    for work, what in ((os._exit, 3), (os._exit, 0), (bytearray, 2 << 30)):
        with pytest.raises(Fault, match="nothing was written"):
            apart(work, what)


def test_what_is_printed_on_the_way_does_not_get_into_the_answer(capfd: pytest.CaptureFixture[str]) -> None:
    assert apart(print, "busy", flush=True) is None
    assert capfd.readouterr().err == "busy\n"

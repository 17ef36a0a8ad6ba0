"""A page that failed is kept with its number and the way to the error, and with nothing that anybody entered."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import models
from django.test import override_settings

from workdays import at
from yike.core.record.clock import now
from yike.core.upkeep.checks.folder import failed
from yike.core.upkeep.failures import FILE, MOST, OLDER, keep, kept_since

SECRET = "张小梅 13800000001"


@pytest.fixture(autouse=True)
def home(tmp_path: Path) -> Iterator[Path]:
    with override_settings(YIKE_HOME=tmp_path):
        yield tmp_path


def caught(kind: type[Exception], words: str) -> Exception:
    try:
        raise kind(words)
    except kind as error:
        return error


def test_what_failed_is_kept_with_its_number_for_the_owner_alone(home: Path, caplog: Any, clock: Any) -> None:
    clock.set(at("2026-11-26 Thu 10:00"))
    number = keep(caught(AttributeError, "no attribute\nmore"), "POST grid:request")
    [row] = kept_since(now())
    assert (row.number, row.page, row.error) == (
        number,
        "POST grid:request",
        "AttributeError: no attribute",
    )
    assert [step.rpartition("/")[2].partition(":")[0] for step in row.way] == ["test_failures.py"]
    assert row.way[0].endswith(" caught")
    assert (home / FILE).stat().st_mode & 0o777 == 0o600
    assert [(one.levelno, number in one.getMessage()) for one in caplog.records] == [(logging.ERROR, True)]
    assert kept_since(now() + timedelta(seconds=1)) == []


@pytest.mark.parametrize("kind", [ValueError, KeyError, RuntimeError, TypeError])
def test_words_that_may_hold_what_somebody_entered_are_kept_nowhere(
    home: Path, caplog: Any, kind: Any
) -> None:
    keep(caught(kind, SECRET), "POST residents:person")
    assert [SECRET in text for text in ((home / FILE).read_text("utf-8"), caplog.text)] == [False, False]
    assert [row.error for row in kept_since(now() - timedelta(days=1))] == [kind.__name__]


def test_a_disk_without_room_hides_no_page(home: Path) -> None:
    (home / FILE).mkdir()
    assert len(keep(caught(TypeError, "x"), "GET desk:today")) == 6


def test_a_long_file_is_put_aside_once_and_a_line_cut_off_spoils_no_other(home: Path) -> None:
    keep(caught(TypeError, "the first"), "GET a")
    with (home / FILE).open("a", encoding="utf-8") as file:
        file.write('{"at": "2026-11-26T10:')
    keep(caught(TypeError, "the next one"), "GET next")
    with (home / FILE).open("a", encoding="utf-8") as file:
        file.write(" " * MOST)
    keep(caught(TypeError, "the second"), "GET b")
    assert [row.page for row in kept_since(now() - timedelta(days=1))] == ["GET a", "GET next", "GET b"]
    assert [(home / name).read_text("utf-8").count("GET") for name in (OLDER, FILE)] == [2, 1]


@pytest.mark.parametrize(
    "line",
    [
        *("[]", "{}", "null"),
        *(
            json.dumps({"at": moment, "number": "", "page": "", "error": "", "way": []})
            for moment in (1, "gestern", "2099-11-26T10:00")
        ),
    ],
)
def test_a_line_of_another_form_is_passed_over(home: Path, line: str) -> None:
    (home / FILE).write_text(line + "\n", encoding="utf-8")
    assert kept_since(now() - timedelta(days=1)) == []


def test_the_doctor_counts_the_last_seven_days_and_names_the_last(clock: Any) -> None:
    clock.set(at("2026-11-01 Sun 10:00"))
    keep(caught(NameError, "old"), "GET desk:today")
    clock.set(at("2026-11-26 Thu 10:00"))
    assert [finding.level.value for finding in failed()] == ["well"]
    keep(caught(TypeError, "one"), "GET desk:today")
    number = keep(caught(NameError, "two"), "POST grid:request")
    [found] = failed()
    assert (found.level.value, found.en) == (
        "watch",
        f"2 pages failed in the last 7 days, the last one: number {number}, POST grid:request, NameError: two",
    )


@pytest.mark.parametrize(
    ("words", "told"),
    [("\ud83d", "\\ud83d"), ("a\u2028b\x85c", "a\u2028b\x85c")],
    ids=["half a sign", "ends of lines"],
)
def test_odd_signs_in_an_error_hide_neither_it_nor_the_page(words: str, told: str) -> None:
    number = keep(caught(NameError, words), "GET desk:today")
    assert [(row.number, row.error) for row in kept_since(now() - timedelta(days=1))] == [
        (number, f"NameError: {told}")
    ]


def test_a_value_that_django_repeats_in_its_words_is_not_kept(home: Path) -> None:
    with pytest.raises(TypeError, match=SECRET) as raised:
        models.IntegerField(name="n").get_prep_value([SECRET])
    keep(raised.value, "POST residents:person")
    assert json.loads((home / FILE).read_text("utf-8"))["error"] == "TypeError"

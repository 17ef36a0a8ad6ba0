"""The table of everyday words, and that each of them finds what it means."""

from __future__ import annotations

import csv
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

import yike.demonstration
from yike.engines.search.entry import Entry
from yike.engines.search.index import Index
from yike.engines.search.plain import plain
from yike.rooms.circle.everyday import Everyday, everyday, words_for

ITEMS = Path(yike.demonstration.__file__).parent / "data" / "items.csv"
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@cache
def offices() -> tuple[str, ...]:
    """Return the names of what the demonstration office does."""
    with ITEMS.open(encoding="utf-8", newline="") as file:
        return tuple(row["name"] for row in csv.DictReader(file))


@cache
def index() -> Index:
    return Index.of(Entry(key, name, words_for(name)) for key, name in enumerate(offices()))


def meant(row: Everyday) -> set[str]:
    return {name for name in offices() if any(item in name for item in row.items)}


def test_the_table_has_the_words_of_a_street_each_once() -> None:
    words = [row.word for row in everyday()]
    assert len(words) > 200
    assert [word for word, count in Counter(words).items() if count > 1] == []


def test_words_are_chinese_and_their_english_is_english() -> None:
    assert [row for row in everyday() if not (CHINESE.search(row.word) or row.word.isdigit())] == []
    assert [row for row in everyday() if not row.items or not all(map(CHINESE.search, row.items))] == []
    assert [row for row in everyday() if not all(word.isascii() for word in row.english)] == []
    assert sum(bool(row.english) for row in everyday()) > 120


def test_no_cell_has_spaces_around_it_or_is_empty_between_bars() -> None:
    cells = [cell for row in everyday() for cell in (row.word, *row.items, *row.english)]
    assert [cell for cell in cells if cell != cell.strip() or not plain(cell).atoms] == []


def test_every_item_of_the_demonstration_office_has_everyday_words() -> None:
    assert [name for name in offices() if not words_for(name)] == []


@pytest.mark.parametrize("row", [row for row in everyday() if meant(row)], ids=lambda row: row.word)
def test_every_word_finds_something_it_means(row: Everyday) -> None:
    for word in (row.word, f"我要办{row.word}", *row.english):
        assert index().find(word)[0].title in meant(row)


def test_an_item_is_meant_by_any_name_that_holds_one_of_the_table() -> None:
    assert {"敬老卡", "老年卡", "senior card"} <= set(words_for("某某街道老年人优待证办理（首次）"))
    assert words_for("没有这样的事项") == ()


def test_words_come_in_the_order_of_the_table_chinese_first_and_each_once() -> None:
    assert words_for("居住证申领") == (
        *("居住证", "暂住证", "residence permit", "temporary residence permit"),
    )

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path

import pytest

from yike.engines.reach.hours import Hours
from yike.engines.sheets.headers import SYNONYMS, role_of
from yike.engines.sheets.read import READERS

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "tables.md").read_text(encoding="utf-8")
HOURS_TABLE = PAGE[PAGE.index("### 日常中文") : PAGE.index("### OSM 的 opening_hours")]
SPELLINGS = re.findall(r"`([^`]+)`", HOURS_TABLE)


@pytest.mark.parametrize("written", SPELLINGS)
def test_every_spelling_on_the_page_is_read(written):
    hours = Hours.parse(written)
    assert Hours.parse(hours.text("zh")) == hours


def test_every_header_is_on_the_page_and_every_one_on_the_page_is_known():
    block = PAGE[PAGE.index("| 内容 | 认得的列名 |") : PAGE.index("命令里写的列名")]
    named = [
        word
        for line in block.splitlines()[2:]
        if "|" in line
        for word in line.split("|")[2].split("，")[0].split()
    ]
    assert len(named) == sum(len(names) for names in SYNONYMS.values())
    assert [word for word in named if role_of(word)[0] is None] == []


def test_every_format_is_on_the_page():
    assert [extension for extension in READERS if f"`{extension}`" not in PAGE] == []


def test_the_example_in_python_is_right():
    office = Hours.parse("周一至周五 9:00-12:00，13:00-17:00；节假日休息")
    assert office.open_at(datetime(2026, 10, 1, 10, 0), holidays={date(2026, 10, 1)}) is False
    assert office.share() == 35 / 168
    assert office.text("en") == "Mon–Fri 9:00–12:00, 13:00–17:00; public holidays closed"

"""What the page on security says is met somewhere is there, and each item of 等保 names who shows it."""

from __future__ import annotations

import re
from pathlib import Path

from django.urls import resolve

from yike.config.environment import SETTINGS
from yike.faces.cli.tree import build

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
NAMED = re.compile(r"`([^`]+)`")


def table(head: str) -> list[list[str]]:
    """Return the cells of the table under a heading that begins so, without its head."""
    part = PAGE.split(f"\n## {head}", 1)[1].split("\n## ", 1)[0]
    rows = [line.strip("| ").split(" | ") for line in part.splitlines() if line.startswith("|")]
    return rows[2:]


def is_there(word: str) -> bool:
    """Return whether a file, a folder, a setting or a command is there as it is named."""
    if word.startswith("YIKE_"):
        return word in {setting.name for setting in SETTINGS}
    if word.startswith("yike "):
        return word.split()[1] in build("en").commands
    if word.startswith("/"):
        return bool(resolve(word))
    return (ROOT / word).exists() or (ROOT / "src" / "yike" / word).exists()


def named(cell: str) -> list[str]:
    return [word for word in NAMED.findall(cell) if re.search(r"[/.]|^YIKE_|^yike ", word)]


def test_every_file_setting_and_command_named_on_the_page_as_a_place_is_there() -> None:
    cells = [row[-1] for head in ("Threats", "等保") for row in table(head)]
    assert [word for cell in cells for word in named(cell) if not is_there(word)] == []


def test_each_item_of_the_protection_scheme_names_where_it_is_met_and_which_test_shows_it() -> None:
    items = {row[0]: named(row[-1]) for row in table("等保")}
    assert len(items) == 9
    assert [item for item, words in items.items() if not any(w.startswith("tests/") for w in words)] == []
    code = {item: [w for w in words if (ROOT / "src" / "yike" / w).exists()] for item, words in items.items()}
    assert [item for item, places in code.items() if not places] == []


def test_every_setting_the_page_names_anywhere_is_one() -> None:
    known = {setting.name for setting in SETTINGS}
    assert set(re.findall(r"`(YIKE_[A-Z_]+)`", PAGE)) - known == set()

"""docs/operate.md names every setting and every command there is, and none that there is not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click

from yike.config.environment import SETTINGS
from yike.faces.cli.tree import build

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "operate.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `([^`]+)` \|(?: (?:`([^`]*)`|—) \|)?", re.MULTILINE)


def leaves(group: click.Group, name: str = "yike") -> Iterator[str]:
    """Give every command by its whole name; those of the circle have a page of their own."""
    for word, command in group.commands.items():
        if isinstance(command, click.Group) and word != "circle":
            yield from leaves(command, f"{name} {word}")
        else:
            yield f"{name} {word}"


def rows(title: str) -> dict[str, str]:
    section = PAGE.partition(f"\n## {title}")[2].partition("\n## ")[0]
    return dict(ROW.findall(section))


def test_every_command_has_its_line_and_no_other_is_named() -> None:
    assert list(rows("Commands")) == list(leaves(build("en")))


def test_every_setting_has_its_line_with_its_default_and_its_meaning() -> None:
    assert rows("Settings") == {setting.name: setting.default for setting in SETTINGS}
    assert [s.name for s in SETTINGS if f"{s.zh} · {s.en} |" not in PAGE] == []


def test_no_setting_is_named_that_there_is_not() -> None:
    known = {setting.name for setting in SETTINGS}
    assert sorted(set(re.findall(r"\bYIKE_[A-Z_]+\b", PAGE)) - known) == []


def test_every_command_and_option_in_the_text_exists() -> None:
    known = list(leaves(build("en")))
    groups = {name.rsplit(" ", 1)[0] for name in known}
    named = re.findall(
        r"(?<![\w/])yike ((?:[a-z]+ ?){1,2})", "\n".join(re.findall(r"`[^`\n]+`|^yike .+$", PAGE, re.M))
    )
    wrong = [
        words.strip()
        for words in named
        if f"yike {words.strip()}" not in known
        and f"yike {words.split()[0]}" not in known
        and f"yike {words.strip()}" not in groups
    ]
    assert wrong == []

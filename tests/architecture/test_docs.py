"""The pages promise only what is there."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from yike.faces.cli.tree import build

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)#\s]+)[^)]*\)")
TARGET = re.compile(r"^([a-z]+):", re.MULTILINE)


def blocks(text: str) -> list[str]:
    """Return the lines of shell in a page, continuations joined, comments left out."""
    code = "\n".join(re.findall(r"```sh\n(.*?)```", text, re.DOTALL)).replace("\\\n", " ")
    return [line.partition(" #")[0].strip() for line in code.splitlines() if line.strip() and line[0] != "#"]


def commands() -> list[tuple[str, str]]:
    return [(page.name, line) for page in PAGES for line in blocks(page.read_text(encoding="utf-8"))]


def circle() -> click.Group:
    group = build("en").commands["circle"]
    assert isinstance(group, click.Group)
    return group


def test_every_make_target_in_the_pages_is_in_the_makefile() -> None:
    targets = set(TARGET.findall((ROOT / "Makefile").read_text(encoding="utf-8")))
    asked = {line.split()[1] for _, line in commands() if line.startswith("make ")}
    assert asked - targets == set()


def test_every_command_in_the_pages_and_each_of_its_options_exists() -> None:
    wrong = []
    for page, line in commands():
        words = line.split()
        if words[:2] != ["yike", "circle"]:
            continue
        command = circle().commands.get(words[2])
        known = {name for param in command.params for name in param.opts} if command else set()
        wrong += [f"{page}: {word}" for word in words[2:] if word.startswith("--") and word not in known]
        wrong += [] if command else [f"{page}: {words[2]}"]
    assert wrong == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_between_pages_leads_somewhere(page: Path) -> None:
    links = [link for link in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_readme_is_whole_in_both_languages() -> None:
    chinese, _, english = (ROOT / "README.md").read_text(encoding="utf-8").partition("# Yike in English")
    halves = [set(re.findall(r"yike circle ([a-z-]+)", half)) for half in (chinese, english)]
    assert halves[0] == halves[1] == {"prepare", "report", "nearest", "site", "what-if"}


def test_no_page_or_source_names_a_folder_of_one_machine() -> None:
    homes = re.compile(r"(?<![\w.])/(home|root|Users|work)/\w")
    files = [
        *PAGES,
        *(ROOT / "src").rglob("*.py"),
        *(ROOT / "tests").rglob("*.py"),
        *(ROOT / "bench").rglob("*.py"),
    ]
    named = [
        f"{path.relative_to(ROOT)}:{row}"
        for path in files
        if path != Path(__file__)
        for row, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if homes.search(line)
    ]
    assert named == []

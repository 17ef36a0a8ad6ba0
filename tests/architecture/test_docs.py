"""The pages promise only what is there."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from yike.faces.cli.tree import build

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)#\s]+)[^)]*\)")  # pictures too
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


def test_the_readme_shows_the_house_first() -> None:
    page = (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"!\[[^\]]+\]\(([^)]+)\)", page)[0] == "docs/pictures/desk.png"


def test_the_readme_calls_usable_the_rooms_that_stand_and_no_others() -> None:
    standing = {path.name for path in (ROOT / "src/yike/rooms").iterdir() if (path / "models").is_dir()}
    chinese, _, english = (ROOT / "README.md").read_text(encoding="utf-8").partition("# Yike in English")
    rooms = "circle|almanac|grid|assist|people|care|ledger"
    for half, not_yet in ((chinese, "还没有"), (english, "not yet")):
        rows = [line.strip("| ").split(" | ") for line in half.splitlines() if re.match(r"\| .*\w", line)]
        told = [(set(re.findall(rf"\b({rooms})\b", row[0])), row[-1]) for row in rows if len(row) == 3]
        usable = set[str]().union(*(names for names, state in told if state.startswith("**")))
        missing = set[str]().union(*(names for names, state in told if state == not_yet))
        assert (usable, missing) == (standing, set(rooms.split("|")) - standing)


def test_the_concepts_take_sixty_lines_at_most() -> None:
    page = (ROOT / "docs" / "concepts.md").read_text(encoding="utf-8")
    assert 30 < len(page.splitlines()) <= 60


def test_every_decision_has_its_line_in_the_list_under_its_own_title() -> None:
    folder = ROOT / "docs" / "adr"
    pages = sorted(path for path in folder.glob("*.md") if path.name != "README.md")
    listed = re.findall(r"^- \[(.+)\]\((.+)\)$", (folder / "README.md").read_text(encoding="utf-8"), re.M)
    assert [name for _, name in listed] == [page.name for page in pages]
    titles = [page.read_text(encoding="utf-8").splitlines()[0].removeprefix("# ") for page in pages]
    assert [title for title, _ in listed] == titles


def test_each_word_of_the_glossary_stands_once_in_both_languages() -> None:
    page = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")
    rows = [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith("| ")][1:]
    assert [row for row in rows if len(row) != 4] == []
    assert [zh for zh, *_ in rows if not re.search(r"[\u3400-\u9fff]", zh)] == []
    assert [
        en for _, en, *_ in rows if not re.search(r"[a-z]", en) or re.search(r"[\u3400-\u9fff]", en)
    ] == []
    words = [zh for zh, *_ in rows]
    assert sorted({word for word in words if words.count(word) > 1}) == []


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

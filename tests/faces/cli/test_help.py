from __future__ import annotations

import re

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from heard import Yike
from yike.faces.cli.shape import cells, columns, wrap
from yike.faces.cli.tree import build

CHINESE = re.compile(r"[\u4e00-\u9fff]")
COMMANDS = [
    "prepare",
    "streets",
    "report",
    "nearest",
    "isochrone",
    "what-if",
    "site",
    "compare",
    "batch",
    "fetch",
    "demo",
]


HOUSE = [
    *("demo", "serve", "work", "doctor", "import", "export", "erase"),
    *("ask", "deadlines", "keys", "backup", "restore", "upgrade"),
]
BELOW = [
    *("import areas", "import households", "import points"),
    *("export areas", "export households", "export person", "export points"),
    *(
        "erase person",
        "ask nearest",
        "ask reach",
        "ask cover",
        "deadlines recompute",
        "keys create",
        "keys rotate",
    ),
]


def circle(language: str) -> click.Group:
    group = build(language).commands["circle"]
    assert isinstance(group, click.Group)
    return group


def test_the_ten_commands_are_there_in_the_order_of_a_days_work() -> None:
    assert list(circle("zh").commands) == COMMANDS


@pytest.mark.parametrize("name", COMMANDS)
def test_every_page_of_help_is_wholly_english_in_english(yike: Yike, name: str) -> None:
    heard = yike("circle", name, "--help", lang="en")
    chinese = [line for line in heard.out.splitlines() if CHINESE.search(line.replace("双塔", ""))]
    assert (heard.code, heard.err, chinese) == (0, "", [])


@pytest.mark.parametrize("name", COMMANDS)
def test_every_text_of_help_is_chinese_in_chinese(name: str) -> None:
    command = circle("zh").commands[name]
    texts = [command.help, command.short_help]
    texts += [param.help for param in command.params if isinstance(param, click.Option)]
    assert [text for text in texts if not text or not CHINESE.search(text)] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_both_languages_have_the_same_options(name: str) -> None:
    zh, en = (circle(language).commands[name] for language in ("zh", "en"))
    assert [p.opts for p in zh.params] == [p.opts for p in en.params]


@pytest.mark.parametrize("name", COMMANDS)
def test_no_line_of_help_is_wider_than_the_window(
    yike: Yike, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    for language in ("zh", "en"):
        wide = [
            line for line in yike("circle", name, "-h", lang=language).out.splitlines() if cells(line) > 80
        ]
        assert wide == []


def test_a_group_without_a_command_shows_its_page_and_counts_as_misuse(yike: Yike) -> None:
    page = yike("circle", "--help")
    bare = yike("circle")
    assert (bare.code, bare.out, page.code) == (2, page.out, 0)


def test_the_version_is_one_line(yike: Yike) -> None:
    heard = yike("--version")
    assert (heard.code, re.sub(r"\d+\.\d+\.\d+", "N", heard.out)) == (0, "yike N\n")


def test_wide_characters_count_two_columns() -> None:
    assert (cells("圈 abc"), cells("，"), cells("é")) == (6, 2, 1)


def test_a_comma_never_begins_a_line() -> None:
    assert wrap("步行圈，覆盖", 6) == ["步行", "圈，覆", "盖"]


def test_a_latin_word_is_never_broken() -> None:
    assert wrap("streets and homes", 11) == ["streets and", "homes"]


def test_a_term_too_long_for_its_column_stands_alone() -> None:
    rows = [("--pace adult|brisk|elder|wheelchair|pram", "who walks"), ("--json", "one object")]
    assert list(columns(rows, 60)) == [
        "  --pace adult|brisk|elder|wheelchair|pram",
        "                          who walks",
        "  --json                  one object",
    ]


@given(st.text(alphabet="圈走路，。 abcdefgh", max_size=60), st.integers(12, 40))
def test_wrapping_loses_no_letter(text: str, width: int) -> None:
    squeezed = "".join(text.split())
    assert "".join("".join(wrap(text, width)).split()) == squeezed


def test_the_commands_of_the_house_come_before_those_of_the_circle() -> None:
    assert list(build("zh").commands) == [*HOUSE, "circle"]


def found(language: str, words: str) -> click.Command:
    command: click.Command = build(language)
    for word in words.split():
        assert isinstance(command, click.Group)
        command = command.commands[word]
    return command


def test_the_groups_of_the_house_hold_these_commands() -> None:
    groups = [(name, found("en", name)) for name in HOUSE]
    assert [
        f"{name} {below}"
        for name, group in groups
        if isinstance(group, click.Group)
        for below in group.commands
    ] == BELOW


@pytest.mark.parametrize("name", HOUSE + BELOW)
def test_the_help_of_the_house_is_whole_in_both_languages(yike: Yike, name: str) -> None:
    heard = yike(*name.split(), "--help", lang="en")
    assert (heard.code, heard.err, CHINESE.findall(heard.out)) == (0, "", [])
    zh, en = (found(language, name) for language in ("zh", "en"))
    assert [p.opts for p in zh.params] == [p.opts for p in en.params]
    texts = [
        zh.help,
        zh.short_help,
        *(p.help for p in zh.params if isinstance(p, click.Option) and not p.hidden),
    ]
    assert [text for text in texts if not text or not CHINESE.search(text)] == []

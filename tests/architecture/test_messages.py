"""Pages speak Chinese and English completely: nothing unmarked, nothing untranslated, nothing filled in wrongly."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from yike.faces.desk.nav import SECTIONS

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "yike"
CHINESE = re.compile(r"[\u3400-\u9fff]")
BLANK = (
    re.compile(r"{%\s*comment\b.*?endcomment\s*%}|{#.*?#}", re.DOTALL),
    re.compile(r"{%\s*(blocktranslate|blocktrans)\b.*?%}.*?{%\s*end\1\s*%}", re.DOTALL),
    re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL),
)
NAMES = re.compile(r"{%\s*block body_class\s*%}.*?{%\s*endblock\s*%}", re.DOTALL)  # of classes
HIDDEN = re.compile(r"<(script|style|svg)\b.*?</\1>|<!.*?>", re.DOTALL)
TAG = re.compile(r"<[^>]*>", re.DOTALL)
TEXTS = re.compile(r"\b(?:alt|aria-label|placeholder|title)=\"([^\"]*)\"")
MARKED = re.compile(r"_\(\s*(\"[^\"]*\"|'[^']*')\s*\)|{%\s*(?:translate|trans)\s+(\"[^\"]*\"|'[^']*')[^%]*%}")
PLACES = re.compile(r"%\((\w+)\)[sd]|{(\w*)}")


def tool() -> ModuleType:
    """Return ``tools/messages.py``."""
    spec = importlib.util.spec_from_file_location("messages_tool", ROOT / "tools" / "messages.py")
    assert spec
    assert spec.loader
    module = sys.modules.setdefault(spec.name, importlib.util.module_from_spec(spec))
    spec.loader.exec_module(module)
    return module


messages = tool()


def pages() -> list[Path]:
    return [path for path in messages.files() if path.suffix == ".html"]


def plain(text: str) -> str:
    """Return a page without its template language and without what it marks for translation."""
    text = MARKED.sub("", NAMES.sub("", text))
    for pattern in BLANK:
        text = pattern.sub("", text)
    return text


def test_no_page_says_anything_in_chinese_that_is_not_marked() -> None:
    said = [
        f"{page.relative_to(SOURCE)}: {line.strip()[:60]}"
        for page in pages()
        for line in (*plain(page.read_text(encoding="utf-8")).splitlines(), *arguments(page))
        if CHINESE.search(line)
    ]
    assert said == []


def arguments(page: Path) -> Iterator[str]:
    """Yield the quoted words of tags that stand there without a mark."""
    text = MARKED.sub("", page.read_text(encoding="utf-8"))
    for tag in re.findall(r"{%.*?%}|{{.*?}}", text, re.DOTALL):
        if not tag.startswith(("{% comment", "{% blocktrans")):
            yield from (quoted for pair in re.findall(r"\"([^\"]*)\"|'([^']*)'", tag) for quoted in pair)


def test_no_page_says_anything_in_english_only() -> None:
    said = []
    for page in pages():
        text = HIDDEN.sub("", plain(page.read_text(encoding="utf-8")))
        shown = [*TAG.sub("\n", text).splitlines(), *TEXTS.findall(text)]
        said += [
            f"{page.relative_to(SOURCE)}: {line.strip()}" for line in shown if re.search(r"[A-Za-z]{2}", line)
        ]
    assert said == []


@pytest.fixture(scope="module")
def renewed() -> tuple[dict[Path, str], list[str]]:
    texts, missing = messages.renewed([])
    return texts, missing


def test_every_message_is_translated(renewed: tuple[dict[Path, str], list[str]]) -> None:
    assert renewed[1] == [], "make messages, then fill in what is empty"


def test_every_catalogue_says_what_its_app_says_and_no_more(
    renewed: tuple[dict[Path, str], list[str]],
) -> None:
    files = {app: messages.file_of(app) for app in renewed[0]}
    stale = [
        str(app.relative_to(SOURCE))
        for app, text in renewed[0].items()
        if files[app].read_text("utf-8") != text
    ]
    unused = [str(po.relative_to(SOURCE)) for po in SOURCE.rglob("*.po") if po not in files.values()]
    assert (stale, unused) == ([], []), "make messages"


def translated() -> Iterator[tuple[str, str, str]]:
    """Yield app, Chinese and English of every message."""
    for app in messages.apps():
        for message in messages.kept(app):
            if message.id:
                ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
                for text in messages._texts(message):
                    yield str(app.relative_to(SOURCE)), ids[0], text


def test_what_is_filled_in_is_the_same_in_both_languages() -> None:
    wrong = [
        f"{app}: {zh} / {en}"
        for app, zh, en in translated()
        if set(PLACES.findall(zh)) != set(PLACES.findall(en)) and not singular(zh, en)
    ]
    assert wrong == []


def singular(zh: str, en: str) -> bool:
    """Return whether English only leaves the number out, as in "one household"."""
    return set(PLACES.findall(en)) < set(PLACES.findall(zh)) and " one " in f" {en.lower()} "


def english(zh: str, en: str) -> bool:
    """Return whether a text is English: what it holds of Chinese, it quotes from the Chinese text."""
    quoted = re.findall(r"[\u3400-\u9fff]+", en)
    return not quoted or (bool(re.search("[A-Za-z]{2}", en)) and all(part in zh for part in quoted))


def test_english_is_english_and_chinese_is_chinese() -> None:
    wrong = [f"{app}: {zh} / {en}" for app, zh, en in translated() if not english(zh, en)]
    latin = [f"{app}: {zh}" for app, zh, _en in translated() if re.search("[A-Za-z]{3}", PLACES.sub("", zh))]
    latin = [line for line in latin if not CHINESE.search(line)]
    assert (wrong, latin) == ([], [])


def test_one_thing_has_one_name_wherever_it_is_said() -> None:
    names: dict[tuple[str | None, str], dict[str, list[str]]] = {}
    for app in messages.apps():
        for message in messages.kept(app):
            if isinstance(message.id, str) and message.id:
                by = names.setdefault(messages.key(message), {})
                by.setdefault(message.string, []).append(app.name)
    assert {key[1]: said for key, said in names.items() if len(said) > 1} == {}


LABELLED = re.compile(
    r"{%\s*blocktranslate[^%]*?\basvar (\w+)[^%]*%}([^%]*){%\s*endblocktranslate\s*%}"
    r"[^%]*{%\s*button _\(\"([^\"]+)\"\)[^%]*\blabel=\1\b"
)
TITLE = re.compile(r"{%\s*block title\s*%}{%\s*translate \"([^\"]+)\"|Page\(\s*_\(\s*\"([^\"]+)\"")


def test_what_a_button_is_called_for_screen_readers_holds_what_stands_on_it() -> None:
    found = [
        (page.name, told, button)
        for page in pages()
        for _, told, button in LABELLED.findall(page.read_text(encoding="utf-8"))
    ]
    assert len(found) >= 6, "the pages say it differently now: mend this test"
    texts = [(name, re.sub(r"{{ (\w+) }}", r"%(\1)s", told), button) for name, told, button in found]
    en = {zh: text.casefold() for _, zh, text in translated()}
    assert [one for one in texts if one[2] not in one[1]] == []
    assert [(name, en[told], en[button]) for name, told, button in texts if en[button] not in en[told]] == []


def test_english_names_of_sections_and_pages_begin_with_a_capital() -> None:
    said = {str(section.label) for section in SECTIONS}
    for path in messages.files():
        said |= {one or other for one, other in TITLE.findall(path.read_text(encoding="utf-8"))}
    assert len(said) > 100, "the pages say it differently now: mend this test"
    assert [(zh, en) for _, zh, en in translated() if zh in said and en[:1].islower()] == []


def test_gettext_has_no_name_the_collector_does_not_know() -> None:
    called = re.compile(r"\b\w*gettext\w* as (\w+)")
    names = {
        (str(path.relative_to(SOURCE)), name)
        for path in SOURCE.rglob("*.py")
        for name in called.findall(path.read_text(encoding="utf-8"))
        if name not in tool().KEYWORDS
    }
    assert names == set()

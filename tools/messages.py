"""Collect what the code and the pages say into each app's English catalogue, keeping what is translated.

Message ids are Chinese. A new one that another app has translated already takes over that translation; one that
nobody translated stays empty and is listed. Ids nobody says any more are dropped. Lines carry no numbers and no
dates, so that two people's work merges.

Usage: python tools/messages.py [--check] [core/areas ...]   (without names: every app)
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from functools import lru_cache
from io import BytesIO
from pathlib import Path

import django
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "yike"
HOUSE = SOURCE / "core" / "look"  # keeps the words of what is no app
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
HEADER = "# English of what the pages say. Kept by tools/messages.py; ids are the Chinese text.\n"
Key = tuple[str | None, str]


@lru_cache
def apps() -> list[Path]:
    """Return the folders of all apps of ours."""
    return sorted(path.parent for path in SOURCE.rglob("apps.py") if "node_modules" not in path.parts)


def owner(path: Path) -> Path:
    """Return the app whose catalogue has a file's words."""
    return next((app for app in apps() if app in path.parents), HOUSE)


def files() -> Iterator[Path]:
    """Yield every source and page that may say something."""
    for pattern in ("*.py", "*.html", "*.txt", "*.svg"):
        for path in sorted(SOURCE.rglob(pattern)):
            if "node_modules" not in path.parts and (path.suffix == ".py" or "templates" in path.parts):
                yield path


def readable(path: Path) -> str:
    """Return a file as Python that calls gettext: pages go through Django's own ``templatize``."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        return text
    from django.utils.translation.template import templatize  # noqa: PLC0415 - needs settings

    return "\n".join(line.strip() for line in templatize(text).splitlines())


def said(path: Path) -> Iterator[tuple[Key, str | tuple[str, ...]]]:
    """Yield each message of a file: its key (context, id) and what the catalogue calls its id."""
    text = readable(path)
    if "gettext" not in text and "_(" not in text:
        return
    for _line, message, _comments, context in extract("python", BytesIO(text.encode()), KEYWORDS):
        yield (context, message if isinstance(message, str) else message[0]), message


def collect() -> dict[Path, Catalog]:
    """Return for each app a catalogue of what it says, not translated yet."""
    found: dict[Path, Catalog] = {}
    for path in files():
        for (context, _id), message in said(path):
            catalogue = found.setdefault(owner(path), Catalog(locale="en", fuzzy=False))
            catalogue.add(message, locations=[(str(path.relative_to(SOURCE)), 0)], context=context)
    return found


def file_of(app: Path) -> Path:
    """Return where an app's English catalogue is kept."""
    return app / "locale" / "en" / "LC_MESSAGES" / "django.po"


def kept(app: Path) -> Catalog:
    """Return an app's catalogue as it is now, empty where there is none."""
    file = file_of(app)
    if not file.exists():
        return Catalog(locale="en")
    with file.open("rb") as text:
        return read_po(text, locale="en")


def key(message: Message) -> Key:
    """Return what tells messages apart."""
    return message.context, message.id if isinstance(message.id, str) else message.id[0]


def translations() -> dict[Path, dict[Key, Message]]:
    """Return every message with a translation, by app."""
    return {app: {key(m): m for m in kept(app) if m.id and any(_texts(m))} for app in apps()}


def _texts(message: Message) -> tuple[str, ...]:
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def fill(catalogue: Catalog, own: dict[Key, Message], others: dict[Key, Message]) -> list[str]:
    """Give messages their translations, an app's own first; return the ids that have none."""
    missing = []
    for message in catalogue:
        known = own.get(key(message)) or others.get(key(message))
        if known and isinstance(known.string, str) == isinstance(message.id, str):
            message.string = known.string
        elif message.id:
            missing.append(key(message)[1])
    return missing


def text_of(catalogue: Catalog) -> str:
    """Return a catalogue as the text of its file."""
    out = BytesIO()
    write_po(out, catalogue, width=0, omit_header=True, include_lineno=False, sort_by_file=True)
    head = (
        'msgid ""\nmsgstr ""\n"Language: en\\n"\n"MIME-Version: 1.0\\n"\n'
        '"Content-Type: text/plain; charset=utf-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n'
        '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
    )
    return HEADER + head + re.sub(r"\n{3,}", "\n\n", out.getvalue().decode()).lstrip("\n")


def renewed(only: list[Path]) -> tuple[dict[Path, str], list[str]]:
    """Return what each app's file (or those of ``only``) should hold, and a line for each untranslated message."""
    known = translations()
    anybody = {name: message for own in known.values() for name, message in own.items()}
    texts, lines = {}, []
    for app, catalogue in collect().items():
        if only and app not in only:
            continue
        missing = fill(catalogue, known.get(app, {}), anybody)
        texts[app] = text_of(catalogue)
        lines += [f"{app.relative_to(SOURCE)}: {message}" for message in missing]
    return texts, lines


def write(texts: dict[Path, str]) -> list[Path]:
    """Write the catalogues that changed, and their compiled twins; return those that changed."""
    changed = []
    for app, text in texts.items():
        file = file_of(app)
        if not file.exists() or file.read_text(encoding="utf-8") != text:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
            changed.append(file)
        with file.with_suffix(".mo").open("wb") as binary:
            write_mo(binary, kept(app))
    return changed


def main() -> None:
    """Renew the catalogues, or only say what is amiss."""
    parser = argparse.ArgumentParser(description="Collect the words of pages and code into the catalogues.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail where something is amiss")
    parser.add_argument("apps", nargs="*", help="only these, such as core/areas")
    asked = parser.parse_args()
    settings.configure(USE_I18N=True)
    django.setup()
    texts, missing = renewed([SOURCE / name for name in asked.apps])
    stale = [app for app, text in texts.items() if not _same(app, text)]
    if not asked.check:
        write(texts)
    for line in missing:
        print(f"未翻译 / not translated: {line}")  # noqa: T201
    sys.exit(1 if asked.check and (missing or stale) else 0)


def _same(app: Path, text: str) -> bool:
    file = file_of(app)
    return file.exists() and file.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    main()

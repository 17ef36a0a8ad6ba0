"""Which language a person is spoken to in: ``--lang`` first, then YIKE_LANG, then the locale."""

from __future__ import annotations

import locale
from collections.abc import Callable, Mapping, Sequence

from yike.engines.faults import Fault, Language

Say = Callable[[str, str], str]  # (中文, English) -> the one to show
_NO_LANGUAGE = ("c", "posix")  # a locale that names no language gets the office's own
LANGUAGES: tuple[Language, ...] = ("zh", "en")


def sayer(language: Language) -> Say:
    """Return the function that picks the text of ``language`` out of a pair."""
    return (lambda zh, _en: zh) if language == "zh" else (lambda _zh, en: en)


def _asked(argv: Sequence[str]) -> str | None:
    """Return the value of ``--lang`` wherever it stands, before click has read the line."""
    for i, word in enumerate(argv):
        if word == "--":
            return None
        if word.startswith("--lang="):
            return word.partition("=")[2]
        if word == "--lang" and i + 1 < len(argv):
            return argv[i + 1]
    return None


def _named(text: str, source: str) -> Language:
    short = text.strip().lower()[:2]
    if short in LANGUAGES:
        return "zh" if short == "zh" else "en"
    raise Fault(
        f"{source} 不认识“{text}”",
        f'{source} does not know "{text}"',
        do_zh="请写 zh 或 en",
        do_en="Write zh or en",
    )


def _of_locale(environ: Mapping[str, str]) -> Language:
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environ.get(variable):
            name, short = value.partition(".")[0].lower(), value.lower()[:2]
            return "zh" if short == "zh" or name in _NO_LANGUAGE else "en"
    system = locale.getlocale()[0] or ""  # Windows has no LANG: "Chinese (Simplified)_China"
    return "zh" if not system or system.lower().startswith(("zh", "chinese")) else "en"


def choose_language(argv: Sequence[str], environ: Mapping[str, str]) -> Language:
    """Return the language to speak. Raises ``Fault`` where ``--lang`` or YIKE_LANG names another one."""
    if (asked := _asked(argv)) is not None:
        return _named(asked, "--lang")
    if own := environ.get("YIKE_LANG"):
        return _named(own, "YIKE_LANG")
    return _of_locale(environ)

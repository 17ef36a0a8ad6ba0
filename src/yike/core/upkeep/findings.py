"""What the doctor finds: well, to be watched, or bad; and what to do about it, in Chinese and English."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum

from yike.engines.faults import Fault, Language


class Level(Enum):
    """How it stands."""

    WELL = "well"
    WATCH = "watch"
    BAD = "bad"


@dataclass(frozen=True)
class Finding:
    """One finding; ``do`` is empty where all is well."""

    level: Level
    zh: str
    en: str
    do_zh: str = ""
    do_en: str = ""

    def text(self, language: Language) -> str:
        """Return finding and remedy as one line."""
        if language == "zh":
            return f"{self.zh}。{self.do_zh}{'。' if self.do_zh else ''}"
        return f"{self.en}.{' ' if self.do_en else ''}{self.do_en}{'.' if self.do_en else ''}"


Check = Callable[[], Iterator[Finding]]


def well(zh: str, en: str) -> Finding:
    """Return that something is as it should be."""
    return Finding(Level.WELL, zh, en)


def watch(zh: str, en: str, do_zh: str, do_en: str) -> Finding:
    """Return that something will be bad some day."""
    return Finding(Level.WATCH, zh, en, do_zh, do_en)


def bad(zh: str, en: str, do_zh: str, do_en: str) -> Finding:
    """Return that something is wrong now."""
    return Finding(Level.BAD, zh, en, do_zh, do_en)


def of_fault(fault: Fault) -> Finding:
    """Return a fault as a finding."""
    place_zh, place_en = fault.where.text("zh"), fault.where.text("en")
    zh = f"{place_zh}{'：' if place_zh else ''}{fault.zh}"
    en = f"{place_en}{': ' if place_en else ''}{fault.en}"
    return Finding(Level.BAD, zh, en, fault.do_zh, fault.do_en)

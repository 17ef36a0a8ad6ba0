"""A sheet of known columns: how each is called in two languages, read and written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from yike.engines.faults import Language
from yike.engines.sheets.readers import Reader

Writer = Callable[[Any], str | int | float | None]


@dataclass(frozen=True)
class Column:
    """One column: ``names`` are what it may be called, the first is what we write; ``needed`` for a new row."""

    role: str
    names: tuple[str, ...]
    en: str
    read: Reader
    write: Writer = str
    needed: bool = False
    width: int = 14

    def name(self, language: Language) -> str:
        """Return what it is called in a language."""
        return self.names[0] if language == "zh" else self.en


@dataclass(frozen=True)
class Sheet:
    """One sheet: ``key`` columns tell its rows apart."""

    role: str
    zh: str
    en: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    def name(self, language: Language) -> str:
        """Return what it is called in a language."""
        return self.zh if language == "zh" else self.en

    def column(self, role: str) -> Column:
        """Return a column by its role."""
        return next(one for one in self.columns if one.role == role)

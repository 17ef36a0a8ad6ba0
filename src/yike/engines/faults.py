"""One kind of error for bad input: what is wrong, where, and what to do, in Chinese and English."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Language = Literal["zh", "en"]


@dataclass(frozen=True)
class Where:
    """The place in somebody's file: any part may be unknown. ``row`` counts as a spreadsheet does, from 1."""

    file: str | None = None
    row: int | None = None
    column: str | None = None

    def text(self, language: Language) -> str:
        """Return the place in words, empty where nothing is known."""
        if language == "zh":
            parts = (self.file, self.row and f"第 {self.row} 行", self.column and f"“{self.column}”列")
            return "，".join(p for p in parts if p)
        parts = (self.file, self.row and f"row {self.row}", self.column and f'column "{self.column}"')
        return ", ".join(p for p in parts if p)


class Fault(Exception):  # noqa: N818 - a fault in the input, named as the person sees it
    """Input that cannot be used. Carries both languages, so no face has to translate it.

    ``zh``/``en`` say what is wrong; ``do_zh``/``do_en`` say what the person can do about it.
    """

    def __init__(
        self,
        zh: str,
        en: str,
        *,
        do_zh: str,
        do_en: str,
        file: object = None,
        row: int | None = None,
        column: str | None = None,
    ) -> None:
        super().__init__(zh, en)
        self.zh, self.en, self.do_zh, self.do_en = zh, en, do_zh, do_en
        self.where = Where(None if file is None else str(file), row, column)

    def __reduce__(self) -> tuple[Any, ...]:
        """Keep both languages and the place on the way from one process to another."""
        return _again, (type(self), self.args, dict(self.__dict__))

    def text(self, language: Language = "en") -> str:
        """Return one line: place, fault, remedy."""
        place = self.where.text(language)
        if language == "zh":
            return f"{place}{'：' if place else ''}{self.zh}。{self.do_zh}。"
        return f"{place}{': ' if place else ''}{self.en}. {self.do_en}."

    def __str__(self) -> str:
        """Return the English line."""
        return self.text("en")


def _again(kind: type[Fault], args: tuple[Any, ...], values: dict[str, Any]) -> Fault:
    """Return a fault that came from another process as it was there."""
    fault = kind.__new__(kind, *args)
    fault.__dict__.update(values)
    return fault

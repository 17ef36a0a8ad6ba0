"""What a person asks with: files, columns, a walker, a moment. Nothing is read yet, nothing heavy imported."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

MOMENT = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?[ T]+(\d{1,2})[:：时](\d{1,2})?分?(?::\d{2})?"
)
COMMAS = re.compile(r"[,，、]")

Step = Callable[[str, str], AbstractContextManager[None]]  # (中文, English): something that takes a while


def quiet(_zh: str, _en: str) -> AbstractContextManager[None]:
    """Tell nobody that something takes a while."""
    return nullcontext()


@dataclass(frozen=True)
class Request:
    """Files, columns and terms of one question.

    ``kind`` names the column of the kinds, ``kinds`` count columns; with neither, a column headed 类别, kind
    or the like is used. ``snap`` is in metres, ``at`` a local moment, ``datum`` None where it is to be told
    from headers and streets, ``ruleset`` a radius table or None for plain ``minutes``.
    """

    streets: Path
    homes: Path | None = None
    weights: tuple[str, ...] = ()
    area: str | None = None
    points: Path | None = None
    kind: str | None = None
    kinds: tuple[str, ...] = ()
    minutes: float = 15.0
    pace: str = "adult"
    crossing: float = 0.0  # seconds of waiting at every marked crossing, with lights or without
    at: datetime | None = None
    holidays: tuple[date, ...] = ()  # public holidays, whose hours such places keep as follow them
    datum: str | None = None
    snap: float = 300.0
    ruleset: str | None = None
    baskets: tuple[tuple[str, tuple[str, ...]], ...] = ()  # name, kinds that must all be within reach

    def but(self, **changed: Any) -> Request:
        """Return this request with those answers that are given, the rest as they are."""
        return replace(self, **{name: value for name, value in changed.items() if value is not None})


def moment_of(text: str) -> datetime | None:
    """Return the local moment written as 2026-11-25 10:00 or 2026年11月25日 10:00; None where it is none."""
    found = MOMENT.fullmatch(text.strip())
    if not found:
        return None
    year, month, day, hour, minute = (int(part or 0) for part in found.groups())
    try:
        return datetime(year, month, day, hour, minute)
    except ValueError:
        return None


def names_of(text: str) -> tuple[str, ...]:
    """Return the names with commas (Latin or Chinese) between them, blanks trimmed."""
    return tuple(part.strip() for part in COMMAS.split(text) if part.strip())

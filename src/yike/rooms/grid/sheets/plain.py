"""Columns that are only ever written: the cells of lists given out."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone

from yike.engines.sheets.columns import Column, Writer
from yike.engines.sheets.readers import text


def told(value: Any) -> str:
    """Return a value as people read it; nothing for None."""
    return "" if value is None else str(value)


def when(value: datetime | None) -> str:
    """Return a moment to the minute, in Chinese time; nothing for None."""
    return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value else ""


def as_is(value: Any) -> Any:
    """Return a number as it is, so that a spreadsheet can add it up."""
    return value


def plain(role: str, zh: str, en: str, write: Writer = told, width: int = 14) -> Column:
    """Return a column that no file is read by."""
    return Column(role, (zh,), en, text(200), write, width=width)

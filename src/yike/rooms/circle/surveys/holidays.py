"""Public holidays as a person names them: dates, ranges of dates, or a file of such lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from yike.engines.faults import Fault
from yike.rooms.circle.surveys.request import COMMAS

DAY = r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
RANGE = re.compile(rf"{DAY}(?:\s*(?:\.\.|~|～|至|到|\bto\b)\s*{DAY})?")
LONGEST = 366  # days a range may hold; more is a slip of the year


def read_holidays(text: str, option: str = "--holidays") -> tuple[date, ...]:
    """Return the dates that ``text`` names, in order and each once.

    ``text`` holds dates such as 2026-10-01 and ranges such as 2026-10-01..2026-10-07 with commas between them, or
    is the path of a file with one of these a line (what follows # is left out). Raises ``Fault``, for a line of
    a file with its row.
    """
    path = Path(text)
    if RANGE.match(text.strip()) or not path.is_file():
        return _ordered(day for part in COMMAS.split(text) if part.strip() for day in _days(part, option))
    return _ordered(_of_file(path, option))


def _ordered(days: Iterator[date]) -> tuple[date, ...]:
    return tuple(sorted(set(days)))


def _of_file(path: Path, option: str) -> Iterator[date]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise Fault(
            "打不开，或不是 UTF-8 的文本",
            "cannot be opened, or is no text in UTF-8",
            do_zh="请换一个每行一个日期的文本文件",
            do_en="Use a text file with one date a line",
            file=path,
        ) from error
    for row, line in enumerate(lines, 1):
        for part in COMMAS.split(line.partition("#")[0]):
            if part.strip():
                yield from _days(part, option, path, row)


def _days(text: str, option: str, file: Path | None = None, row: int | None = None) -> Iterator[date]:
    found = RANGE.fullmatch(text.strip())
    try:
        numbers = [int(part) for part in found.groups() if part] if found else []
        first, last = date(*numbers[:3]), date(*numbers[-3:])
    except (ValueError, TypeError):
        raise _no_date(text, option, file, row) from None
    if not 0 <= (last - first).days < LONGEST:
        raise _no_date(text, option, file, row)
    return (first + timedelta(days=i) for i in range((last - first).days + 1))


def _no_date(text: str, option: str, file: Path | None, row: int | None) -> Fault:
    return Fault(
        f"{option} 里的“{text.strip()}”不是日期，也不是一年以内的一段日期",
        f'"{text.strip()}" in {option} is no date and no range of dates within a year',
        do_zh="请写成 2026-10-01 或 2026-10-01..2026-10-07，或给出文件",
        do_en="Write 2026-10-01 or 2026-10-01..2026-10-07, or name a file",
        file=file,
        row=row,
    )

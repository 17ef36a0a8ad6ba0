"""Cells of the directory: the general readers, and those of opening hours, lines and addresses of the web."""

from __future__ import annotations

import re

from yike.engines.reach.hours import Hours
from yike.engines.sheets.readers import (
    DANGER,
    NO,
    YES,
    Reader,
    choice,
    code,
    count,
    day,
    degrees,
    escaped,
    plain,
    several,
    text,
    wrong,
    yes,
)
from yike.rooms.circle import opening

__all__ = [
    "DANGER",
    "NO",
    "YES",
    "Reader",
    "choice",
    "code",
    "count",
    "day",
    "day_hours",
    "degrees",
    "escaped",
    "hours",
    "lines",
    "plain",
    "several",
    "text",
    "url",
    "wrong",
    "yes",
]


def hours(cell: object) -> str:
    """Return opening hours that the engine can read."""
    said = text(200)(cell)
    if said:
        Hours.parse(said)
    return said


def day_hours(cell: object) -> str:
    """Return the hours of some days, which need no weekday before them; empty: shut."""
    return opening.day_hours(plain(cell))


def lines(cell: object) -> str:
    """Return lines without empty ones."""
    said = text(1000)(cell)
    return "\n".join(line.strip() for line in said.split("\n") if line.strip())


def url(cell: object) -> str:
    """Return an address of the web."""
    said = text(200)(cell)
    if said and not re.fullmatch(r"https?://\S+", said):
        do = "请以 https:// 开头", "Begin it with https://"
        raise wrong(said, "不是网址", "is no address", *do)
    return said

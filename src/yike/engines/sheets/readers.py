"""One cell read and written: texts that are no formula, choices by their words, days, counts, degrees."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from yike.engines.faults import Fault
from yike.engines.sheets.table import NOTHING

Reader = Callable[[object], Any]
CODE = re.compile(r"[0-9A-Za-z_-]+")
DANGER = frozenset("=+-@\t\r'")
YES = frozenset({"是", "1", "true", "yes", "y", "√"})
NO = frozenset({"否", "0", "false", "no", "n", "×"})
UNWRITABLE = re.compile("[\0\ud800-\udfff]")  # NUL, and halves of a sign: no database and no file takes them
PARTS = re.compile(r"[、,，;；\n]+")


def escaped(text: str) -> str:
    """Return text that no spreadsheet takes for a formula; ``plain`` gives back what it was."""
    return f"'{text}" if text[:1] in DANGER else text


def plain(cell: object) -> str:
    """Return a cell as text, without spaces around and without the mark of ``escaped``."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    text = "" if cell is None else UNWRITABLE.sub("", str(cell).replace("\r\n", "\n")).strip(NOTHING)
    return text[1:] if text[:1] == "'" and text[1:2] in DANGER else text


def wrong(text: str, zh: str, en: str, do_zh: str, do_en: str) -> Fault:
    """Return the fault of one cell; ``text`` is what stands in it."""
    shown = text[:20]
    return Fault(f"填的“{shown}”{zh}", f'the entry "{shown}" {en}', do_zh=do_zh, do_en=do_en)


def text(longest: int, *, needed: bool = False) -> Reader:
    """Return the reader of a text of at most so many characters."""

    def read(cell: object) -> str:
        said = plain(cell)
        if needed and not said:
            raise Fault("这一格不能空", "this cell must not be empty", do_zh="请填写", do_en="Fill it in")
        if len(said) > longest:
            do = f"请不超过 {longest} 字", f"Use at most {longest} characters"
            raise wrong(said, f"有 {len(said)} 个字，太长", f"has {len(said)} characters, too many", *do)
        return said

    return read


def code(longest: int) -> Reader:
    """Return the reader of a code that can stand in an address."""
    read_text = text(longest)

    def read(cell: object) -> str:
        said = read_text(cell)
        if said and not CODE.fullmatch(said):
            do = "请只用字母、数字、横线和下划线", "Use letters, digits, hyphens and underscores"
            raise wrong(said, "里有不能用的字", "has characters that cannot be used", *do)
        return said

    return read


def choice(words: Mapping[str, str], *, needed: bool = True) -> Reader:
    """Return the reader of one of ``words`` (word in any language to value)."""
    known = {word.casefold(): value for word, value in words.items()}

    def read(cell: object) -> str:
        said = plain(cell)
        if not said and not needed:
            return ""
        if said.casefold() not in known:
            zh = "、".join(word for word in words if not word.isascii())
            en = ", ".join(word for word in words if word.isascii())
            raise wrong(said, "不认得", "is not known", f"请填其中之一：{zh}", f"Use one of: {en}")
        return known[said.casefold()]

    return read


def several(words: Mapping[str, str]) -> Reader:
    """Return the reader of any of ``words``, parted by commas; in the order of the table."""
    one = choice(words)

    def read(cell: object) -> list[str]:
        found = {one(part) for part in PARTS.split(plain(cell)) if part.strip()}
        return [value for value in dict.fromkeys(words.values()) if value in found]

    return read


def yes(cell: object) -> bool:
    """Return whether a cell says yes."""
    said = plain(cell).casefold()
    if said in YES or said in NO:
        return said in YES
    raise wrong(said, "既不是“是”也不是“否”", "is neither yes nor no", "请填 是 或 否", "Write yes or no")


def day(cell: object) -> date | None:
    """Return the day in a cell, None in an empty one."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    said = plain(cell)
    try:
        return date.fromisoformat(said.replace("/", "-")) if said else None
    except ValueError:
        do = "请写成 2027-01-31 这样", "Write it like 2027-01-31"
        raise wrong(said, "不是日期", "is no date", *do) from None


def count(most: int, least: int = 0) -> Reader:
    """Return the reader of a whole number, None for an empty cell."""

    def read(cell: object) -> int | None:
        said = plain(cell)
        if not said:
            return None
        if not said.isascii() or not said.isdigit() or len(said) > 9 or not least <= int(said) <= most:
            do = f"请填 {least} 到 {most} 的整数", f"Write a whole number from {least} to {most}"
            raise wrong(said, "不是个数", "is not a count", *do)
        return int(said)

    return read


def degrees(most: float) -> Reader:
    """Return the reader of degrees from ``-most`` to ``most``."""

    def read(cell: object) -> float:
        said = plain(cell)
        try:
            found = float(said)
        except ValueError:
            found = float("nan")
        if not -most <= found <= most:
            do_zh = "经度和纬度填反了就对调，没有就到地图上查"
            do_en = "Swap longitude and latitude, or look it up on the map"
            raise wrong(
                said, f"不是 {most:g} 度以内的数", f"is no number within {most:g} degrees", do_zh, do_en
            )
        return found

    return read

"""Numbers as they are said in Chinese: one after another, as amounts, as times of day."""

from __future__ import annotations

from datetime import time

DIGITS = "零一二三四五六七八九"
_SPELT = str.maketrans("0123456789", "零幺二三四五六七八九")
_YEAR = str.maketrans("0123456789", DIGITS)
_SMALL = ("", "十", "百", "千")
_GREAT = ("", "万", "亿", "万亿")
_PARTS = ((5, "凌晨"), (8, "早上"), (12, "上午"), (13, "中午"), (18, "下午"), (24, "晚上"))
MOST = 10**16 - 1


def spelt(digits: str) -> str:
    """Return digits one after another as on the telephone: 幺 for one."""
    return digits.translate(_SPELT)


def year(digits: str) -> str:
    """Return the digits of a year one after another: 二零二六."""
    return digits.translate(_YEAR)


def amount(number: int) -> str:
    """Return a whole number from 0 to 10¹⁶ - 1 as it is said: 一百零五, 十二, 三万零二十. Raises ``ValueError``."""
    if not 0 <= number <= MOST:
        raise ValueError(f"cannot say {number}")
    if number == 0:
        return DIGITS[0]
    said = _groups(number)
    return said.removeprefix("一") if said.startswith("一十") else said


def _groups(number: int) -> str:
    """Return the groups of four digits, a zero between two where the lower does not fill its places."""
    said, place, gap = "", 0, False
    while number:
        number, group = divmod(number, 10_000)
        if group:
            said = f"{_thousands(group)}{_GREAT[place]}{'零' if gap and said else ''}{said}"
        gap = group < 1000 if group else bool(said)
        place += 1
    return said


def _thousands(group: int) -> str:
    """Return 1 to 9999, zeros inside said once and those at the end not at all."""
    said = ""
    for place in range(4):
        group, digit = divmod(group, 10)
        if digit:
            said = f"{DIGITS[digit]}{_SMALL[place]}{said}"
        elif said and not said.startswith(DIGITS[0]) and group:
            said = DIGITS[0] + said
    return said


def counted(number: int) -> str:
    """Return a number before what is counted: 两 for two."""
    return "两" if number == 2 else amount(number)


def decimal(whole: str, rest: str) -> str:
    """Return a number with a point: 三点五."""
    return f"{amount(int(whole))}点{year(rest)}"


def oclock(at: time) -> str:
    """Return a time of day as it is said: 上午九点, 下午两点半, 晚上七点零五分."""
    part = next(name for until, name in _PARTS if at.hour < until)
    hour = at.hour if at.hour <= 12 else at.hour - 12
    if at.minute == 0:
        minutes = ""
    elif at.minute == 30:
        minutes = "半"
    else:
        minutes = f"{'零' if at.minute < 10 else ''}{amount(at.minute)}分"
    return f"{part}{'零' if hour == 0 else counted(hour)}点{minutes}"

"""The script of a loud-speaker (打更): every number, date, time and telephone written as it is said."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from datetime import time

from yike.engines.notices.notice import WEEKDAYS, Notice, clock
from yike.engines.notices.numerals import amount, counted, decimal, oclock, spelt, year

_DASH = r"\s*[-–—~～至到]\s*"
_CLOCK = r"(?:[01]?\d|2[0-4]):[0-5]\d"
_COUNTED = "个位名次场件张台户家人天年种条本间项份块斤遍期届辆把只双道扇根盏颗顿趟"
_URL = re.compile(r"https?://[^\s，。；、）)]+|(?<![\w/])/(?:[\w.-]+/)+[\w.-]*", re.ASCII)


def _time(text: str) -> str:
    hour, minute = text.split(":")
    return oclock(time(int(hour) % 24, int(minute)))


def _span(match: re.Match[str]) -> str:
    begin, end = _time(match[1]), _time(match[2])
    return f"{begin}到{end.removeprefix(begin[:2])}"


def _telephone(match: re.Match[str]) -> str:
    """Return a telephone number, with a pause where people make one."""
    digits = re.sub(r"\D", " ", match[0]).split()
    return "，".join(spelt(part) for run in digits for part in _breaths(run))


def _breaths(run: str) -> Sequence[str]:
    if len(run) == 11:
        return run[:3], run[3:7], run[7:]
    if len(run) in {7, 8}:
        return run[:-4], run[-4:]
    return (run,)


_RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (_URL, lambda _m: ""),
    (re.compile(r"(?<!\d)(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)"), lambda m: f"{year(m[1])}年{_day(m[2], m[3])}"),
    (re.compile(r"(?<!\d)(\d{4})(?=年)"), lambda m: year(m[1])),
    (
        re.compile(rf"(?<!\d)(\d{{1,2}})月(\d{{1,2}})[日号]?{_DASH}(\d{{1,2}})月(\d{{1,2}})[日号]"),
        lambda m: f"{_day(m[1], m[2])}到{_day(m[3], m[4])}",
    ),
    (
        re.compile(rf"(?<!\d)(\d{{1,2}})月(\d{{1,2}})[日号]?{_DASH}(\d{{1,2}})[日号]"),
        lambda m: f"{_day(m[1], m[2])}到{amount(int(m[3]))}号",
    ),
    (re.compile(r"(?<!\d)(\d{1,2})月(\d{1,2})[日号]"), lambda m: _day(m[1], m[2])),
    (re.compile(rf"(?<![\d:])({_CLOCK}){_DASH}({_CLOCK})(?![\d:])"), _span),
    (re.compile(rf"(?<![\d:])({_CLOCK})(?![\d:])"), lambda m: _time(m[1])),
    (re.compile(r"(?<!\d)1[3-9]\d(?:[- ]?\d{4}){2}(?!\d)"), _telephone),
    (re.compile(r"(?<!\d)(?:0\d{2,3}[- ])?[2-8]\d{6,7}(?!\d)"), _telephone),
    (
        re.compile(r"(?<!\d)(?:110|119|120|122|123\d{2}|9[56]\d{3,4}|[48]00(?:[- ]?\d{3,4}){2})(?!\d)"),
        _telephone,
    ),
    (re.compile(r"(\d+)\.(\d+)%"), lambda m: f"百分之{decimal(m[1], m[2])}"),
    (re.compile(r"(\d+)%"), lambda m: f"百分之{amount(int(m[1]))}"),
    (re.compile(r"(?<![\d.])(\d{1,15})\.(\d+)(?![\d.])"), lambda m: decimal(m[1], m[2])),
    (re.compile(rf"(?<!\d)(\d+){_DASH}(\d{{1,15}})(?!\d)"), lambda m: f"{_whole(m[1])}到{_whole(m[2])}"),
    (re.compile(rf"(?<![\d第])2(?=[{_COUNTED}])"), lambda _m: counted(2)),
    (re.compile(r"\d+"), lambda m: _whole(m[0])),
)


def _whole(digits: str) -> str:
    """Return an amount; what begins with a nought or is very long is a code, and said digit by digit."""
    if len(digits) > 15 or (len(digits) > 1 and digits.startswith("0")):
        return spelt(digits)
    return amount(int(digits))


def _day(month: str, day: str) -> str:
    return f"{amount(int(month))}月{amount(int(day))}号"


def spoken(text: str) -> str:
    """Return a text without a digit in it: what is read out as written is what people say."""
    said = unicodedata.normalize("NFKC", text).replace("\u00b7", "，")
    for pattern, how in _RULES:
        said = pattern.sub(how, said)
    return _tidied(said)


def _tidied(text: str) -> str:
    """Return a text whose brackets are pauses and whose signs can be read out."""
    for before, after in (
        ("(", "，"),
        (")", "，"),
        ("–", "到"),
        (",", "，"),
        (";", "；"),
        (":", "："),
        ("!", "！"),
    ):
        text = text.replace(before, after)
    text = re.sub(r"[ \t]+", " ", text)
    text = re.sub(r"，\s*(?=[，。；：！？、])|(?<=[，。；：！？、])\s*，", "", text)
    return text.strip().strip("，")


def script(street: str, number: int, notices: Sequence[Notice]) -> str:
    """Return what the loud-speaker says of one issue: greeting, each notice with a pause after it, where to ask."""
    count = counted(len(notices))
    name = spoken(street)
    pause = "，" if "，" in name else ""  # what stood in brackets belongs to the name, not to the number
    opening = f"各位居民，大家好。这里是{name}{pause}第{amount(number)}期便民月历，一共{count}条。"
    told = [f"第{amount(row)}条。{_told(one)}" for row, one in enumerate(notices, 1)]
    return "\n\n".join([opening, *told, "播报完毕。没听清的，请问社区工作者，或看楼道里的月历。谢谢大家。"])


def _told(notice: Notice) -> str:
    said = [f"{_when(notice)}{spoken(notice.title)}"]
    if notice.place:
        said.append(f"地点在{spoken(notice.place)}")
    if notice.audience:
        said.append(f"适合{spoken(notice.audience)}")
    ask = " ".join(filter(None, (notice.contact, notice.phone)))
    if ask:
        said.append(f"有事请问{spoken(ask)}")
    return "。".join(said) + "。"


def _when(notice: Notice) -> str:
    day, until = notice.day, notice.until
    if day is None:
        return ""
    first = f"{_day(str(day.month), str(day.day))}"
    if until is not None and until != day:
        days = f"{first}到{_day(str(until.month), str(until.day))}"
    else:
        days = f"{first}，星期{WEEKDAYS[day.weekday()]}"
    if notice.start is None:
        return f"{days}，"
    times = clock(notice.start) + (f"-{clock(notice.end)}" if notice.end else "")
    return f"{days}，{spoken(times)}，"

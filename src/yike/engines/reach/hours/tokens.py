"""Opening hours cut into words: days, dates, times and the signs between them, in Chinese and English."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from enum import Enum, auto

from yike.engines.reach.hours.faults import Place


class Sort(Enum):
    """What a token is."""

    DAYS = auto()  # value: weekdays, 0 Monday
    REST = auto()  # the days not spoken of so far
    HOLIDAY = auto()
    DATE = auto()  # value: (year or 0, month, day or 0)
    NUMBER = auto()  # a day of the month or an hour that takes its meaning from its neighbour
    TIME = auto()  # value: (hour, minute, half of the day: 0 not said, 1 before noon, 2 after)
    DASH = auto()
    COMMA = auto()
    STOP = auto()
    ALWAYS = auto()
    CLOSED = auto()
    BREAK = auto()  # a break at noon; its times follow
    USUAL = auto()  # as on other days


@dataclass(frozen=True)
class Token:
    """One word; ``value`` as its sort says; ``text`` as written, half-width."""

    sort: Sort
    text: str
    value: tuple[int, ...] = ()
    workday: bool = False  # the word means working days, hence closed on public holidays
    start: int = 0  # where it stands in the text
    end: int = 0


_WEEKDAY = "一二三四五六日"
_ENGLISH_DAYS = (
    "mo|mon|monday",
    "tu|tue|tues|tuesday",
    "we|wed|wednesday",
    "th|thu|thur|thurs|thursday",
    "fr|fri|friday",
    "sa|sat|saturday",
    "su|sun|sunday",
)
_DAY_OF = {name: day for day, names in enumerate(_ENGLISH_DAYS) for name in names.split("|")}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH_NAMES = (
    "january|february|march|april|may|june|july|august|september|october|november|december|"
    "jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec"
)
_HANZI = "零一二三四五六七八九十"
_NUMERAL = "二?十[一二三四五六七八九]?|[零一二两三四五六七八九]"
_MORNING = "上午|早上|早晨|清晨|凌晨|早"
_AFTERNOON = "下午|午后|傍晚|晚上|晚间|夜间|晚"

_CLOCK = (
    rf"(?:(?P<half>{_MORNING}|{_AFTERNOON}|中午)\s*)?"
    rf"(?:(?P<h>\d{{1,2}})\s*:\s*(?P<min>\d+)|(?P<hh>\d{{1,2}}|{_NUMERAL})\s*[点时](?!间|段)"
    rf"(?:\s*(?P<mm>\d{{1,2}})\s*分?|(?P<part>半|一刻|三刻|整))?)"
)
_FILLER = (
    r"(?:对外)?(?:开放|营业|办公|服务|开馆|上班|接待)(?:时间|时段)?|时间|时段|期间|均|都|为|的|"
    r"(?:(?<=[-至到])|(?<=[-至到]\s))(?:次日|翌日|第二天)|"  # after a dash it says what an earlier end says already
    r"\b(?:opening|open|hours|from)\b|:|\s+"
)

_PATTERNS: tuple[tuple[str, str], ...] = (
    ("always", r"24\s*/\s*7|24\s*小时|24\s*h(?:ours?|rs?)?\b|二十四小时|全天候|昼夜|全天|全日"),
    ("rest", r"平时|其[他余](?:时间|时段|日子)|\b(?:otherwise|other days)\b"),
    ("unbroken", r"(?:中午|午间)(?:不休息?|不间断|无休)"),
    ("break", r"午休|(?:中午|午间)(?:休息|闭馆|休)"),
    ("iso", r"(?P<iso_y>\d{4})[-/.](?P<iso_m>\d{1,2})[-/.](?P<iso_d>\d{1,2})(?!\d)"),
    (
        "hanzi_date",
        r"(?:(?P<han_y>\d{4})\s*年\s*)?(?P<han_m>\d{1,2})\s*月(?:份|\s*(?P<han_d>\d{1,2})\s*[日号])?",
    ),
    (
        "english_date",
        rf"(?:(?P<eng_y>\d{{4}})\s+)?\b(?P<eng_m>{_MONTH_NAMES})\b\.?(?:\s*(?P<eng_d>\d{{1,2}})(?![\d:]))?",
    ),
    ("day_of_month", r"(?P<dom>\d{1,2})\s*[日号]"),
    (
        "english_time",
        r"(?P<en_h>\d{1,2})(?::(?P<en_min>\d{1,2}))?\s*(?P<en_half>am|pm|a\.m\.|p\.m\.)(?![a-z])",
    ),
    ("time", _CLOCK),
    ("short_time", rf"(?P<s_half>{_MORNING}|{_AFTERNOON}|中午)\s*(?P<s_h>\d{{1,2}})"),
    ("number", r"\d{1,2}(?!\d)"),
    ("workdays", r"工作日|\b(?:weekdays?|work(?:ing )?days?)\b"),
    ("weekend", r"周末|双休日|\bweekends?\b"),
    ("every", r"每天|每日|每周|天天|全周|全年无休|全年|无休|\b(?:daily|every ?day)\b"),
    (
        "holiday",
        r"(?:国家)?(?:法定节假日|法定假日|公共假日|公众假期|节假日|假日|节日)|\b(?:ph|(?:public )?holidays?)\b",
    ),
    ("hanzi_days", rf"(?:周|星期|礼拜)(?P<chars>[{_WEEKDAY}天]+)"),
    ("more_days", rf"[{_WEEKDAY}天](?![月日号点])"),
    ("english_day", rf"\b(?P<day>{'|'.join(_ENGLISH_DAYS)})s?\b\.?"),
    ("usual", r"照常(?:营业|开放|上班|办公)?|正常(?:营业|开放|上班|办公)|不休息?|\bas usual\b"),
    (
        "closed",
        r"休息|休馆|闭馆|关闭|关门|不开放|不营业|不办公|不上班|停业|停止服务|公休|除外|\b(?:off|closed)\b",
    ),
    ("dash", r"[-至到]|\bto\b"),
    ("comma", r"[,&及和与]|\band\b"),
    ("stop", r"[;()]"),
    ("filler", _FILLER),
)
_TOKEN = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _PATTERNS))
_DASHES = str.maketrans(
    dict.fromkeys("~〜–—−‐‑―─", "-") | {"、": ",", "。": ";", "\n": ";", "【": "(", "】": ")"}
)
_SIMPLE = {
    "always": Sort.ALWAYS,
    "rest": Sort.REST,
    "break": Sort.BREAK,
    "holiday": Sort.HOLIDAY,
    "usual": Sort.USUAL,
    "closed": Sort.CLOSED,
    "dash": Sort.DASH,
    "comma": Sort.COMMA,
    "stop": Sort.STOP,
}
_DAY_WORDS = {"workdays": (0, 1, 2, 3, 4), "weekend": (5, 6), "every": (0, 1, 2, 3, 4, 5, 6)}


def plain(text: str) -> str:
    """Return the text half-width, lower case, with one kind of dash and comma."""
    return unicodedata.normalize("NFKC", text.translate(_DASHES)).translate(_DASHES).casefold()


def is_chinese(text: str) -> bool:
    """Return whether hours are written in Chinese, where commas part rules as semicolons do."""
    return any("\u4e00" <= character <= "\u9fff" for character in text)


def _numeral(text: str) -> int:
    """Return 0..29 for digits or Chinese numerals."""
    if text.isdigit():
        return int(text)
    text = text.replace("两", "二")
    if "十" not in text:
        return _HANZI.index(text)
    tens, ones = text.split("十")
    return (_HANZI.index(tens) if tens else 1) * 10 + (_HANZI.index(ones) if ones else 0)


def _half(word: str | None) -> int:
    if not word:
        return 0
    if word in _AFTERNOON.split("|") or word.startswith("p"):
        return 2
    return 3 if word == "中午" else 1


def clock(hour: int, minute: int, half: int) -> int:
    """Return minutes since midnight; ``half`` 1 before noon, 2 after noon, 3 around noon, 0 not said."""
    if (half == 2 and hour < 12) or (half == 3 and hour < 10):
        hour += 12
    return hour * 60 + minute


def _time(found: re.Match[str], place: Place) -> Token:
    text = found.group()
    hour = _numeral(found["h"] or found["hh"])
    minute = int(
        found["min"] or found["mm"] or {"半": 30, "一刻": 15, "三刻": 45}.get(found["part"] or "", 0)
    )
    if (found["min"] and len(found["min"]) != 2) or minute > 59 or hour * 60 + minute > 1440:
        raise place.no_such_time(text.strip())
    half = _half(found["half"])
    if hour == 12 and found["half"] in ("晚上", "晚间", "夜间", "晚"):
        hour, half = 24, 0  # twelve at night ends a day
    elif hour == 12 and found["half"] == "凌晨":
        hour = 0
    return Token(Sort.TIME, text, (hour, minute, half))


def _english_time(found: re.Match[str], place: Place) -> Token:
    hour, minute = int(found["en_h"]), int(found["en_min"] or 0)
    if not 1 <= hour <= 12 or minute > 59:
        raise place.no_such_time(found.group())
    half = _half(found["en_half"])
    return Token(Sort.TIME, found.group(), (hour % 12, minute, half))


def _short_time(found: re.Match[str], place: Place) -> Token:
    hour = int(found["s_h"])
    if hour > 24:
        raise place.no_such_time(found.group())
    return Token(Sort.TIME, found.group(), (hour, 0, _half(found["s_half"])))


def _date(found: re.Match[str], kind: str) -> Token:
    group = {"iso": "iso", "hanzi_date": "han", "english_date": "eng"}[kind]
    year, month, day = found[f"{group}_y"], found[f"{group}_m"], found[f"{group}_d"]
    number = int(month) if month.isdigit() else _MONTHS.index(month[:3]) + 1
    return Token(Sort.DATE, found.group(), (int(year or 0), number, int(day or 0)))


def _days(found: re.Match[str], kind: str) -> Token:
    text = found.group()
    if kind in _DAY_WORDS:
        return Token(Sort.DAYS, text, _DAY_WORDS[kind], workday=kind == "workdays" and is_chinese(text))
    if kind == "english_day":
        return Token(Sort.DAYS, text, (_DAY_OF[found["day"]],))
    characters = (found["chars"] or text).replace("天", "日")
    return Token(Sort.DAYS, text, tuple(_WEEKDAY.index(c) for c in characters))


def _token(found: re.Match[str], place: Place) -> Token | None:
    kind = found.lastgroup or ""
    if kind in _SIMPLE:
        return Token(_SIMPLE[kind], found.group())
    if kind in ("filler", "unbroken"):
        return None
    if kind in ("number", "day_of_month"):
        return Token(Sort.NUMBER, found.group(), (int(found["dom"] or found.group()),))
    if kind in ("iso", "hanzi_date", "english_date"):
        return _date(found, kind)
    times = {"time": _time, "english_time": _english_time, "short_time": _short_time}
    return times[kind](found, place) if kind in times else _days(found, kind)


def tokens_of(text: str, place: Place) -> list[Token]:
    """Return the words of opening hours. Raises ``Fault`` for the first part that is none."""
    source, at, found = plain(text), 0, []
    while at < len(source):
        match = _TOKEN.match(source, at)
        if match is None:
            raise place.not_understood(re.split(r"[\s;,]", source[at:])[0] or source[at])
        token = _token(match, place)
        if token:
            found.append(replace(token, start=at, end=match.end()))
        at = match.end()
    return found

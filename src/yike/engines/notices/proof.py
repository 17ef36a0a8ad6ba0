"""Proof-reading of one notice: days against weekdays, times, telephones, length, words, links of the house."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Literal

from yike.engines.notices.chat import LINE, line
from yike.engines.notices.notice import WEEKDAYS, Notice, clock
from yike.engines.notices.sayings import SAYINGS

Leads = Callable[[str], bool]
"""Tells whether a path of this house leads to a page."""
LONGEST = 92  # days: a notice of a month does not last longer than a quarter
ENGLISH = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_FIELDS = ("title", "place", "more", "contact", "phone")

_DAY = re.compile(
    r"(?:(?<!\d)(?P<year>\d{4})年)?(?<!\d)(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]"
    r"(?:\s*[(]?(?:周|星期|礼拜)(?P<week>[一二三四五六日天])[)]?)?"
)
_ISO = re.compile(
    r"(?<!\d)(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?!\d)"
    r"(?:\s*[(]?(?:周|星期|礼拜)(?P<week>[一二三四五六日天])[)]?)?"
)
_TIME = re.compile(r"(?<![\d:])(\d{1,2}):(\d{2})(?![\d:])")
_RUN = re.compile(r"(?<![\w./-])\d(?:[ -]?\d){5,}(?![\w/])", re.ASCII)
_GOOD = re.compile(
    r"1[3-9]\d{9}|(?:0\d{2,3})?[2-8]\d{6,7}|[48]00\d{7}|9[56]\d{3,4}|123\d{2}|1\d{2}", re.ASCII
)
_IDENTITY = re.compile(r"(?<!\d)(?:\d{17}[\dXx]|\d{15}|\d{16}|\d{19})(?!\d)", re.ASCII)
_URL = re.compile(r"https?://[^\s，。；、）)]+|(?<![\w/])/(?:[\w.-]+/)+[\w.?=&-]*", re.ASCII)
_PAIRS = (("（", "）"), ("(", ")"), ("“", "”"), ("《", "》"), ("【", "】"))
_DOUBLED = re.compile(r"([，。；：、])\s*[，。；：、]")


@dataclass(frozen=True)
class Remark:
    """One remark on a notice: what kind (``code``), in which ``field``, on what words, and what should be there."""

    code: str
    field: str
    found: str = ""
    right: str = ""
    right_en: str = ""

    @property
    def grave(self) -> bool:
        """Whether the notice cannot go out like this."""
        return SAYINGS[self.code].grave

    def text(self, language: Literal["zh", "en"] = "zh") -> str:
        """Return what is wrong and what to do, in one line."""
        saying = SAYINGS[self.code]
        if language == "en":
            what = saying.en.format(found=self.found, right=self.right_en or self.right)
            return f"{what[:1].upper()}{what[1:]}. {saying.do_en}."
        return f"{saying.zh.format(found=self.found, right=self.right)}。{saying.do_zh}。"


def proofread(notice: Notice, *, month: date, leads: Leads = lambda _path: True) -> list[Remark]:
    """Return all remarks on a notice of the month that begins with ``month``, the grave ones first.

    ``leads`` tells whether a path of this house leads to a page; addresses elsewhere are not asked for.
    """
    found = [*_whole(notice), *_moments(notice, month)]
    for name in _FIELDS:
        text = unicodedata.normalize("NFKC", getattr(notice, name))
        found += [*_days(text, name, notice, month), *_times(text, name, notice)]
        found += [*_numbers(text, name), *_wrong_words(text, name)]
        found += _marks(getattr(notice, name), name)
    found += _links(notice, leads)
    return sorted(dict.fromkeys(found), key=lambda remark: not remark.grave)


def _whole(notice: Notice) -> Iterator[Remark]:
    if not notice.title.strip():
        yield Remark("empty", "title")
    if (length := len(line(notice))) > LINE:
        yield Remark("long", "title", str(length), str(LINE))
    if not notice.place.strip():
        yield Remark("no_place", "place")
    if not (notice.contact.strip() or notice.phone.strip()):
        yield Remark("no_contact", "phone")


def _moments(notice: Notice, month: date) -> Iterator[Remark]:
    day, until = notice.day, notice.until
    if day is None:
        yield Remark("no_day", "day")
        return
    last = until or day
    if last < day:
        yield Remark("backwards", "until", last.isoformat(), day.isoformat())
    elif (last - day).days >= LONGEST:
        yield Remark("lasting", "until", str((last - day).days + 1))
    elif last == day and notice.start and notice.end and notice.end <= notice.start:
        yield Remark("backwards", "end", clock(notice.end), clock(notice.start))
    if not _touches(day, last, month):
        yield Remark(
            "other_month", "day", day.isoformat(), f"{month.year} 年 {month.month} 月", f"{month:%Y-%m}"
        )


def _touches(day: date, last: date, month: date) -> bool:
    """Return whether some day from ``day`` to ``last`` lies in the month."""
    begin, end = (day.year, day.month), (last.year, last.month)
    return begin <= (month.year, month.month) <= max(begin, end)


def _days(text: str, name: str, notice: Notice, month: date) -> Iterator[Remark]:
    for match in (*_DAY.finditer(text), *_ISO.finditer(text)):
        meant = _meant(match, month)
        if meant is None:
            yield Remark("no_such_day", name, match[0].split("(")[0])
            continue
        week = match["week"]
        if week and WEEKDAYS[meant.weekday()] != week.replace("天", "日"):
            yield Remark("weekday", name, match[0], WEEKDAYS[meant.weekday()], ENGLISH[meant.weekday()])
        elif name == "title" and notice.day and not notice.day <= meant <= (notice.until or notice.day):
            yield Remark("other_day", name, f"{meant.month}月{meant.day}日", notice.day.isoformat())


def _meant(match: re.Match[str], month: date) -> date | None:
    """Return the day that is meant; without a year the one nearest to the month. None where there is none."""
    number, day = int(match["month"]), int(match["day"])
    years = (
        [int(match["year"])]
        if match["year"]
        else sorted(
            range(month.year - 1, month.year + 2),
            key=lambda y: abs((y - month.year) * 12 + number - month.month),
        )
    )
    try:
        return date(years[0], number, day)
    except ValueError:
        return None


def _times(text: str, name: str, notice: Notice) -> Iterator[Remark]:
    given = {clock(at) for at in (notice.start, notice.end) if at}
    for match in _TIME.finditer(text):
        hour, minute = int(match[1]), int(match[2])
        if hour > 24 or minute > 59 or (hour == 24 and minute):
            yield Remark("no_such_time", name, match[0])
        elif name == "title" and given and f"{hour}:{minute:02}" not in given:
            yield Remark(
                "other_time", name, match[0], "–".join(sorted(given, key=lambda t: int(t.split(":")[0])))
            )


def _numbers(text: str, name: str) -> Iterator[Remark]:
    bare = _ISO.sub("", _URL.sub("", text))
    for match in _IDENTITY.finditer(bare):
        yield Remark("identity", name, match[0])
    bare = _IDENTITY.sub("", bare)
    for match in _RUN.finditer(bare):
        digits = re.sub(r"\D", "", match[0])
        if not _GOOD.fullmatch(digits):
            yield Remark("phone", name, match[0])
        elif len(digits) == 11 and digits.startswith("1"):
            yield Remark("mobile", name, match[0])
    yield from _short(bare, name)


def _short(text: str, name: str) -> Iterator[Remark]:
    """Yield a field of telephones in which a number is too short to be one."""
    if name == "phone":
        for digits in re.findall(r"(?<![\d-])\d{1,5}(?![\d-])", text):
            if not _GOOD.fullmatch(digits):
                yield Remark("phone", name, digits)


@lru_cache(maxsize=1)
def _words() -> tuple[tuple[str, str, str, str, str], ...]:
    text = (files("yike.engines.notices") / "words.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return tuple((r["word"], r["kind"], r["instead"], r["why_zh"], r["why_en"]) for r in rows)


def _wrong_words(text: str, name: str) -> Iterator[Remark]:
    for word, kind, instead, zh, en in _words():
        if word in text:
            better = (f"，可写“{instead}”", f', better "{instead}"') if instead else ("", "")
            yield Remark(kind, name, word, f"{zh}{better[0]}", f"{en}{better[1]}")


def _marks(text: str, name: str) -> Iterator[Remark]:
    for begin, end in _PAIRS:
        if text.count(begin) != text.count(end):
            yield Remark("brackets", name, begin if text.count(begin) > text.count(end) else end)
    for match in _DOUBLED.finditer(text):
        yield Remark("doubled", name, match[0])


def _links(notice: Notice, leads: Leads) -> Iterator[Remark]:
    written = [notice.link.strip()] if notice.link.strip() else []
    inside = [("more", url) for url in _URL.findall(f"{notice.title} {notice.more}")]
    for name, url in [*(("link", one) for one in written), *inside]:
        if url.startswith("/"):
            if not leads(url):
                yield Remark("dead_link", name, url)
        elif re.match(r"https?://[^/\s]+\.[^/\s]+", url):
            yield Remark("outside", name, url)
        else:
            yield Remark("dead_link", name, url)

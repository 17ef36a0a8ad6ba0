"""Opening hours back in words, for doors, reports and tables."""

from __future__ import annotations

from collections.abc import Sequence

from yike.engines.faults import Language
from yike.engines.reach.hours.grammar import LONGEST_NIGHT
from yike.engines.reach.hours.model import Dates, Hours, Pattern, Special
from yike.engines.reach.hours.spans import DAY, WHOLE_DAY, Span, Spans

_DAYS = {
    "zh": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _clock(minute: int) -> str:
    return f"{minute // 60}:{minute % 60:02d}"


def _span(span: Span) -> list[str]:
    """Return one stretch, or two where a single one would read as a typing error."""
    start, end = span
    if end <= DAY:
        return [f"{_clock(start)}–{_clock(end)}"]
    if end - DAY <= start and end - start <= LONGEST_NIGHT:
        return [f"{_clock(start)}–{_clock(end - DAY)}"]
    return [f"{_clock(start)}–24:00", f"23:59–{_clock(end - DAY)}"]


def _spans(spans: Spans, language: Language) -> str:
    if not spans:
        return "休息" if language == "zh" else "closed"
    if spans == WHOLE_DAY:
        return "24小时" if language == "zh" else "24 hours"
    return ("、" if language == "zh" else ", ").join(text for span in spans for text in _span(span))


def _runs(days: Sequence[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for day in days:
        if runs and runs[-1][1] == day - 1:
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs


def _day_names(days: Sequence[int], language: Language) -> str:
    """Return weekdays in words: ranges of three and more, every day, or a list."""
    if len(days) == 7:
        return "每天" if language == "zh" else "daily"
    names, parts = _DAYS[language], []
    for first, last in _runs(days):
        if last - first >= 2:
            parts.append(f"{names[first]}{'至' if language == 'zh' else '–'}{names[last]}")
        else:
            parts += [names[day] for day in range(first, last + 1)]
    return ("、" if language == "zh" else ", ").join(parts)


def _date(year: int | None, day: tuple[int, int], language: Language) -> str:
    month, number = day
    if language == "zh":
        return f"{f'{year}年' if year else ''}{month}月{number}日"
    return f"{f'{year} ' if year else ''}{_MONTHS[month - 1]} {number}"


def _dates(dates: Dates | None, language: Language) -> str:
    if dates is None:
        return "节假日" if language == "zh" else "public holidays"
    first, last = _date(dates.year, dates.first, language), _date(dates.last_year, dates.last, language)
    if (dates.year, dates.first) == (dates.last_year, dates.last):
        return first
    return f"{first}{'至' if language == 'zh' else '–'}{last}"


def _groups(days: Pattern) -> dict[Spans, list[int]]:
    groups: dict[Spans, list[int]] = {}
    for day, spans in enumerate(days):
        if spans is not None:
            groups.setdefault(spans, []).append(day)
    return groups


def _rule(when: str, spans: Spans, language: Language) -> str:
    what = _spans(spans, language)
    tight = language == "zh" and (not spans or not when)
    return f"{when}{'' if tight else ' '}{what}".strip()


def _week(hours: Hours, language: Language) -> list[str]:
    open_days = {spans: days for spans, days in _groups(hours.days).items() if spans}
    if not open_days:
        return ["平时休息" if hours.specials else "休息"] if language == "zh" else ["closed"]
    return [_rule(_day_names(days, language), spans, language) for spans, days in open_days.items()]


def _special(special: Special, language: Language) -> list[str]:
    rules = []
    for spans, days in _groups(special.days).items():
        name = "" if len(days) == 7 else _day_names(days, language)
        rules.append(_rule(" ".join(filter(None, (_dates(special.dates, language), name))), spans, language))
    return rules


def in_words(hours: Hours, language: Language) -> str:
    """Return the hours in one line, rules parted by semicolons; days not named are closed."""
    if hours.always:
        return "全天24小时" if language == "zh" else "24/7"
    rules = _week(hours, language) + [
        rule for special in hours.specials for rule in _special(special, language)
    ]
    return ("；" if language == "zh" else "; ").join(rules)

"""From words to hours: rules of days, dates and times, each laid over those before it."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, field

from yike.engines.reach.hours.faults import Place
from yike.engines.reach.hours.model import Dates, Hours, Special
from yike.engines.reach.hours.spans import DAY, WHOLE_DAY, Span, Spans, merged, without
from yike.engines.reach.hours.tokens import Sort, Token, clock, is_chinese, plain, tokens_of

LONGEST_NIGHT = 18 * 60  # minutes; an end before the start is taken as the next morning up to this length
_SELECTORS = (Sort.DAYS, Sort.HOLIDAY, Sort.DATE)


@dataclass(frozen=True)
class When:
    """The days a rule speaks of. No days and no holiday means every day; no dates means the plain week.

    ``nobody`` marks "the other days" where every day has been spoken of.
    """

    days: frozenset[int] = frozenset()
    holiday: bool = False
    dates: tuple[Dates, ...] = ()
    workday: bool = False
    text: str = ""
    nobody: bool = False

    @property
    def weekdays(self) -> frozenset[int]:
        """The weekdays meant."""
        return self.days or frozenset(() if self.holiday or self.nobody else range(7))

    def same_days(self, other: When) -> bool:
        """Return whether both speak of exactly the same days."""
        return (self.weekdays, self.holiday, self.dates) == (other.weekdays, other.holiday, other.dates)


@dataclass(frozen=True)
class Rule:
    """``when`` it is open for ``spans``, or, with ``shut``, closed for them; ``more`` adds to what stands."""

    when: When
    spans: Spans
    shut: bool = False
    more: bool = False
    usual: bool = False  # holidays are like other days


class _Reader:
    """Walks along the tokens and hands out rules."""

    def __init__(self, text: str, place: Place) -> None:
        self.tokens, self.place, self.at = tokens_of(text, place), place, 0
        self.source = plain(text)
        self.rest = frozenset(range(7))  # weekdays not spoken of yet
        self.chinese = is_chinese(text)

    def sort(self, ahead: int = 0) -> Sort | None:
        """Return what the token ``ahead`` is, None past the end."""
        at = self.at + ahead
        return self.tokens[at].sort if at < len(self.tokens) else None

    def take(self) -> Token:
        """Return the next token and step over it."""
        self.at += 1
        return self.tokens[self.at - 1]

    def accept(self, sort: Sort) -> bool:
        """Step over the next token if it is of that sort, and say whether it was."""
        found = self.sort() is sort
        self.at += found
        return found

    def since(self, start: int) -> str:
        """Return what is written from token ``start`` up to the next one."""
        if self.at == start:
            return ""
        return self.source[self.tokens[start].start : self.tokens[self.at - 1].end].strip()

    # --- days and dates -------------------------------------------------------------------------------

    def days(self) -> tuple[frozenset[int], bool]:
        """Return weekdays from one word or a range of two ("周五至周一" passes the week's end)."""
        first = self.take()
        if not (self.sort() is Sort.DASH and self.sort(1) is Sort.DAYS):
            return frozenset(first.value), first.workday
        self.take()
        start, end = first.value[0], self.take().value[-1]
        return frozenset((start + i) % 7 for i in range((end - start) % 7 + 1)), False

    def _range_end(self, first: tuple[int, ...]) -> tuple[int, ...]:
        """Return the later end of a range of dates, which may leave out year and month."""
        number_ends = self.sort(1) is Sort.NUMBER and self.sort(2) is not Sort.DASH and first[2]
        if not (self.sort() is Sort.DASH and (self.sort(1) is Sort.DATE or number_ends)):
            return first
        self.take()
        last = self.take()
        return last.value if last.sort is Sort.DATE else (first[0], first[1], last.value[0])

    def dates(self) -> Dates:
        """Return a date or a range of dates."""
        at, token = self.at, self.take()
        first = (0, token.value[0], 0) if token.sort is Sort.NUMBER else token.value
        last = self._range_end(first)
        found = _dates_of(first, last)
        if found is None:
            raise self.place.no_such_date(self.since(at))
        return found

    def _at_date(self) -> bool:
        months = self.sort() is Sort.NUMBER and self.sort(1) is Sort.DASH and self.sort(2) is Sort.DATE
        return self.sort() is Sort.DATE or months

    def when(self) -> When:
        """Return the days that the next rule speaks of; nothing is taken where it names none."""
        start, days, holiday, workday = self.at, frozenset[int](), False, False
        dates: list[Dates] = []
        while True:
            if self._at_date():
                dates.append(self.dates())
            elif self.sort() is Sort.DAYS:
                some, work = self.days()
                days, workday = days | some, workday or work
            elif self.accept(Sort.HOLIDAY):
                holiday = True
            elif not (self.at > start and self.sort() is Sort.COMMA and self.sort(1) in _SELECTORS):
                break
            else:
                self.take()
        rest = self.at == start and self.accept(Sort.REST)
        days = self.rest if rest else days
        text = self.since(start)
        if holiday and dates:
            raise self.place.not_understood(text)
        return When(days, holiday, tuple(dates), workday, text, rest and not days)

    # --- times ----------------------------------------------------------------------------------------

    def _at_span(self, ahead: int = 0) -> bool:
        hour = (Sort.TIME, Sort.NUMBER)
        return self.sort(ahead) in hour and self.sort(ahead + 1) is Sort.DASH and self.sort(ahead + 2) in hour

    def span(self) -> Span:
        """Return one stretch of time. Raises ``Fault`` for a time or an order that cannot be."""
        first, _, last = self.take(), self.take(), self.take()
        start, end = self._minutes(first), self._minutes(last)
        later = _half(first) >= 2 and not _half(last) and end < start < end + DAY // 2 <= DAY
        end += DAY // 2 if later else 0
        if start >= DAY:
            raise self.place.no_such_time(first.text.strip())
        if end <= start:
            end += DAY
        if end - start > LONGEST_NIGHT and end > DAY:
            raise self.place.backwards(f"{first.text.strip()}-{last.text.strip()}")
        return start, end

    def _minutes(self, token: Token) -> int:
        if token.sort is Sort.NUMBER:
            if token.value[0] > 24:
                raise self.place.no_such_time(token.text.strip())
            return token.value[0] * 60
        return clock(*token.value)

    def spans(self) -> list[Span]:
        """Return the stretches that follow one another, commas between them."""
        found = [self.span()] if self._at_span() else []
        while found:
            comma = self.sort() is Sort.COMMA
            if not self._at_span(comma):
                break
            self.at += comma
            found.append(self.span())
        return found

    # --- rules ----------------------------------------------------------------------------------------

    def effects(self, when: When, *, more: bool) -> list[Rule]:
        """Return what happens on the days of ``when``; empty where nothing is said about them."""
        if self.accept(Sort.BREAK):
            self.accept(Sort.COMMA)
            return [Rule(when, tuple(spans), shut=True, more=True)] if (spans := self.spans()) else []
        if self.accept(Sort.USUAL):
            return [Rule(when, (), usual=True)]
        if self.accept(Sort.CLOSED):
            return [Rule(when, WHOLE_DAY, shut=True)]
        return self._open(when, more=more)

    def _open(self, when: When, *, more: bool) -> list[Rule]:
        always = False
        while self.accept(Sort.ALWAYS):  # "全天24小时"
            always = True
        spans = self.spans()
        if spans and self.accept(Sort.CLOSED):
            return self._shut(when, spans, more=more)
        spans = spans or list(WHOLE_DAY if always else ())
        return [Rule(when, tuple(spans), more=more)] if spans else []

    def _shut(self, when: When, spans: list[Span], *, more: bool) -> list[Rule]:
        """Return the rules of spans followed by "closed": it means them all, in Chinese only the last."""
        if not self.chinese or len(spans) == 1:
            return [Rule(when, tuple(spans), shut=True, more=True)]
        shut = Rule(when, (spans[-1],), shut=True, more=True)
        return [Rule(when, tuple(spans[:-1]), more=more), shut]

    def rules(self) -> list[Rule]:
        """Return all rules in order. Raises ``Fault`` where a part makes none."""
        found: list[Rule] = []
        while self.at < len(self.tokens):
            if self.sort() in (Sort.COMMA, Sort.STOP):
                self.take()
                continue
            comma = self.at > 0 and self.tokens[self.at - 1].sort is Sort.COMMA
            found = self._with_next(found, after_comma=comma)
        if not found:
            raise self.place.not_understood(self.source.strip())
        return found

    def _with_next(self, before: list[Rule], *, after_comma: bool) -> list[Rule]:
        start, when = self.at, self.when()
        if not when.text:
            last = before[-1].when if before else when
            rules = self.effects(last, more=bool(before))
        else:
            add = bool(before) and (before[-1].when.same_days(when) or (after_comma and not self.chinese))
            rules = self.effects(when, more=add)
        if rules:
            self.rest -= frozenset() if when.dates else when.weekdays
            return before + rules
        if (
            when.text
            and before
            and all(not rule.when.text for rule in before)
            and self.sort() in (None, Sort.STOP)
        ):
            return [Rule(when, r.spans, r.shut, r.more, r.usual) for r in before]  # 9:00-17:00（周一至周五）
        if when.text:
            raise self.place.no_times(when.text)
        raise self.place.not_understood(self.tokens[min(start, len(self.tokens) - 1)].text.strip())


def _half(token: Token) -> int:
    return token.value[2] if token.sort is Sort.TIME else 0


def _dates_of(first: tuple[int, ...], last: tuple[int, ...]) -> Dates | None:
    """Return the range between two (year or 0, month, day or 0); None for dates that no calendar has."""
    for year, month, day in (first, last):
        if not 1 <= month <= 12 or day > monthrange(year or 2024, month)[1]:
            return None
    first_year, last_year = first[0] or last[0] or None, last[0] or first[0] or None
    begin = (first[1], first[2] or 1)
    end = (last[1], last[2] or monthrange(last_year or 2024, last[1])[1])
    if first_year is not None and last_year is not None and (first_year, *begin) > (last_year, *end):
        return None
    return Dates(begin, end, first_year, last_year)


@dataclass
class _Plan:
    """The hours as they stand after the rules so far."""

    week: list[Spans] = field(default_factory=lambda: [()] * 7)
    specials: list[Special] = field(default_factory=list)
    holiday_said: bool = False
    workdays: bool = False

    def lay(self, rule: Rule) -> None:
        """Lay one rule over what stands."""
        when = rule.when
        if when.holiday:
            self.holiday_said = True
            if not rule.usual:
                self._special(None, rule, frozenset(range(7)))
        for dates in when.dates:
            self._special(dates, rule, when.weekdays)
        if not when.dates and not rule.usual and (when.days or not when.holiday):
            self.workdays |= when.workday
            self._plain(rule)

    def _plain(self, rule: Rule) -> None:
        cuts = rule.spans if rule.shut and rule.more else ()
        for day in sorted(rule.when.weekdays):
            if not cuts:
                self.week[day] = _laid(self.week[day], rule)
            for start, end in cuts:
                self._cut(day, start, min(end, DAY))
                self._cut((day + 1) % 7, 0, end - DAY)

    def _cut(self, day: int, start: int, end: int) -> None:
        """Shut a stretch within one day, be it open since that day or since the night before."""
        if end <= start:
            return
        if any(e - DAY > start for _, e in self.week[day - 1]):
            self._part_night(day - 1)
        if end == DAY:
            self._part_night(day)
        self.week[day] = without(self.week[day], start, end)

    def _part_night(self, day: int) -> None:
        """Give what a day holds past midnight to the next day."""
        tail = max((end for _, end in self.week[day]), default=0) - DAY
        self.week[day] = tuple((start, min(end, DAY)) for start, end in self.week[day])
        after = (day + 1) % 7
        self.week[after] = merged((*self.week[after], *(((0, tail),) if tail > 0 else ())))

    def _special(self, dates: Dates | None, rule: Rule, weekdays: frozenset[int]) -> None:
        last = self.specials[-1] if self.specials and self.specials[-1].dates == dates else None
        old = last.days if last else (None,) * 7
        days = tuple(
            _laid(self.week[day] if (spans := old[day]) is None and rule.shut else spans or (), rule)
            if day in weekdays
            else old[day]
            for day in range(7)
        )
        self.specials[len(self.specials) - (last is not None) :] = [Special(dates, days)]

    def hours(self) -> Hours:
        """Return the hours; working days are closed on public holidays where nothing else is said."""
        if self.workdays and not self.holiday_said:
            self.specials.append(Special(None, ((),) * 7))
        return Hours.of(self.week, self.specials)


def _laid(old: Spans, rule: Rule) -> Spans:
    if not rule.shut:
        return merged((*old, *rule.spans)) if rule.more else merged(rule.spans)
    if not rule.more:
        return ()
    for start, end in rule.spans:
        old = without(old, start, end)
    return old


def parsed(text: str, *, file: object = None, row: int | None = None, column: str | None = None) -> Hours:
    """Return the hours that ``text`` says. Raises ``Fault``; see ``Hours.parse``."""
    plan = _Plan()
    for rule in _Reader(text, Place(file, row, column)).rules():
        plan.lay(rule)
    return plan.hours()

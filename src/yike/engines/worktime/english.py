"""The sentence of arithmetic in English."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from yike.engines.worktime.arithmetic import Arithmetic, Left, Why, stretches
from yike.engines.worktime.limits import Unit
from yike.engines.worktime.moments import DAY
from yike.engines.worktime.pausing import Stop

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
UNITS = {
    Unit.MINUTE: "minute",
    Unit.WORK_HOUR: "working hour",
    Unit.WORK_DAY: "working day",
    Unit.DAY: "calendar day",
    Unit.MONTH: "month",
}
FESTIVALS = {
    "元旦": "New Year",
    "春节": "Spring Festival",
    "清明节": "Qingming",
    "劳动节": "Labour Day",
    "端午节": "Dragon Boat Festival",
    "中秋节": "Mid-Autumn Festival",
    "国庆节": "National Day",
    "国庆节、中秋节": "National Day and Mid-Autumn Festival",
}
LISTED = 6  # more days than these are counted instead of listed


def sentence(steps: Arithmetic) -> str:
    """Return receipt, limit, steps and deadline; what was left out stands in brackets."""
    limit, notes = steps.reckoning.term.limit, "; ".join(_notes(steps))
    said = (
        f"Received {moment(steps.received)}, limit {_many(limit.amount, UNITS[limit.unit])}: {_body(steps)}"
    )
    return f"{said} ({notes})" if notes else said


def day_words(day: date, near: date | None = None) -> str:
    """Return Thu 26 Nov, with the year where it is not that of ``near``."""
    return f"{WEEKDAYS[day.weekday()]} {_date(day, near)}"


def moment(minute: int, near: date | None = None) -> str:
    """Return Thu 26 Nov 16:00, or only the time where the day is ``near``."""
    day = _day(minute)
    return _time(minute) if day == near else f"{day_words(day, near)} {_time(minute)}"


def duration(minutes: int) -> str:
    """Return 1 h 30 min, 2 h or 45 min."""
    hours, rest = divmod(minutes, 60)
    parts = (f"{hours} h" if hours else "", f"{rest} min" if rest or not hours else "")
    return " ".join(part for part in parts if part)


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _day(minute: int) -> date:
    return date.fromordinal(minute // DAY)


def _time(minute: int) -> str:
    return f"{minute % DAY // 60:02d}:{minute % 60:02d}"


def _date(day: date, near: date | None) -> str:
    said = f"{day.day} {MONTHS[day.month - 1]}"
    return said if near is None or near.year == day.year else f"{said} {day.year}"


def _body(steps: Arithmetic) -> str:
    received, end = _day(steps.received), steps.reckoning.end
    if end is None or steps.standing:
        return _standing(steps.standing, received)
    unit = steps.reckoning.term.limit.unit
    if unit is Unit.MINUTE:
        return f"counted day and night, due {moment(end, received)}"
    if unit is Unit.WORK_HOUR:
        return f"{_hours(steps)}, due {moment(end, steps.worked[-1][0])}"
    lead = _lead(steps)
    if steps.gave_way:
        return f"{lead}, which gives way ({_label(steps.gave_way)}): due {moment(end, received)}"
    return f"{lead}, due {_time(end)}"


def _standing(stop: Stop | None, received: date) -> str:
    since = f" since {moment(stop.begin, received)}{_because(stop)}" if stop else ""
    return f"paused{since}; the deadline is known once the clock runs again"


def _hours(steps: Arithmetic) -> str:
    (first, minutes), *rest = steps.worked
    received = _day(steps.received)
    said = (
        f"{duration(minutes)} {'the same day' if first == received else 'on ' + day_words(first, received)}"
    )
    if not rest:
        return said
    between = " and " if len(rest) == 1 else " … "
    return f"{said}{between}{duration(rest[-1][1])} on {day_words(rest[-1][0], first)}"


def _lead(steps: Arithmetic) -> str:
    """Return the words that lead up to the last counted day."""
    reckoning, received = steps.reckoning, _day(steps.received)
    limit = reckoning.term.limit
    target = date.fromordinal(reckoning.target or 0)
    if limit.unit is Unit.MONTH:
        lost = sum(cost for _, cost in reckoning.stops)
        more = f" and {_many(lost, 'day')} of pause" if lost else ""
        return f"{_many(limit.amount, 'month')}{more} from receipt is {day_words(target, received)}"
    first = date.fromordinal(reckoning.first or 0)
    said = f"{day_words(first, received)} is day 1"
    return said if first == target else f"{said} … {day_words(target, first)} is day {limit.amount}"


def _notes(steps: Arithmetic) -> Iterator[str]:
    if steps.left:
        yield ", ".join(_left(left) for left in steps.left) + " not counted"
    if steps.makeup:
        yield f"make-up {'day' if len(steps.makeup) == 1 else 'days'} {_dates(steps.makeup)} counted"
    for stop, cost in steps.reckoning.stops:
        if stop.end is not None:
            yield _stop(steps, stop, stop.end, cost)


def _left(left: Left) -> str:
    if len(left.days) > LISTED and left.why is not Why.HOLIDAY:
        return f"{_many(len(left.days), 'day')} of {_label(left)}"
    return f"{_label(left)} {_dates(left.days)}"


def _label(left: Left) -> str:
    if left.why is Why.HOLIDAY:
        return FESTIVALS.get(left.name, "public holiday")
    return "weekend" if left.why is Why.WEEKEND else "office shut"


def _dates(days: tuple[date, ...]) -> str:
    return ", ".join(_stretch(first, last) for first, last in stretches(days))


def _stretch(first: date, last: date) -> str:
    if first == last:
        return _date(first, None)
    if first.month == last.month:
        return f"{first.day}–{_date(last, None)}"
    return f"{_date(first, None)} – {_date(last, first)}"


def _stop(steps: Arithmetic, stop: Stop, end: int, cost: int) -> str:
    begin = _day(stop.begin)
    span = f"paused {_plain(stop.begin, _day(steps.received))} to {_plain(end, begin)}"
    return f"{span}{_because(stop)}, {_cost(steps.reckoning.term.limit.unit, cost)}"


def _plain(minute: int, near: date) -> str:
    day = _day(minute)
    return _time(minute) if day == near else f"{_date(day, near)} {_time(minute)}"


def _cost(unit: Unit, cost: int) -> str:
    if unit in (Unit.MINUTE, Unit.WORK_HOUR):
        return f"{duration(cost)} not counted"
    noun = "working day" if unit is Unit.WORK_DAY else "day"
    return f"{_many(cost, noun)} not counted" if cost else "less than a day, changes nothing"


def _because(stop: Stop) -> str:
    reasons = dict.fromkeys(said for pause in stop.pauses if (said := pause.reason_en or pause.reason))
    return f" for {', '.join(reasons)}" if reasons else ""

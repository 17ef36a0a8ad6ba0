"""The sentence of arithmetic in Chinese."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from yike.engines.worktime.arithmetic import Arithmetic, Left, Why, stretches
from yike.engines.worktime.limits import Unit
from yike.engines.worktime.moments import DAY
from yike.engines.worktime.pausing import Stop

WEEKDAYS = "一二三四五六日"
UNITS = {
    Unit.MINUTE: "分钟",
    Unit.WORK_HOUR: "个工作时",
    Unit.WORK_DAY: "个工作日",
    Unit.DAY: "个自然日",
    Unit.MONTH: "个月",
}
LISTED = 6  # more days than these are counted instead of listed


def sentence(steps: Arithmetic) -> str:
    """Return receipt, limit, steps and deadline; what was left out stands in brackets."""
    limit, notes = steps.reckoning.term.limit, "；".join(_notes(steps))
    said = f"{moment(steps.received)}收到，限{limit.amount}{UNITS[limit.unit]}：{_body(steps)}"
    return f"{said}（{notes}）" if notes else said


def day_words(day: date, near: date | None = None) -> str:
    """Return 11月26日周四; month and year are left out where ``near`` has said them."""
    return f"{_date(day, near)}周{WEEKDAYS[day.weekday()]}"


def moment(minute: int, near: date | None = None) -> str:
    """Return 11月26日周四16:00, or only the time where the day is ``near``."""
    day = _day(minute)
    return f"{'' if day == near else day_words(day, near)}{_time(minute)}"


def duration(minutes: int) -> str:
    """Return 1小时30分, 2小时 or 45分钟."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest}分钟"
    return f"{hours}小时{rest}分" if rest else f"{hours}小时"


def _day(minute: int) -> date:
    return date.fromordinal(minute // DAY)


def _time(minute: int) -> str:
    return f"{minute % DAY // 60}:{minute % 60:02d}"


def _date(day: date, near: date | None) -> str:
    if near is None or near.year == day.year:
        same = near is not None and near.month == day.month
        return f"{day.day}日" if same else f"{day.month}月{day.day}日"
    return f"{day.year}年{day.month}月{day.day}日"


def _body(steps: Arithmetic) -> str:
    received, end = _day(steps.received), steps.reckoning.end
    if end is None or steps.standing:
        return _standing(steps.standing, received)
    unit = steps.reckoning.term.limit.unit
    if unit is Unit.MINUTE:
        return f"不分昼夜连续计算，{moment(end, received)}到期"
    if unit is Unit.WORK_HOUR:
        return f"{_hours(steps)}，{moment(end, steps.worked[-1][0])}到期"
    last, lead = _lead(steps)
    if steps.gave_way:
        return f"{lead}，末日遇{_label(steps.gave_way)}，顺延到{moment(end, last)}到期"
    return f"{lead}{_time(end)}到期"


def _standing(stop: Stop | None, received: date) -> str:
    since = f"{moment(stop.begin, received)}起{_because(stop)}" if stop else ""
    return f"{since}暂停，恢复计时后才能算出到期时间"


def _hours(steps: Arithmetic) -> str:
    (first, minutes), *rest = steps.worked
    received = _day(steps.received)
    said = f"{'当天' if first == received else day_words(first, received)}计{duration(minutes)}"
    if not rest:
        return said
    between = "、" if len(rest) == 1 else "……"
    return f"{said}{between}{day_words(rest[-1][0], first)}计{duration(rest[-1][1])}"


def _lead(steps: Arithmetic) -> tuple[date, str]:
    """Return the last counted day and the words that lead up to it."""
    reckoning, received = steps.reckoning, _day(steps.received)
    limit, comma = reckoning.term.limit, "" if steps.gave_way else "，"
    target = date.fromordinal(reckoning.target or 0)
    if limit.unit is Unit.MONTH:
        lost = sum(cost for _, cost in reckoning.stops)
        more = f"再加暂停的{lost}天" if lost else ""
        return target, f"满{limit.amount}个月{more}是{day_words(target, received)}{comma}"
    first = date.fromordinal(reckoning.first or 0)
    said = f"{day_words(first, received)}为第1天"
    return target, f"{said}{comma}" if first == target else f"{said}……{day_words(target, first)}"


def _notes(steps: Arithmetic) -> Iterator[str]:
    if steps.left:
        yield "、".join(_left(one) for one in steps.left) + "不计"
    if steps.makeup:
        yield _dates(steps.makeup) + "调休上班计入"
    for stop, cost in steps.reckoning.stops:
        if stop.end is not None:
            yield _stop(steps, stop, stop.end, cost)


def _left(left: Left) -> str:
    many = len(left.days) > LISTED and left.why is not Why.HOLIDAY
    return f"{_label(left)}{len(left.days)}天" if many else f"{_dates(left.days)}{_label(left)}"


def _label(left: Left) -> str:
    plain = {Why.WEEKEND: "周末", Why.HOLIDAY: "放假", Why.SHUT: "本单位不上班"}
    return left.name or plain[left.why]


def _dates(days: tuple[date, ...]) -> str:
    said: list[str] = []
    near: date | None = None
    for first, last in stretches(days):
        said.append(_stretch(first, last, near))
        near = last
    return "、".join(said)


def _stretch(first: date, last: date, near: date | None) -> str:
    begin = _date(first, near)
    if first == last:
        return begin
    if (last - first).days > 1:
        return f"{begin}至{_date(last, first)}"
    return f"{begin.removesuffix('日') if first.month == last.month else begin}、{_date(last, first)}"


def _stop(steps: Arithmetic, stop: Stop, end: int, cost: int) -> str:
    begin = _plain(stop.begin, _day(steps.received))
    said = f"{begin}至{_plain(end, _day(stop.begin))}{_because(stop)}暂停"
    return f"{said}，{_cost(steps.reckoning.term.limit.unit, cost)}"


def _plain(minute: int, near: date) -> str:
    day = _day(minute)
    return f"{'' if day == near else _date(day, near)}{_time(minute)}"


def _cost(unit: Unit, cost: int) -> str:
    if unit in (Unit.MINUTE, Unit.WORK_HOUR):
        return f"{duration(cost)}不计"
    if not cost:
        return "不满一天，不影响期限"
    return f"{cost}{'个工作日' if unit is Unit.WORK_DAY else '天'}不计"


def _because(stop: Stop) -> str:
    reasons = "、".join(dict.fromkeys(pause.reason for pause in stop.pauses if pause.reason))
    return f"因{reasons}" if reasons else ""

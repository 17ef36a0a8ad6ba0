"""What a point is today, in words: its hours, its lunch break, and what of it somebody should look at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from django.utils import timezone
from django.utils.translation import gettext as _

from yike.core.calendar.queries import working_calendar
from yike.core.look.faults import language
from yike.core.record.clock import now, today
from yike.engines.faults import Fault, Language
from yike.engines.reach.hours import Hours
from yike.engines.reach.hours.spans import DAY, Spans
from yike.rooms.circle.models import HoursException, PointState, ServicePoint
from yike.rooms.circle.models.points import ENDS_SOON, RUNNING, SHOWN, STALE_DAYS
from yike.rooms.circle.opening import exception_on, hours_of, spans_on
from yike.rooms.circle.walking.timetable import Days

NOON = (11 * 60, 15 * 60)  # a gap that lies in here is a lunch break


def clock(minute: int) -> str:
    """Return a minute of the day, or of the next, as ``9:00``."""
    return f"{minute // 60 % 24 if minute > DAY else minute // 60}:{minute % 60:02d}"


def spans_words(spans: Spans) -> str:
    """Return stretches of one day in words."""
    if not spans:
        return _("今天休息")
    if spans == ((0, DAY),):
        return _("今天 24 小时开放")
    shown = [f"{clock(start)}–{clock(end)}" for start, end in spans]
    return _("、").join(shown)


def lunch(spans: Spans) -> str:
    """Return the lunch break in words, empty where there is none."""
    gaps = [(before[1], after[0]) for before, after in pairwise(spans)]
    noon = [gap for gap in gaps if NOON[0] <= gap[0] and gap[1] <= NOON[1]]
    if not noon:
        return ""
    return _("午休 {since}–{until}").format(since=clock(noon[0][0]), until=clock(noon[0][1]))


def heard(text: str, to: Language | None = None) -> str:
    """Return hours as the engine understands them, in the reader's language; empty where it does not."""
    try:
        return Hours.parse(text).text(to or language()) if text else ""
    except Fault:
        return ""


def week_words(text: str, to: Language | None = None) -> str:
    """Return hours as ``heard``; as typed where they cannot be read."""
    return heard(text, to) or text


@dataclass(frozen=True)
class Day:
    """A point today: ``words`` tell its hours, ``open_now`` whether somebody is there (None: nobody knows)."""

    words: str
    break_words: str
    open_now: bool | None
    why: str = ""


def days() -> Days:
    """Return what the working calendar says. One query."""
    return Days.of(working_calendar())


def today_at(point: ServicePoint, exceptions: Iterable[HoursException], known: Days) -> Day:
    """Return a point's day. ``exceptions`` are its own, ``known`` the days of the calendar."""
    if point.state not in RUNNING:
        return Day("", "", open_now=False)
    rows, day = list(exceptions), today()
    try:
        hours = hours_of(point, rows)
    except Fault:
        hours = None
    if hours is None or not hours.known_on(day, known.holidays):
        return Day(_("没有登记时间"), "", None)
    moment = timezone.localtime(now()).replace(tzinfo=None)
    spans = spans_on(hours, day, known)
    return Day(
        spans_words(spans), lunch(spans), known.open_at([hours], moment), _why(point, rows, day, known)
    )


def _why(point: ServicePoint, rows: Iterable[HoursException], day: date, known: Days) -> str:
    """Return why today is not an ordinary day."""
    if (row := exception_on(rows, day)) is not None:
        return row.reason
    if point.keeps_holidays and day in known.holidays:
        return _("节假日")
    return _("调休上班") if point.keeps_holidays and day in known.worked else ""


def marks(point: ServicePoint) -> list[tuple[str, str]]:
    """Return what of a point somebody should look at, each with its tone."""
    found = [
        (_stale(point), "warn"),
        (_late(point), "stop"),
        (_ending(point), "warn"),
        (_over(point), "warn"),
    ]
    return [(words, tone) for words, tone in found if words]


def _stale(point: ServicePoint) -> str:
    if point.state not in SHOWN:
        return ""
    if point.checked_on is None:
        return _("没有核对过")
    gone = (today() - point.checked_on).days
    return _("{count} 天没有核对").format(count=gone) if gone > STALE_DAYS else ""


def _late(point: ServicePoint) -> str:
    late = point.state == PointState.PAUSED and point.back_on is not None and point.back_on < today()
    return _("恢复日期已过") if late else ""


def _ending(point: ServicePoint) -> str:
    end = point.agreement_until
    if end is None or point.state == PointState.CLOSED or end > today() + timedelta(days=ENDS_SOON):
        return ""
    return _("协议已到期") if end < today() else _("协议 {day} 到期").format(day=end)


def _over(point: ServicePoint) -> str:
    over = point.last_day is not None and point.last_day < today() and point.state in SHOWN
    return _("临时服务已结束") if over else ""

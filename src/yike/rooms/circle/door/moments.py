"""The moment a visitor asks about: now, an evening, a Saturday, or a time of their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from yike.core.record.clock import now as clock_now
from yike.engines.faults import Fault
from yike.engines.reach.hours import moment as read_moment
from yike.rooms.circle.door import words

NOW, EVENING, SATURDAY, SUNDAY = "", "evening", "saturday", "sunday"
EVENING_AT, WEEKEND_AT = time(18, 30), time(10)
AHEAD = 3 * 366  # days a visitor may look ahead
BEHIND = 1


@dataclass(frozen=True)
class Moment:
    """``at``: local and naive. ``choice``: as it stands in the address. ``lost``: what was asked made no sense."""

    choice: str
    at: datetime
    lost: bool = False

    @property
    def now(self) -> bool:
        """Whether it is the present moment that is asked about."""
        return self.choice == NOW

    @property
    def name(self) -> str:
        """What the choice is called, for the head of a column; the moment in words where it has no name."""
        named = {NOW: _("现在"), EVENING: _("平日晚上"), SATURDAY: _("周六上午"), SUNDAY: _("周日上午")}
        return named.get(self.choice) or self.words

    @property
    def words(self) -> str:
        """The moment in words: 现在, or 11月28日 周六 10:00."""
        if self.now:
            return _("现在")
        return _("%(day)s %(time)s") % {"day": words.day(self.at.date()), "time": words.clock(self.at)}


def local_now() -> datetime:
    """Return the present moment in the office's own time zone, naive, to the minute."""
    return timezone.localtime(clock_now()).replace(tzinfo=None, second=0, microsecond=0)


def choices(now: datetime) -> list[tuple[str, str]]:
    """Return what can be chosen without typing: its word for the address, and what it is called."""
    named = {
        NOW: _("现在"),
        EVENING: _("平日晚上 %(time)s"),
        SATURDAY: _("周六上午 %(time)s"),
        SUNDAY: _("周日上午 %(time)s"),
    }
    return [(choice, name % {"time": words.clock(_meant(choice, now))}) for choice, name in named.items()]


def asked(text: str, now: datetime) -> Moment:
    """Return the moment asked about; ``now`` is local and naive. Nonsense becomes now, and says so."""
    text = text.strip()
    if text in {NOW, "now"}:
        return Moment(NOW, now)
    if text in {EVENING, SATURDAY, SUNDAY}:
        return Moment(text, _meant(text, now))
    try:
        at = read_moment(text[:40])
    except Fault:
        return Moment(NOW, now, lost=True)
    if not -BEHIND <= (at.date() - now.date()).days <= AHEAD:
        return Moment(NOW, now, lost=True)
    return Moment(at.strftime("%Y-%m-%dT%H:%M"), at)


def _meant(choice: str, now: datetime) -> datetime:
    """Return the next weekday evening, Saturday or Sunday; the present one while it is not over."""
    if choice == EVENING:
        day = next(d for d in _days(now.date()) if d.weekday() < 5 and datetime.combine(d, EVENING_AT) >= now)
        return datetime.combine(day, EVENING_AT)
    if choice in {SATURDAY, SUNDAY}:
        weekday = 5 if choice == SATURDAY else 6
        day = next(
            d for d in _days(now.date()) if d.weekday() == weekday and datetime.combine(d, WEEKEND_AT) >= now
        )
        return datetime.combine(day, WEEKEND_AT)
    return now


def _days(first: date) -> list[date]:
    return [first + timedelta(days=n) for n in range(9)]

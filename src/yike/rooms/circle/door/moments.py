"""The moment a visitor asks about: now, an evening, a Saturday, or a time of their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from yike.core.record.clock import now as clock_now
from yike.engines.faults import Fault
from yike.engines.reach.hours import moment as read_moment
from yike.rooms.circle.door import words
from yike.rooms.circle.walking.timetable import Days

NOW, EVENING, SATURDAY, SUNDAY = "", "evening", "saturday", "sunday"
EVENING_AT, WEEKEND_AT = time(18, 30), time(10)
LOOK_AHEAD = 60  # days in which an ordinary one is looked for
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
    def day(self) -> str:
        """The day in words, where the name does not tell it."""
        return words.day(self.at.date()) if self.choice in {EVENING, SATURDAY, SUNDAY} else ""

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
    at = {NOW: now.time(), EVENING: EVENING_AT, SATURDAY: WEEKEND_AT, SUNDAY: WEEKEND_AT}
    told = {choice: words.clock(datetime.combine(now.date(), at[choice])) for choice in named}
    return [(choice, name % {"time": told[choice]}) for choice, name in named.items()]


def asked(text: str, now: datetime, days: Callable[[], Days]) -> Moment:
    """Return the moment asked about; ``now`` is local and naive. Nonsense becomes now, and says so.

    ``days`` tells the working calendar, where an evening or a weekend is asked about.
    """
    text = text.strip()
    if text in {NOW, "now"}:
        return Moment(NOW, now)
    if text in {EVENING, SATURDAY, SUNDAY}:
        return Moment(text, _meant(text, now, days()))
    try:
        at = read_moment(text[:40])
    except Fault:
        return Moment(NOW, now, lost=True)
    if not -BEHIND <= (at.date() - now.date()).days <= AHEAD:
        return Moment(NOW, now, lost=True)
    return Moment(at.strftime("%Y-%m-%dT%H:%M"), at)


def _meant(choice: str, now: datetime, days: Days) -> datetime:
    """Return the next evening of a weekday, Saturday or Sunday; the present one while it is not over.

    None of them on a holiday, and no Saturday or Sunday that is worked in exchange for one.
    """
    weekdays = {EVENING: range(5), SATURDAY: (5,), SUNDAY: (6,)}[choice]
    at = EVENING_AT if choice == EVENING else WEEKEND_AT
    ahead = (datetime.combine(now.date() + timedelta(days=n), at) for n in range(LOOK_AHEAD))
    found = [moment for moment in ahead if moment >= now and moment.weekday() in weekdays]
    usual = (moment for moment in found if moment.date() not in days.holidays | days.worked)
    return next(usual, found[0])

"""Things that take days, told one step after the other, each in its own moment and all in the order of the clock.

A story is a generator: it yields the moment at which it goes on, and does its next step then. What lies after the
end stays open, as on any desk.
"""

from __future__ import annotations

import heapq
from collections.abc import Generator, Iterable
from datetime import datetime, time, timedelta

from django.utils import timezone

from yike.core.record.clock import moved_to
from yike.demonstration.dice import Dice

Story = Generator[datetime, None, None]
OPENS, SHUTS, SATURDAY = 9, 17, 5


def live(stories: Iterable[Story], until: datetime) -> int:
    """Let all stories go on until a moment; return how many steps were taken."""
    waiting = [(next(story), number, story) for number, story in enumerate(stories)]
    heapq.heapify(waiting)
    steps = 0
    while waiting and waiting[0][0] < until:
        moment, number, story = heapq.heappop(waiting)
        with moved_to(moment):
            later = next(story, None)
        steps += 1
        if later is not None:
            heapq.heappush(waiting, (max(later, moment + timedelta(minutes=1)), number, story))
    return steps


def in_office(moment: datetime, dice: Dice, *, duty: bool = False) -> datetime:
    """Return a moment itself where the office is open, else some minutes after it opens next.

    Who is on ``duty`` works on Saturdays and Sundays too.
    """
    here = timezone.localtime(moment)
    if (duty or here.weekday() < SATURDAY) and OPENS <= here.hour < SHUTS:
        return moment
    day = here.date() + timedelta(days=here.hour >= SHUTS)
    while day.weekday() >= SATURDAY and not duty:
        day += timedelta(days=1)
    return timezone.make_aware(datetime.combine(day, time(OPENS, dice.whole(2, 50))))


def after(moment: datetime, dice: Dice, low: float, high: float, *, duty: bool = False) -> datetime:
    """Return a moment of office hours some hours later."""
    later = moment + timedelta(minutes=dice.whole(int(low * 60), int(high * 60)))
    return in_office(later, dice, duty=duty)

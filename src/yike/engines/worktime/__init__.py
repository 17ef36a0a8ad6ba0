"""Deadlines in local law: working days with make-up days, office hours, pauses, and one sentence of arithmetic.

``reckon(Term(received, Limit(5, Unit.WORK_DAY)), WorkClock(Calendar(tables), office()))`` tells when a limit ends;
``explain``, ``progress`` and ``moments`` say more of it; ``WorkClock.minutes_between`` and ``next_allowed`` answer
the small questions. Moments are aware datetimes, all reckoning is in whole minutes of Asia/Shanghai. What is law
and what is choice stands in ``limits.Rules`` and ``deadline``. See docs/worktime.md.
"""

from __future__ import annotations

from yike.engines.worktime.clock import WorkClock
from yike.engines.worktime.days import Calendar, DayKind, SpecialDay, YearTable
from yike.engines.worktime.deadline import Reckoning, reckon
from yike.engines.worktime.explain import Sentence, explain
from yike.engines.worktime.hours import DatedHours, OfficeHours, Span, daily, office
from yike.engines.worktime.limits import LAW, Limit, Pause, Rules, Term, Unit
from yike.engines.worktime.progress import Colour, Progress, moments, progress
from yike.engines.worktime.quiet import Quiet, next_allowed

__all__ = [
    "LAW",
    "Calendar",
    "Colour",
    "DatedHours",
    "DayKind",
    "Limit",
    "OfficeHours",
    "Pause",
    "Progress",
    "Quiet",
    "Reckoning",
    "Rules",
    "Sentence",
    "Span",
    "SpecialDay",
    "Term",
    "Unit",
    "WorkClock",
    "YearTable",
    "daily",
    "explain",
    "moments",
    "next_allowed",
    "office",
    "progress",
    "reckon",
]

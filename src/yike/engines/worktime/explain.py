"""One sentence of arithmetic for a deadline, in Chinese and in English."""

from __future__ import annotations

from dataclasses import dataclass

from yike.engines.worktime import chinese, english
from yike.engines.worktime.arithmetic import work_out
from yike.engines.worktime.deadline import Reckoning


@dataclass(frozen=True)
class Sentence:
    """The same sentence in two languages."""

    zh: str
    en: str


def explain(reckoning: Reckoning) -> Sentence:
    """Return how the deadline follows from receipt, limit, calendar and pauses."""
    steps = work_out(reckoning)
    return Sentence(chinese.sentence(steps), english.sentence(steps))

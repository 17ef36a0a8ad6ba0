"""Contests: who goes when, what judges gave, who is where. Exact numbers, no clock, no chance but a spoken word."""

from __future__ import annotations

from yike.engines.contest.drawing import drawn
from yike.engines.contest.ranking import Standing, ranked
from yike.engines.contest.scoring import Criterion, Deduction, Rules, Sheet, checked, missing

__all__ = [
    "Criterion",
    "Deduction",
    "Rules",
    "Sheet",
    "Standing",
    "checked",
    "drawn",
    "missing",
    "ranked",
]

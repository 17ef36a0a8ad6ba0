"""Stretches of a day in minutes since its midnight. A stretch may run on into the next morning."""

from __future__ import annotations

from collections.abc import Iterable

DAY = 1440
Span = tuple[int, int]  # start within the day, end after start, beyond 1440 where it passes midnight
Spans = tuple[Span, ...]
WHOLE_DAY: Spans = ((0, DAY),)


def merged(spans: Iterable[Span]) -> Spans:
    """Return the spans in order, those that touch or overlap made one."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return tuple(found)


def without(spans: Spans, start: int, end: int) -> Spans:
    """Return what is left of ``spans`` outside ``start``..``end``; what would begin after midnight is lost."""
    left = [(s, min(e, start)) for s, e in spans if s < start]
    right = [(max(s, end), e) for s, e in spans if e > end and max(s, end) < DAY]
    return merged(left + right)

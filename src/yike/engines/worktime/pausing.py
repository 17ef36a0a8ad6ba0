"""Pauses put in order: cut to the term, overlapping ones joined, each with what it cost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from yike.engines.worktime.limits import Pause
from yike.engines.worktime.moments import to_minute


@dataclass(frozen=True)
class Stop:
    """The clock stands from minute ``begin`` until minute ``end`` (None = still), for these pauses."""

    begin: int
    end: int | None
    pauses: tuple[Pause, ...]

    def holds(self, minute: int) -> bool:
        """Return whether what would end at ``minute`` is held up: the clock stood just before."""
        return self.begin < minute and (self.end is None or minute <= self.end)


def join(pauses: tuple[Pause, ...], since: int) -> tuple[Stop, ...]:
    """Return the stops after minute ``since`` in order of time, none touching the next."""
    joined: list[Stop] = []
    for stop in sorted(_cut(pauses, since), key=lambda stop: stop.begin):
        before = joined[-1] if joined else None
        if before and (before.end is None or stop.begin <= before.end):
            joined[-1] = Stop(before.begin, _later(before.end, stop.end), before.pauses + stop.pauses)
        else:
            joined.append(stop)
    return tuple(joined)


def _cut(pauses: tuple[Pause, ...], since: int) -> Iterator[Stop]:
    for pause in pauses:
        begin = max(since, to_minute(pause.begin))
        end = None if pause.end is None else to_minute(pause.end)
        if end is None or end > begin:
            yield Stop(begin, end, (pause,))


def _later(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else max(one, other)

"""What a plan does to the communities somebody may see: cover before and after, who gains and who loses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from yike.core.areas.models import Area
from yike.rooms.circle.board.tables import Share

if TYPE_CHECKING:
    from yike.rooms.circle.board.asked import Asked
    from yike.rooms.circle.walking.asks import Change
    from yike.rooms.circle.walking.plans import Outcome, Shift
    from yike.rooms.circle.walking.town import Town

WEIGHTS = ("households", "elders")


@dataclass(frozen=True)
class Effect:
    """One weight in one community, or summed: cover before and after; how many gain and how many lose."""

    before: Share
    after: Share
    gained: int
    lost: int

    @property
    def points(self) -> float | None:
        """How many percentage points cover rises (falls, where negative)."""
        before, after = self.before.percent, self.after.percent
        return None if before is None or after is None else after - before


@dataclass(frozen=True)
class Line:
    """What a plan does to one community, or to all shown (``area`` None)."""

    area: Area | None
    households: Effect
    elders: Effect

    @property
    def changes(self) -> bool:
        """Whether anybody here gains or loses."""
        return any(one.gained or one.lost for one in (self.households, self.elders))


def outcome(town: Town, question: Asked, changes: Sequence[Change]) -> Outcome:
    """Return both boards of the question."""
    return town.compared(question.question, changes)


def lines(found: Outcome, name: str, areas: Iterable[Area]) -> list[Line]:
    """Return a line for each area that has buildings, those where most households gain or lose first."""
    known = set(found.before.areas())
    rows = [_line(area, found.shift(name, area.pk)) for area in areas if area.pk in known]
    return sorted(rows, key=lambda row: -(row.households.gained + row.households.lost))


def _line(area: Area, shift: Shift) -> Line:
    return Line(area, *(_effect(shift, weight) for weight in WEIGHTS))


def _effect(shift: Shift, weight: str) -> Effect:
    before, after = (
        Share(round(side[weight].reached), round(side[weight].total)) for side in (shift.before, shift.after)
    )
    return Effect(before, after, round(shift.gained[weight]), round(shift.lost[weight]))


def summed(rows: Iterable[Line]) -> Line:
    """Return the sum of some lines."""
    every = list(rows)
    return Line(None, _sum([row.households for row in every]), _sum([row.elders for row in every]))


def _sum(effects: Sequence[Effect]) -> Effect:
    before, after = (
        Share(sum(one.covered for one in side), sum(one.total for one in side))
        for side in ([one.before for one in effects], [one.after for one in effects])
    )
    return Effect(before, after, sum(one.gained for one in effects), sum(one.lost for one in effects))

"""What a plan does to the communities somebody may see: cover before and after, who gains and who loses."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from yike.core.areas.models import Area
from yike.engines import small
from yike.rooms.circle.board.tables import Plain, Share, summed_shares, told

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

    @property
    def small(self) -> bool:
        """Whether so few gain or lose that it is not told how many."""
        return not self.before.plain and (small.few(self.gained) or small.few(self.lost))

    @property
    def gained_text(self) -> str:
        """How many gain, as may be told."""
        return self._text(self.gained)

    @property
    def lost_text(self) -> str:
        """How many lose, as may be told."""
        return self._text(self.lost)

    def _text(self, number: int) -> str:
        if self.after.rough:
            return small.about(number)
        return small.text(number, plain=self.before.plain)


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


def lines(found: Outcome, name: str, areas: Iterable[Area], plain: Plain = None) -> list[Line]:
    """Return a line for each area that has buildings, those where most households gain or lose first."""
    known = set(found.before.areas())
    rows = [_line(area, found.shift(name, area.pk), told(area, plain)) for area in areas if area.pk in known]
    return sorted(rows, key=lambda row: -(row.households.gained + row.households.lost))


def _line(area: Area, shift: Shift, plain: bool) -> Line:
    return Line(area, *(_effect(shift, weight, plain) for weight in WEIGHTS))


def _effect(shift: Shift, weight: str, plain: bool) -> Effect:
    before, after = (
        Share(round(side[weight].reached), round(side[weight].total), plain)
        for side in (shift.before, shift.after)
    )
    return blurred(Effect(before, after, round(shift.gained[weight]), round(shift.lost[weight])))


def blurred(one: Effect) -> Effect:
    """Return an effect from whose cover before and after a few who gain or lose cannot be worked out."""
    return replace(one, after=replace(one.after, rough=True)) if one.small else one


def summed(rows: Iterable[Line]) -> Line:
    """Return the sum of some lines."""
    every = list(rows)
    return Line(None, _sum([row.households for row in every]), _sum([row.elders for row in every]))


def _sum(effects: Sequence[Effect]) -> Effect:
    if not effects:
        return Effect(Share(0, 0), Share(0, 0), 0, 0)
    before, after = (
        summed_shares(side) for side in zip(*((one.before, one.after) for one in effects), strict=True)
    )
    return blurred(
        Effect(before, after, sum(one.gained for one in effects), sum(one.lost for one in effects))
    )


def sentence(line: Line) -> str:
    """Say in one sentence who gains and who loses."""
    homes, elders = line.households, line.elders
    if not line.changes:
        return _("谁也不多得到，谁也不失去。")
    return _("一共多得到 {g} 户、{e} 位老人，失去 {x} 户、{y} 位老人。").format(
        g=homes.gained_text, e=elders.gained_text, x=homes.lost_text, y=elders.lost_text
    )

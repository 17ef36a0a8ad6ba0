"""What judges give: points for criteria with weights, checked one by one, and what is still missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from yike.engines.faults import Fault

WHOLE = 100
FEWEST_KEPT = 1


@dataclass(frozen=True)
class Criterion:
    """One thing that is judged: from 0 to ``most`` points in steps of ``step``; ``weight`` in per cent."""

    name: str
    weight: Decimal
    most: Decimal = Decimal(10)
    step: Decimal = Decimal("0.1")


@dataclass(frozen=True)
class Rules:
    """The rules of a contest, said before it begins.

    Of each team's totals the ``drop_highest`` and ``drop_lowest`` go; the mean of the rest is rounded half up to
    ``decimals``. Equal scores are told apart by ``ties``, criteria in their order; who is still equal shares a
    place. Raises ``Fault`` for weights that are not 100 together, names twice, and ties of no criterion.
    """

    criteria: tuple[Criterion, ...]
    drop_highest: int = 1
    drop_lowest: int = 1
    decimals: int = 2
    ties: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        names = [one.name for one in self.criteria]
        total = sum((one.weight for one in self.criteria), Decimal(0))
        if total != WHOLE:
            raise _weights(total)
        if len(set(names)) < len(names) or set(self.ties) - set(names):
            raise Fault(
                "评分项有重名，或同分时看的项不在评分项里",
                "a criterion is named twice, or ties are broken by one that is none",
                do_zh="请核对评分项的名称",
                do_en="Check the names of the criteria",
            )


def _weights(total: Decimal) -> Fault:
    return Fault(
        f"各项权重加起来是 {total.normalize():f}%，不是 100%",
        f"the weights are {total.normalize():f} % together, not 100 %",
        do_zh="请改权重",
        do_en="Change the weights",
    )


@dataclass(frozen=True)
class Sheet:
    """What one judge gave one team: points by the criterion's name."""

    judge: str
    team: str
    points: Mapping[str, Decimal]


@dataclass(frozen=True)
class Deduction:
    """Points taken from a team's score, for a reason: too long on stage, too few people."""

    team: str
    points: Decimal
    reason: str


def checked(rules: Rules, sheet: Sheet) -> Sheet:
    """Return a sheet that is in order. Raises ``Fault`` with judge, team and criterion where it is not."""
    for one in rules.criteria:
        given = sheet.points.get(one.name)
        if given is None:
            raise _wrong(sheet, one, "没有打分", "has no points", "请补上", "Give some")
        if not 0 <= given <= one.most:
            high, value = f"{one.most.normalize():f}", f"{given.normalize():f}"
            raise _wrong(
                sheet,
                one,
                f"打了 {value} 分，满分是 {high} 分",
                f"has {value} points of {high}",
                f"请打 0 到 {high} 分",
                f"Give from 0 to {high}",
            )
        if given % one.step:
            step = f"{one.step.normalize():f}"
            raise _wrong(
                sheet, one, f"要以 {step} 分为一档", f"goes by steps of {step}", "请改成整档", "Choose a step"
            )
    return sheet


def _wrong(sheet: Sheet, one: Criterion, zh: str, en: str, do_zh: str, do_en: str) -> Fault:
    return Fault(
        f"{sheet.judge}给{sheet.team}的“{one.name}”{zh}",
        f'"{one.name}" of {sheet.team} by {sheet.judge} {en}',
        do_zh=do_zh,
        do_en=do_en,
    )


def missing(teams: Iterable[str], judges: Iterable[str], sheets: Iterable[Sheet]) -> list[tuple[str, str]]:
    """Return the pairs (team, judge) for which there is no sheet yet, in order."""
    there = {(one.team, one.judge) for one in sheets}
    by = list(judges)
    return [(team, judge) for team in teams for judge in by if (team, judge) not in there]


def total(rules: Rules, sheet: Sheet) -> Fraction:
    """Return what a sheet comes to: 0 to 100, exact."""
    parts = (
        Fraction(sheet.points[one.name]) / Fraction(one.most) * Fraction(one.weight) for one in rules.criteria
    )
    return sum(parts, Fraction(0))

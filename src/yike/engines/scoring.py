"""From a rate to points: straight lines between knots, as offices publish their scoring rules.

A curve is given by knots (rate, points) in order of the rate; between two knots points run along a straight line,
outside the first and the last they stay. Two knots at one rate are a jump: at that rate the later one holds, as in
"from 90 % on". Rates and points are decimals; points are rounded half up to hundredths only where they are shown.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from itertools import pairwise

from yike.engines.faults import Fault

HUNDREDTH = Decimal("0.01")
FEWEST = 2
COLUMNS = ("source", "indicator", "rate", "points")


@dataclass(frozen=True)
class Knot:
    """So many points at a rate (in per cent, or whatever is scored)."""

    rate: Decimal
    points: Decimal


@dataclass(frozen=True)
class Curve:
    """Knots in order. Raises ``Fault`` for fewer than two, or out of order."""

    knots: tuple[Knot, ...]

    def __post_init__(self) -> None:
        if len(self.knots) < FEWEST or any(a.rate > b.rate for a, b in pairwise(self.knots)):
            raise Fault(
                "计分线至少要两行，并按比率从小到大排",
                "a line of points needs two rows at least, in order of the rate",
                do_zh="请补上缺的行，或排好次序",
                do_en="Add what is missing, or sort the rows",
            )

    def points(self, rate: Decimal) -> Decimal:
        """Return the points for a rate, not rounded."""
        at = bisect_right(self.knots, rate, key=lambda knot: knot.rate)
        if at == 0:
            return self.knots[0].points
        if at == len(self.knots):
            return self.knots[-1].points
        left, right = self.knots[at - 1], self.knots[at]
        share = (rate - left.rate) / (right.rate - left.rate)
        return left.points + share * (right.points - left.points)

    @property
    def full(self) -> Decimal:
        """The most points there are."""
        return max(knot.points for knot in self.knots)


Table = Mapping[tuple[str, str], Curve]
"""Curves by source (who publishes the rule) and indicator."""


def rounded(points: Decimal) -> Decimal:
    """Return points as they are published: hundredths, half up."""
    return points.quantize(HUNDREDTH, ROUND_HALF_UP)


def table(rows: Iterable[Mapping[str, str]]) -> dict[tuple[str, str], Curve]:
    """Return the curves of rows with ``source indicator rate points``, in the order they are written.

    Raises ``Fault`` naming the row (2 is the first below the heading) for an empty or unreadable cell.
    """
    knots: dict[tuple[str, str], list[Knot]] = {}
    for number, row in enumerate(rows, 2):
        source, indicator = (_text(row, name, number) for name in COLUMNS[:2])
        knot = Knot(_number(row, "rate", number), _number(row, "points", number))
        knots.setdefault((source, indicator), []).append(knot)
    return {key: _curve(key, found) for key, found in knots.items()}


def _curve(key: tuple[str, str], knots: list[Knot]) -> Curve:
    try:
        return Curve(tuple(knots))
    except Fault as fault:
        fault.zh, fault.en = f"{'、'.join(key)}：{fault.zh}", f"{', '.join(key)}: {fault.en}"
        raise


def _text(row: Mapping[str, str], name: str, number: int) -> str:
    if text := str(row.get(name) or "").strip():
        return text
    raise Fault(
        "这一格是空的",
        "this cell is empty",
        do_zh="请填上",
        do_en="Fill it in",
        row=number,
        column=name,
    )


def _number(row: Mapping[str, str], name: str, number: int) -> Decimal:
    text = _text(row, name, number).removesuffix("%")
    try:
        found = Decimal(text)
    except InvalidOperation:
        found = Decimal("nan")
    if found.is_finite():
        return found
    raise Fault(
        f"“{text[:20]}”不是数",
        f'"{text[:20]}" is no number',
        do_zh="请写数字，例如 98 或 12.5",
        do_en="Write a number such as 98 or 12.5",
        row=number,
        column=name,
    )

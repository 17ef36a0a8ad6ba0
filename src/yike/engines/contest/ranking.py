"""From sheets to places: extremes dropped, the mean rounded, deductions taken, ties told apart, places 1-2-2-4."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from yike.engines.contest.scoring import (
    FEWEST_KEPT,
    Criterion,
    Deduction,
    Rules,
    Sheet,
    checked,
    missing,
    total,
)
from yike.engines.faults import Fault


@dataclass(frozen=True)
class Standing:
    """Where a team is. ``score`` is as published; ``mean`` before deductions; ``dropped`` the judges left out.

    ``parts`` are the means of the kept judges by criterion, in the order of the rules. ``tied_by`` names the
    criterion that told it apart from others of the same score, empty where none had to; ``shared``: others have
    the same place.
    """

    team: str
    place: int
    score: Decimal
    mean: Decimal
    deducted: Decimal
    parts: tuple[Fraction, ...]
    dropped: tuple[str, ...]
    tied_by: str = ""
    shared: bool = False


@dataclass(frozen=True)
class _Sum:
    team: str
    score: Decimal
    mean: Decimal
    deducted: Decimal
    parts: tuple[Fraction, ...]
    dropped: tuple[str, ...]
    key: tuple[Decimal | Fraction, ...]


def ranked(
    rules: Rules,
    teams: Sequence[str],
    judges: Sequence[str],
    sheets: Iterable[Sheet],
    deductions: Iterable[Deduction] = (),
) -> list[Standing]:
    """Return where each team is, the best first; who shares a place in the order of ``teams``.

    The order of sheets does not matter. Raises ``Fault`` for a sheet that is missing or not in order, and for fewer
    judges than the rules drop.
    """
    given = [checked(rules, sheet) for sheet in sheets]
    _refuse_missing(missing(teams, judges, given))
    _refuse_few(rules, judges)
    taken = list(deductions)
    sums = [_summed(rules, team, [one for one in given if one.team == team], taken) for team in teams]
    sums.sort(key=lambda one: one.key, reverse=True)
    return [_placed(rules, one, sums) for one in sums]


def _refuse_missing(pairs: list[tuple[str, str]]) -> None:
    if pairs:
        team, judge = pairs[0]
        more = len(pairs) - 1
        raise Fault(
            f"{judge}还没有给{team}打分{f'，另有 {more} 张没有交' if more else ''}",
            f"{judge} has not judged {team} yet{f', and {more} more sheets are missing' if more else ''}",
            do_zh="收齐以后再统分",
            do_en="Add up once all are in",
        )


def _refuse_few(rules: Rules, judges: Sequence[str]) -> None:
    dropped = rules.drop_highest + rules.drop_lowest
    if len(judges) < dropped + FEWEST_KEPT:
        raise Fault(
            f"只有 {len(judges)} 位评委，去掉 {dropped} 个分就没有了",
            f"there are only {len(judges)} judges, and {dropped} of their scores are dropped",
            do_zh="请增加评委，或不去掉最高分、最低分",
            do_en="Add judges, or drop no scores",
        )


def _summed(rules: Rules, team: str, sheets: list[Sheet], deductions: list[Deduction]) -> _Sum:
    order = sorted(sheets, key=lambda one: (total(rules, one), one.judge))
    kept = order[rules.drop_lowest : len(order) - rules.drop_highest]
    dropped = tuple(
        one.judge for one in (*order[: rules.drop_lowest], *order[len(order) - rules.drop_highest :])
    )
    mean = sum((total(rules, one) for one in kept), Fraction(0)) / len(kept)
    deducted = sum((one.points for one in deductions if one.team == team), Decimal(0))
    parts = tuple(_mean_of(one, kept) for one in rules.criteria)
    score = max(rounded(mean - Fraction(deducted), rules.decimals), Decimal(0))
    by_name = dict(zip((one.name for one in rules.criteria), parts, strict=True))
    ties: list[Decimal | Fraction] = [by_name[name] for name in rules.ties]
    return _Sum(team, score, rounded(mean, rules.decimals), deducted, parts, dropped, (score, *ties))


def _mean_of(criterion: Criterion, sheets: list[Sheet]) -> Fraction:
    return sum((Fraction(one.points[criterion.name]) for one in sheets), Fraction(0)) / len(sheets)


def rounded(value: Fraction, decimals: int) -> Decimal:
    """Return a number rounded half up, away from zero, to so many decimals."""
    scale = 10**decimals
    whole = (abs(value) * scale * 2 + 1) // 2
    sign = -1 if value < 0 else 1
    return Decimal(sign * int(whole)).scaleb(-decimals)


def _placed(rules: Rules, one: _Sum, sums: list[_Sum]) -> Standing:
    place = 1 + sum(other.key > one.key for other in sums)
    same = [other for other in sums if other.score == one.score and other is not one]
    return Standing(
        one.team,
        place,
        one.score,
        one.mean,
        one.deducted,
        one.parts,
        one.dropped,
        _told_apart(rules, one, same),
        any(other.key == one.key for other in sums if other is not one),
    )


def _told_apart(rules: Rules, one: _Sum, same: list[_Sum]) -> str:
    """Return the last criterion that was needed to tell a team apart from others of the same score."""
    needed = ""
    for at, name in enumerate(rules.ties, 1):
        if any(other.key[:at] == one.key[:at] and other.key[at] != one.key[at] for other in same):
            needed = name
    return needed

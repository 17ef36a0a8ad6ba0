"""Contests: the draw anybody can make again, extremes dropped, ties by the stated rule, places 1-2-2-4."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from yike.engines.contest import Criterion, Deduction, Rules, Sheet, checked, drawn, missing, ranked
from yike.engines.contest.ranking import rounded
from yike.engines.faults import Fault

D = Decimal
RULES = Rules(
    (Criterion("动作", D(40)), Criterion("队形", D(30)), Criterion("难度", D(30))),
    ties=("动作", "队形", "难度"),
)
TEAMS = ["甲队", "乙队", "丙队", "丁队"]
JUDGES = ["评委1", "评委2", "评委3", "评委4", "评委5"]


def sheet(judge: str, team: str, *points: str) -> Sheet:
    return Sheet(judge, team, dict(zip(("动作", "队形", "难度"), map(D, points), strict=True)))


def level(team: str, *points: str) -> list[Sheet]:
    """Return the same sheet from every judge."""
    return [sheet(judge, team, *points) for judge in JUDGES]


def places(sheets: list[Sheet], *deductions: Deduction) -> list[tuple[str, int, str]]:
    found = ranked(RULES, TEAMS, JUDGES, sheets, deductions)
    return [(one.team, one.place, str(one.score)) for one in found]


def test_the_draw_is_the_order_of_the_digests_of_a_spoken_word() -> None:
    by_hand = sorted(TEAMS, key=lambda team: hashlib.sha256(f"海棠2026\n{team}".encode()).digest())
    assert drawn(reversed(TEAMS), " 海棠2026 ") == by_hand
    assert drawn(TEAMS, "another") != by_hand


def test_highest_and_lowest_go_and_the_mean_of_the_rest_is_the_score() -> None:
    totals = ["10", "9", "8", "7", "1"]
    sheets = [sheet(judge, "甲队", n, n, n) for judge, n in zip(JUDGES, totals, strict=True)]
    [first, *_] = ranked(RULES, ["甲队"], JUDGES, sheets)
    assert (first.score, first.dropped, first.parts[0]) == (D("80.00"), ("评委5", "评委1"), Fraction(8))


def test_weights_count() -> None:
    [first] = ranked(RULES, ["甲队"], JUDGES, level("甲队", "10", "5", "0"))
    assert first.score == D("55.00")


def test_equal_scores_are_told_apart_by_the_criteria_in_their_order() -> None:
    sheets = level("甲队", "8", "8", "8") + level("乙队", "9.5", "8", "6") + level("丙队", "8", "9", "7")
    found = ranked(RULES, TEAMS[:3], JUDGES, sheets)
    assert [(one.team, one.place, one.score, one.tied_by, one.shared) for one in found] == [
        ("乙队", 1, D("80.00"), "动作", False),
        ("丙队", 2, D("80.00"), "队形", False),
        ("甲队", 3, D("80.00"), "队形", False),
    ]


def test_who_is_equal_in_all_shares_a_place_and_the_next_one_is_left_out() -> None:
    sheets = level("甲队", "9", "9", "9") + level("乙队", "8", "8", "8") + level("丙队", "8", "8", "8")
    assert places(sheets + level("丁队", "7", "7", "7")) == [
        ("甲队", 1, "90.00"),
        ("乙队", 2, "80.00"),
        ("丙队", 2, "80.00"),
        ("丁队", 4, "70.00"),
    ]


def test_deductions_are_taken_from_the_mean_and_never_below_nothing() -> None:
    sheets = level("甲队", "9", "9", "9") + level("乙队", "0.1", "0", "0")
    said = (("甲队", "1.5", "超时"), ("甲队", "0.5", "缺人"), ("乙队", "9", "缺人"))
    taken = [Deduction(team, D(points), reason) for team, points, reason in said]
    found = ranked(RULES, TEAMS[:2], JUDGES, sheets, taken)
    assert [(one.score, one.mean, one.deducted) for one in found] == [
        (D("88.00"), D("90.00"), D("2.0")),
        (D("0"), D("0.40"), D(9)),
    ]


@pytest.mark.parametrize(
    ("points", "zh"),
    [
        (("11", "8", "8"), "评委1给甲队的“动作”打了 11 分，满分是 10 分"),
        (("-1", "8", "8"), "评委1给甲队的“动作”打了 -1 分，满分是 10 分"),
        (("8", "8.55", "8"), "评委1给甲队的“队形”要以 0.1 分为一档"),
    ],
)
def test_points_that_cannot_be_are_told_with_judge_team_and_criterion(
    points: tuple[str, ...], zh: str
) -> None:
    with pytest.raises(Fault) as found:
        checked(RULES, sheet("评委1", "甲队", *points))
    assert found.value.zh == zh


def test_a_sheet_without_a_criterion_or_not_there_at_all_is_told() -> None:
    with pytest.raises(Fault) as found:
        checked(RULES, Sheet("评委1", "甲队", {"动作": D(8)}))
    assert found.value.zh == "评委1给甲队的“队形”没有打分"
    sheets = level("甲队", "8", "8", "8")[1:]
    assert missing(["甲队"], JUDGES, sheets) == [("甲队", "评委1")]
    with pytest.raises(Fault) as found:
        ranked(RULES, ["甲队", "乙队"], JUDGES, sheets)
    assert found.value.zh == "评委1还没有给甲队打分，另有 5 张没有交"


def test_rules_that_cannot_be_are_refused() -> None:
    with pytest.raises(Fault) as found:
        Rules((Criterion("动作", D(40)), Criterion("队形", D(30))))
    assert found.value.zh == "各项权重加起来是 70%，不是 100%"
    with pytest.raises(Fault):
        Rules((Criterion("动作", D(50)), Criterion("动作", D(50))))
    with pytest.raises(Fault):
        Rules((Criterion("动作", D(100)),), ties=("队形",))
    with pytest.raises(Fault) as found:
        ranked(RULES, ["甲队"], JUDGES[:2], level("甲队", "8", "8", "8")[:2])
    assert found.value.zh == "只有 2 位评委，去掉 2 个分就没有了"


@pytest.mark.parametrize(
    ("value", "said"),
    [("0.125", "0.13"), ("0.124", "0.12"), ("-0.125", "-0.13"), ("2.675", "2.68"), ("0", "0.00")],
)
def test_halves_go_up(value: str, said: str) -> None:
    assert str(rounded(Fraction(value), 2)) == said


tenths = some.integers(0, 100).map(lambda n: D(n) / 10)
given_points = some.lists(
    some.tuples(tenths, tenths, tenths), min_size=len(TEAMS) * len(JUDGES), max_size=len(TEAMS) * len(JUDGES)
)


def filled(rows: list[tuple[D, D, D]]) -> list[Sheet]:
    pairs = [(team, judge) for team in TEAMS for judge in JUDGES]
    return [
        Sheet(judge, team, dict(zip(("动作", "队形", "难度"), row, strict=True)))
        for (team, judge), row in zip(pairs, rows, strict=True)
    ]


@given(given_points, some.randoms(use_true_random=False))
def test_places_are_one_more_than_those_who_are_better_whatever_order_sheets_come_in(rows, random) -> None:  # type: ignore[no-untyped-def]
    sheets = filled(rows)
    found = ranked(RULES, TEAMS, JUDGES, sheets)
    mixed = list(sheets)
    random.shuffle(mixed)
    assert ranked(RULES, TEAMS, JUDGES, mixed) == found
    keys = {one.team: (one.score, *one.parts) for one in found}
    assert [one.place for one in found] == [
        1 + sum(other > keys[one.team] for other in keys.values()) for one in found
    ]


@given(given_points)
def test_a_score_lies_between_the_lowest_and_the_highest_total(rows) -> None:  # type: ignore[no-untyped-def]
    sheets = filled(rows)
    for one in ranked(RULES, TEAMS, JUDGES, sheets):
        totals = [
            sum(
                points * weight
                for points, weight in zip(row.points.values(), (D(4), D(3), D(3)), strict=True)
            )
            for row in sheets
            if row.team == one.team
        ]
        assert min(totals) <= one.score <= max(totals)


@given(given_points, some.integers(0, len(TEAMS) * len(JUDGES) - 1))
def test_more_points_never_make_a_place_worse(rows, at) -> None:  # type: ignore[no-untyped-def]
    sheets = filled(rows)
    before = {one.team: one.place for one in ranked(RULES, TEAMS, JUDGES, sheets)}
    better = sheets[at]
    sheets[at] = replace(better, points=dict.fromkeys(better.points, D(10)))
    after = {one.team: one.place for one in ranked(RULES, TEAMS, JUDGES, sheets)}
    score = {one.team: one.score for one in ranked(RULES, TEAMS, JUDGES, sheets)}
    assert after[better.team] <= before[better.team] or list(score.values()).count(score[better.team]) > 1

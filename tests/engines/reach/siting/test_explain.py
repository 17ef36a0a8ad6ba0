from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from yike.engines.reach.siting import Group, Problem, explain, site, verdict

LABELS = ("十全街与凤凰街口", "定慧寺巷口")
HOUSEHOLDS = Group(np.array([1000.0, 240, 500]), "", "户", "households")
ELDERS = Group(np.array([200.0, 110, 90]), "老人", "人", "elders")
NONE = 65535


def near(existing: list[int] | None = None) -> Problem:
    """Site 0 reaches the first two homes in 5 and 10 minutes, site 1 the third in 3."""
    here = None if existing is None else np.array(existing, np.uint16)
    cost = np.array([3000, 6000, 1800], np.uint16)
    return Problem(HOUSEHOLDS.weight, np.array([0, 2, 3]), np.array([0, 1, 2]), cost, here)


def test_cover_is_explained_in_one_chinese_sentence():
    plan = site(near(), "mclp", 1, limit=9000)
    assert explain(near(), plan, LABELS, (HOUSEHOLDS, ELDERS), "zh") == (
        "在十全街与凤凰街口新设，可让 1,240 户（其中老人 310 人）首次走得到，覆盖率由 0.0% 升到 71.3%。",
    )


def test_cover_is_explained_in_one_english_sentence_for_each_site():
    plan = site(near(), "mclp", 2, limit=9000)
    first, second = explain(near(), plan, ("A St", "B St"), (HOUSEHOLDS, ELDERS), "en")
    assert first == (
        "A new point at A St lets 1,240 households (310 elders among them) reach one for the first time; "
        "cover rises from 0.0% to 71.3%."
    )
    assert second == (
        "A new point at B St lets 500 households (90 elders among them) reach one for the first time; "
        "cover rises from 71.3% to 100.0%."
    )


def few(homes: list[float], elders: list[float]) -> tuple[Group, Group]:
    return replace(HOUSEHOLDS, weight=np.array(homes)), replace(ELDERS, weight=np.array(elders))


@pytest.mark.parametrize(
    ("homes", "elders", "zh", "en"),
    [
        # few homes of few: no share either, for it would tell how many
        (
            [3.0, 0, 40],
            [1.0, 0, 2],
            "<5 户（其中老人 <5 人）首次走得到。",
            "lets <5 households (<5 elders among them) ",
        ),
        # many homes, few elders: the share is of homes and gives nothing away
        (
            [100.0, 0, 300],
            [2.0, 0, 9],
            "100 户（其中老人 <5 人）首次走得到，覆盖率由 0.0% 升到 25.0%。",
            "25.0%.",
        ),
        # few are left: whole percents where these are of many
        (
            [996.0, 0, 4],
            [50.0, 0, 9],
            "996 户（其中老人 50 人）首次走得到，覆盖率由 ≈0% 升到 ≈100%。",
            "≈100%.",
        ),
    ],
)
def test_small_numbers_are_not_told_to_who_may_not_read_residents(
    homes: list[float], elders: list[float], zh: str, en: str
) -> None:
    groups = few(homes, elders)
    plan = site(near(), "mclp", 1, limit=9000)
    assert plan.sites.tolist() == [0]
    (told,) = explain(near(), plan, LABELS, groups, "zh", plain=False)
    assert told == f"在十全街与凤凰街口新设，可让 {zh}"
    assert en in explain(near(), plan, LABELS, groups, "en", plain=False)[0]
    assert "<5" not in explain(near(), plan, LABELS, groups, "zh")[0]


def test_a_shorter_walk_is_told_in_minutes_and_by_whom():
    problem = near([9000, 9000, NONE])
    plan = site(problem, "p-median", 2)
    assert explain(problem, plan, LABELS, (HOUSEHOLDS,), "zh") == (
        "在十全街与凤凰街口新设，可让 1,240 户平均少走 9.0 分钟；此后走得到的人中最远 10.0 分钟。",
        "在定慧寺巷口新设，可让 500 户首次走得到；此后走得到的人中最远 10.0 分钟。",
    )
    assert explain(problem, plan, LABELS, (HOUSEHOLDS,), "en")[1] == (
        "A new point at 定慧寺巷口 lets 500 households reach one for the first time; "
        "the longest walk to a point is then 10.0 min."
    )


def test_metres_are_told_as_metres():
    problem = Problem.dense(np.array([[100.0, 1300.0]]), np.ones(2), np.array([200.0, 2000.0]))
    people = Group(np.ones(2), "", "人", "people")
    plan = site(problem, "p-center", 1)
    assert explain(problem, plan, ("X",), (people,), "en") == (
        "A new point at X saves 2 people 400 m each on average; the longest walk to a point is then 1,300 m.",
    )


def test_nobody_counted_is_no_division_by_nothing():
    nobody = Group(np.zeros(3), "", "户", "households")
    plan = site(near(), "mclp", 1, limit=9000)
    assert explain(near(), plan, LABELS, (nobody,), "en")[0].endswith("cover rises from 0.0% to 0.0%.")
    median = site(near(), "p-median", 1)
    assert explain(near(), median, LABELS, (nobody,), "zh") == (
        "在十全街与凤凰街口新设，不改变任何人的路程；此后走得到的人中最远 0.0 分钟。",
    )


@pytest.mark.parametrize(
    ("change", "zh", "en"),
    [
        ({}, "已证明没有更好的方案。", "Proven: no plan is better."),
        (
            {"proven": False, "gap": 0.0123},
            "即使最优方案，也至多再好 1.23%。",
            "The best possible plan is at most 1.23% better.",
        ),
        (
            {"hopeless": np.array([2])},
            "已证明没有更好的方案；另有 1 个需求点任何候选点都够不到。",
            "Proven: no plan is better; 1 demand is out of reach of every candidate.",
        ),
        (
            {"proven": False, "gap": float("inf")},
            "最优方案好多少还不能断定。",
            "How much better the best plan may be is not known.",
        ),
        (
            {"value": float("inf"), "proven": False, "gap": float("inf")},
            "没有找到让所有人都走得到的方案。",
            "No plan was found that gives everybody a way to one.",
        ),
        (
            {"value": float("inf"), "hopeless": np.array([1, 2])},
            "这么少的点不能让所有人都走得到；另有 2 个需求点任何候选点都够不到。",
            "So few points leave somebody without a way to one; 2 demands are out of reach of every candidate.",
        ),
    ],
)
def test_how_sure_we_are_is_one_sentence(change, zh: str, en: str):
    plan = replace(site(near(), "mclp", 1, limit=9000), **change)
    assert (verdict(plan, "zh"), verdict(plan, "en")) == (zh, en)


def test_a_gap_too_small_to_print_is_not_called_nothing():
    plan = replace(site(near(), "mclp", 1, limit=9000), proven=False, gap=1e-6)
    assert verdict(plan, "en") == "The best possible plan is less than 0.01% better."
    assert verdict(plan, "zh") == "即使最优方案，也好不过 0.01%。"

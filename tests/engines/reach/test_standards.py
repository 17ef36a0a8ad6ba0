"""The radius tables and the names that lead to them."""

from __future__ import annotations

import pytest

from yike.engines.faults import Fault
from yike.engines.reach.pace import PACES
from yike.engines.reach.standards import (
    RULESETS,
    TABLE,
    limits_for,
    minutes_ds,
    read_rules,
    rule_for,
    rules_of,
)


def test_every_row_of_the_table_belongs_to_a_known_rule_set_and_names_a_source():
    assert {rule.ruleset for rule in read_rules()} == set(RULESETS)
    assert all(rule.source and rule.zh and rule.en and rule.code for rule in read_rules())


def test_codes_are_unique_within_a_rule_set():
    keys = [(rule.ruleset, rule.code) for rule in read_rules()]
    assert len(keys) == len(set(keys))


def test_only_numbers_that_were_read_count_as_verified():
    assert [r.code for r in rules_of("gb50180") if r.verified] == ["primary_school"]
    assert all(r.source != "未核" for r in read_rules() if r.verified)
    assert all(r.verified for r in rules_of("commerce"))


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("便民服务站", "service_station"),
        ("社区服务站", "service_station"),
        ("Convenience service station", "service_station"),
        ("service_station", "service_station"),
        ("SERVICE-STATION ", "service_station"),
        ("service stations", "service_station"),
        ("社区服务中心（街道级）", "service_centre"),
        ("nurseries", "nursery"),
        ("公共厕所", "public_toilet"),
    ],
)
def test_a_kind_is_found_by_its_chinese_english_or_code_name(name, code):
    rule = rule_for(name, "gb50180")
    assert rule is not None
    assert rule.code == code


@pytest.mark.parametrize(
    ("zh", "radius"),
    [
        ("街道办事处", 1000), ("便民服务中心", 1000), ("派出所", 800), ("商场", 500), ("小学", 500),
        ("菜市场或生鲜超市", 500), ("便民服务站", 300), ("文化活动站", 500),
        ("生活垃圾收集站", 400), ("养老院", None),
    ],
)  # fmt: skip
def test_the_radii_are_those_of_the_dossier(zh, radius):
    rule = rule_for(zh, "gb50180")
    assert rule is not None
    assert rule.radius_m == radius


def test_a_radius_becomes_the_time_the_planning_pace_needs_for_it():
    limits = limits_for(["便民服务站", "便民服务中心"], "gb50180")
    assert limits.ds.tolist() == [round(300 / 66.7 * 600), round(1000 / 66.7 * 600)]
    assert limits.unverified == ("便民服务站", "便民服务中心")


def test_another_pace_can_turn_the_radius_into_minutes():
    assert limits_for(["便民服务站"], "gb50180", PACES["elder"]).ds.tolist() == [3750]


def test_the_rules_of_commerce_are_minutes():
    limits = limits_for(["便利店", "药店", "综合服务平台"], "commerce")
    assert limits.ds.tolist() == [3000, 4800, 9000]
    assert limits.unverified == ()


def test_a_kind_without_a_number_gets_the_plain_minutes_and_is_named():
    limits = limits_for(["养老院", "schools", "小学"], "gb50180", minutes=10)
    assert limits.ds.tolist() == [6000, 6000, 4498]
    assert limits.by_minutes == ("养老院", "schools")


def test_without_a_rule_set_every_kind_has_the_same_minutes():
    limits = limits_for(["小学", "x"])
    assert limits.ds.tolist() == [9000, 9000]
    assert limits.rules == (None, None)


@pytest.mark.parametrize("minutes", [0, -5, 110, float("nan")])
def test_minutes_nobody_can_walk_are_refused(minutes):
    with pytest.raises(Fault, match="is not between 0 and 109"):
        minutes_ds(minutes)


def test_an_unknown_rule_set_lists_the_known_ones():
    with pytest.raises(Fault, match="Use one of: gb50180, tdt1062, commerce"):
        limits_for(["小学"], "gb1")


def test_a_wrong_number_in_the_table_is_shown_by_row_and_column(tmp_path):
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    table = tmp_path / "mine.csv"
    table.write_text("\n".join([lines[0], lines[1].replace("1000", "近"), ""]), encoding="utf-8")
    with pytest.raises(Fault) as caught:
        read_rules(table)
    assert (caught.value.where.file, caught.value.where.row, caught.value.where.column) == (
        "mine.csv",
        2,
        "radius_m",
    )

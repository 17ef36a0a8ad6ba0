"""The JSON object of every question about cover has the same keys with the same meaning."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from heard import Yike
from smalltown import SOUTH, WEST, write_town

DOOR = f"{WEST + 0.005:.6f},{SOUTH:.6f}"
SHARED = ("cover", "homes", "points", "unsnapped", "components", "gaps", "timings")


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_town(tmp_path_factory.mktemp("town"))


def ask(yike: Yike, town: Path, command: str, *words: object) -> dict[str, Any]:
    tables = ["--streets", town / "streets.geojson", "--points", town / "points.csv"]
    heard = yike("circle", command, *tables, *words, "--json")
    assert heard.code == 0, heard.err
    return dict(json.loads(heard.out))


def site(yike: Yike, town: Path, *words: object) -> dict[str, Any]:
    homes = ["--homes", town / "homes.csv", "--weight", "户数"]
    return ask(yike, town, "site", *homes, "--kind-value", "医", *words)


def test_nearest_answers_as_a_survey_of_one_home(yike: Yike, town: Path) -> None:
    answer = ask(yike, town, "nearest", "--from", DOOR)
    minutes = next(one["walk_minutes"] for one in answer["nearest"] if one["kind"] == "医")
    assert [key for key in SHARED if key not in answer] == []
    assert (answer["cover"], answer["homes"], answer["points"]) == (
        {"站": {"homes": 1.0}, "医": {"homes": 0.0}},
        1,
        3,
    )
    assert answer["gaps"] == [
        {
            "kind": "医",
            "where": "街0",
            "lon": pytest.approx(WEST + 0.005),
            "lat": SOUTH,
            "homes": 1,
            "weights": {"homes": 1.0},
            "worst_minutes": minutes,
            "homes_unreached": 0,
            "nearest_point": "p3",
            "nearest_minutes": minutes,
        }
    ]
    assert (answer["components"]["homes_cut_off"], answer["unsnapped"]) == (0, {"homes": [], "points": []})


def test_a_kind_nobody_can_walk_to_is_a_gap_without_minutes(yike: Yike, town: Path) -> None:
    answer = ask(yike, town, "nearest", "--from", DOOR, "--at", "2026-11-29 03:00")
    lost = {gap["kind"]: (gap["worst_minutes"], gap["nearest_point"]) for gap in answer["gaps"]}
    assert [lost.get(kind) for kind in answer["not_reachable"]] == [(None, None)] * len(
        answer["not_reachable"]
    )
    assert all(answer["cover"][kind] == {"homes": 0.0} for kind in answer["not_reachable"])


def test_site_answers_as_a_survey_with_the_new_points(yike: Yike, town: Path) -> None:
    answer = site(yike, town, "--add", "2")
    assert [key for key in SHARED if key not in answer] == []
    assert (answer["points"], answer["before"]["points"]) == (3, 1)
    total = sum(gap["weights"]["户数"] for gap in answer["gaps"])
    there = [word for one in answer["sites"] for word in ("--add", f"医@{one['lon']:.7f},{one['lat']:.7f}")]
    planned = ask(yike, town, "what-if", "--homes", town / "homes.csv", "--weight", "户数", *there)
    assert answer["cover"]["医"] == planned["cover"]["医"]
    assert total == sum(gap["weights"]["户数"] for gap in planned["gaps"] if gap["kind"] == "医")
    assert answer["components"]["count"] == planned["components"]["count"]


@pytest.mark.parametrize(
    ("objective", "unit", "gain_unit"),
    [
        ("mclp", "weight", "weight"),
        ("lscp", "points", "weight"),
        ("p-median", "weight-minutes", "weight-minutes"),
        ("p-center", "minutes", "weight-minutes"),
    ],
)
def test_numbers_of_a_plan_name_their_unit(
    yike: Yike, town: Path, objective: str, unit: str, gain_unit: str
) -> None:
    answer = site(yike, town, "--objective", objective)
    assert (answer["unit"], answer["gain_unit"], answer["weight"]) == (unit, gain_unit, "户数")


def test_the_worst_walk_of_a_center_plan_is_in_minutes(yike: Yike, town: Path) -> None:
    answer = site(yike, town, "--objective", "p-center", "--minutes", "0.1")
    assert answer["value"] == pytest.approx(max(gap["worst_minutes"] for gap in answer["gaps"]), abs=0.01)


def test_a_number_of_points_that_lscp_does_not_use_is_told(yike: Yike, town: Path) -> None:
    assert site(yike, town, "--objective", "lscp")["notes"] == []
    assert site(yike, town, "--objective", "lscp", "--add", "3")["notes"] == [
        {
            "zh": "目标 lscp 自己算出要几个点，没有用 --add 3",
            "en": "the objective lscp finds the number of points itself: --add 3 was not used",
        }
    ]


def test_without_a_weight_homes_are_counted_in_the_asked_language(yike: Yike, town: Path) -> None:
    (one,) = ask(yike, town, "site", "--homes", town / "homes.csv", "--kind-value", "医")["sites"]
    assert "处住户首次走得到" in one["why_zh"]
    assert "homes" not in one["why_zh"]


@pytest.mark.parametrize("words", [("report", "--out", "out"), ("nearest", "--from", DOOR)])
def test_holidays_that_are_named_close_what_follows_them(
    yike: Yike, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    town = write_town(tmp_path / "town")
    points = town / "points.csv"
    points.write_text(points.read_text(encoding="utf-8").replace("24/7", "Mo-Su 08:00-18:00; PH off"))
    asked = [*words[1:], "--at", "2026-10-01 10:00"]
    if words[0] == "report":
        asked += ["--homes", town / "homes.csv"]
    covers = [
        ask(yike, town, words[0], *asked, *more)["cover"]["医"]["homes"]
        for more in ((), ("--holidays", "2026-10-01..2026-10-07", "--minutes", 100))
    ]
    assert (covers[0] > 0.0 or words[0] == "nearest", covers[1]) == (True, 0.0)


def test_site_says_among_which_places_its_plan_is_the_best(
    yike: Yike, town: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tmp_path / "places.csv"
    table.write_text(f"编号,经度,纬度\nc1,{WEST + 0.02:.6f},{SOUTH:.6f}\nc2,{WEST + 0.01:.6f},{SOUTH:.6f}\n")
    every = site(yike, town)["says"]
    given = site(yike, town, "--candidates", table)["says"]
    monkeypatch.setattr("yike.rooms.circle.surveys.sites.FEWEST", 3)
    monkeypatch.setattr("yike.rooms.circle.surveys.sites.MOST", 3)
    few = site(yike, town)["says"]
    assert [says["en"].split(". ", 1)[1] for says in (every, given)] == [
        "Only 6 junctions were compared, no other place.",
        "Only the table's 2 candidates were compared, no other place.",
    ]
    assert few["zh"].endswith("只在 6 个路口里均匀抽出的 3 个中比较，没有看别处。")

"""Each command on a small town: what is printed, what is written, what comes out as JSON."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from heard import Yike
from smalltown import SOUTH, STEP, WEST, write_town

DOOR = f"{WEST + 0.005:.6f},{SOUTH:.6f}"

NEW = "For a new kind write --new-kind too."
CHANGES = "Write --add, --close, --move, --hours, --bridge or --open-gates."
SAY = "Say what differs with --points-b, --streets-b, --at-b or --pace-b."


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_town(tmp_path_factory.mktemp("town"))


def on(town: Path, *more: str) -> list[object]:
    """Return the options every question about the town begins with."""
    return ["--streets", town / "streets.geojson", "--points", town / "points.csv", *more]


def homes(town: Path) -> list[object]:
    return ["--homes", town / "homes.csv", "--weight", "户数"]


def test_prepare_says_what_it_found_and_its_file_is_taken_for_streets(
    yike: Yike, town: Path, tmp_path: Path
) -> None:
    made = yike("circle", "prepare", town / "streets.geojson", "--out", tmp_path / "s.yike", "--json")
    answer = json.loads(made.out)
    assert (made.code, answer["components"], answer["paces"]) == (
        0,
        {
            "count": 1,
            "largest_share": 1.0,
            "largest": [{"name": "街0", "nodes": 120, "share": 1.0}],
        },
        ["adult"],
    )
    assert answer["bytes"] == (tmp_path / "s.yike").stat().st_size
    question = ["circle", "nearest", "--points", town / "points.csv", "--from", DOOR, "--json", "--streets"]
    raw, saved = (yike(*question, file) for file in (town / "streets.geojson", tmp_path / "s.yike"))
    one, other = json.loads(saved.out), json.loads(raw.out)
    assert sorted(one.pop("timings")) == sorted(other.pop("timings")) == ["gaps", "load", "reach", "snap"]
    assert one == other


def test_prepare_can_be_asked_for_several_walkers(yike: Yike, town: Path, tmp_path: Path) -> None:
    out = tmp_path / "s.yike"
    made = yike(
        "circle", "prepare", town / "streets.geojson", "--pace", "elder", "adult", "--out", out, "--json"
    )
    assert json.loads(made.out)["paces"] == ["elder", "adult"]


def test_nearest_gives_every_kind_its_point_and_minutes(yike: Yike, town: Path) -> None:
    heard = yike("circle", "nearest", *on(town), "--kind", "类别", "--from", DOOR, "--json")
    found = json.loads(heard.out)
    assert [(one["kind"], one["id"], one["within"]) for one in found["nearest"]] == [
        ("站", "p1", True),
        ("医", "p3", False),  # near as the crow flies, but the streets join only at their west end
    ]
    west = 0.003 * 95_175  # metres per degree of longitude at 31.3 degrees north
    assert found["nearest"][0]["seconds"] == pytest.approx(west / 66.7 * 60, abs=1)


def test_a_point_that_is_shut_at_that_moment_is_passed_over(yike: Yike, town: Path) -> None:
    asked = ["circle", "nearest", *on(town), "--from", DOOR, "--json", "--at"]
    weekday, sunday = (yike(*asked, day) for day in ("2026-11-25 10:00", "2026-11-29 10:00"))
    assert [json.loads(one.out)["nearest"][0]["id"] for one in (weekday, sunday)] == ["p1", "p2"]


def test_nearest_tells_the_way_when_asked(yike: Yike, town: Path) -> None:
    heard = yike("circle", "nearest", *on(town), "--from", DOOR, "--way", lang="en")
    assert "  Walk west along 街0, 290 m" in heard.out.splitlines()


def test_several_of_each_kind_are_listed_nearest_first(yike: Yike, town: Path) -> None:
    heard = yike("circle", "nearest", *on(town), "--from", DOOR, "--count", "5", "--json")
    stations = [one for one in json.loads(heard.out)["nearest"] if one["kind"] == "站"]
    assert [(one["rank"], one["id"]) for one in stations] == [(1, "p1"), (2, "p2")]
    assert stations[0]["seconds"] < stations[1]["seconds"]


def test_a_door_in_the_fields_is_told_and_not_snapped(yike: Yike, town: Path) -> None:
    heard = yike("circle", "nearest", *on(town), "--from", f"{WEST + 0.005},{SOUTH - 0.02}", lang="en")
    assert (heard.code, heard.out) == (2, "")
    assert heard.err.splitlines()[-1].startswith("Cannot go on: 120.625,31.28 stands on no street")


def test_an_isochrone_is_geojson_with_the_largest_band_first(yike: Yike, town: Path, tmp_path: Path) -> None:
    out = tmp_path / "bands.geojson"
    asked = [
        "circle",
        "isochrone",
        "--streets",
        town / "streets.geojson",
        "--from",
        DOOR,
        "--minutes",
        "5,10",
    ]
    heard = yike(*asked, "--out", out, "--json")
    drawn = json.loads(heard.out)
    assert json.loads(out.read_text(encoding="utf-8")) == drawn
    assert [one["properties"]["minutes"] for one in drawn["features"]] == [10, 5]
    sizes = [one["properties"]["square_km"] for one in drawn["features"]]
    assert sizes[0] > sizes[1] > 0


def test_what_if_names_the_gain_of_an_added_and_the_loss_of_a_closed_point(yike: Yike, town: Path) -> None:
    asked = ["circle", "what-if", *on(town), *homes(town), "--json"]
    added = json.loads(yike(*asked, "--add", f"站@{WEST + 20 * STEP:.6f},{SOUTH:.6f}").out)
    closed = json.loads(yike(*asked, "--close", "p2").out)
    gain, loss = (one["moved"][0] for one in (added, closed))
    assert (gain["lose"]["homes"], loss["gain"]["homes"], added["points"], closed["points"]) == (0, 0, 4, 2)
    assert gain["gain"]["weights"]["户数"] > 0 < loss["lose"]["weights"]["户数"]
    assert (
        added["cover"]["站"]["户数"]
        > added["before"]["cover"]["站"]["户数"]
        == closed["before"]["cover"]["站"]["户数"]
    )


def test_moving_a_point_is_closing_it_and_adding_it_there(yike: Yike, town: Path) -> None:
    asked = ["circle", "what-if", *on(town), *homes(town), "--json"]
    there = f"{WEST + 20 * STEP:.6f},{SOUTH:.6f}"
    moved = json.loads(yike(*asked, "--move", f"p2@{there}").out)
    redone = json.loads(yike(*asked, "--close", "p2", "--add", f"站@{there}").out)
    assert (moved["cover"], moved["difference"]) == (redone["cover"], redone["difference"])


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (["--close", "p9"], 'there is no point with the id "p9". Ids look like: p1, p2, p3.'),
        (["--add", f"墓@{DOOR}"], f'there is no kind "墓". The kinds are: 站, 医. {NEW}'),
        ([], f"nothing was said to be changed. {CHANGES}"),
        (["--bridge", DOOR], f'--bridge cannot be "{DOOR}". Write LON,LAT/LON,LAT, from end to end.'),
        (["--hours", "p1"], '--hours cannot be "p1". Write ID=HOURS, such as "A12=Mo-Fr 09:00-20:00".'),
    ],
)
def test_a_change_that_cannot_be_made_is_told(yike: Yike, town: Path, change: list[str], line: str) -> None:
    heard = yike("circle", "what-if", *on(town), *homes(town), *change, lang="en")
    assert (heard.code, heard.err.splitlines()[-1]) == (2, f"Cannot go on: {line}")


def test_a_kind_that_is_new_starts_from_nothing(yike: Yike, town: Path) -> None:
    asked = ["circle", "what-if", *on(town), *homes(town), "--json", "--new-kind"]
    answer = json.loads(yike(*asked, "--add", f"药店@{DOOR}").out)
    assert (answer["before"]["cover"]["药店"], answer["kinds"]["药店"]["points"]) == ({"户数": 0.0}, 1)
    assert answer["cover"]["药店"]["户数"] > 0
    assert [one["kind"] for one in answer["moved"] if one["gain"]["homes"]] == ["药店"]


def test_a_bridge_brings_the_next_street_within_reach(yike: Yike, town: Path) -> None:
    east = WEST + 25 * STEP
    bridge = f"{east:.6f},{SOUTH + STEP:.6f}/{east:.6f},{SOUTH + 2 * STEP:.6f}"
    answer = json.loads(yike("circle", "what-if", *on(town), *homes(town), "--bridge", bridge, "--json").out)
    station, hospital = answer["moved"]
    assert (station["kind"], hospital["kind"], station["lose"]["homes"]) == ("站", "医", 0)
    assert station["gain"]["homes"] > 0


def several(town: Path, folder: Path) -> Path:
    """Return a table of points in which p1 is a station and a bank."""
    table = folder / "several.csv"
    table.write_text((town / "points.csv").read_text(encoding="utf-8"), encoding="utf-8")
    header, first = table.read_text(encoding="utf-8").splitlines()[:2]
    kind = header.split(",").index("类别")
    cells = [cell if i != kind else "银行" for i, cell in enumerate(first.split(","))]
    with table.open("a", encoding="utf-8") as file:
        file.write(",".join(cells) + "\n")
    return table


def test_closing_a_point_of_several_kinds_says_how_many(yike: Yike, town: Path, tmp_path: Path) -> None:
    tables = ["--streets", town / "streets.geojson", "--points", several(town, tmp_path), *homes(town)]
    heard = yike("circle", "what-if", *tables, "--close", "p1", "--json")
    note = json.loads(heard.out)["notes"][0]
    assert note["en"] == 'closing "p1" takes away all 2 kinds it offers: 站, 银行'
    shown = yike("circle", "what-if", *tables, "--close", "p1")
    assert (shown.err.splitlines()[-1], shown.out.splitlines()[-1][:3]) == (f"· {note['zh']}", "银行：")


def test_kinds_that_do_not_change_share_one_line(yike: Yike, town: Path) -> None:
    heard = yike("circle", "what-if", *on(town), *homes(town), "--close", "p2")
    assert [line for line in heard.out.splitlines() if "医" in line] == ["覆盖不变：医"]


def test_longer_hours_bring_back_a_point_that_was_shut(yike: Yike, town: Path) -> None:
    asked = ["circle", "what-if", *on(town), *homes(town), "--at", "2026-11-29 10:00", "--json"]
    answer = json.loads(yike(*asked, "--hours", "p1=Mo-Su 08:00-20:00").out)
    assert answer["moved"][0]["gain"]["homes"] > 0 == answer["moved"][0]["lose"]["homes"]


def test_a_basket_needs_all_of_its_kinds(yike: Yike, town: Path, tmp_path: Path) -> None:
    asked = [
        "circle",
        "report",
        *on(town),
        *homes(town),
        "--out",
        tmp_path,
        "--basket",
        "都有=站,医",
        "--json",
    ]
    answer = json.loads(yike(*asked).out)
    assert list(answer["baskets"]) == ["都有"]
    assert answer["baskets"]["都有"]["户数"] <= min(cover["户数"] for cover in answer["cover"].values())


@pytest.mark.parametrize("objective", ["mclp", "lscp", "p-median", "p-center"])
def test_a_new_site_is_explained_and_bounded(yike: Yike, town: Path, objective: str) -> None:
    asked = ["circle", "site", *on(town), *homes(town), "--kind-value", "医", "--add", "1"]
    answer = json.loads(yike(*asked, "--objective", objective, "--json").out)
    assert (answer["objective"], answer["kind"], answer["proven"]) == (objective, "医", True)
    assert len(answer["sites"]) >= 1
    assert answer["cover"]["医"]["户数"] > answer["before"]["cover"]["医"]["户数"]
    assert [bool(site["why_zh"] and site["why_en"]) for site in answer["sites"]] == [True] * len(
        answer["sites"]
    )


def test_candidates_of_a_table_are_the_only_ones(yike: Yike, town: Path, tmp_path: Path) -> None:
    table = tmp_path / "sites.csv"
    table.write_text(f"编号,经度,纬度\nx,{WEST + 0.02:.6f},{SOUTH:.6f}\ny,{WEST + 0.001:.6f},{SOUTH:.6f}\n")
    asked = ["circle", "site", *on(town), *homes(town), "--kind-value", "医", "--candidates", table]
    answer = json.loads(yike(*asked, "--json").out)
    assert (answer["candidates"], [site["id"] for site in answer["sites"]]) == (2, ["x"])
    many = yike(*asked, "--add", "3", lang="en")
    assert (many.code, many.err.splitlines()[-1]) == (
        2,
        "Cannot go on: 3 new points were asked for, and there are 2 candidate sites. Ask for 1 to 2.",
    )


def test_compare_puts_two_moments_side_by_side(yike: Yike, town: Path) -> None:
    asked = ["circle", "compare", *on(town), *homes(town), "--at", "2026-11-25 10:00", "--json"]
    answer = json.loads(yike(*asked, "--at-b", "2026-11-29 10:00").out)
    change = {(one["kind"], one["area"]): one["change"] for one in answer["difference"]}
    assert change["医", None] == 0.0 > change["站", None]


def test_comparing_a_plan_with_itself_is_refused(yike: Yike, town: Path) -> None:
    heard = yike("circle", "compare", *on(town), *homes(town), lang="en")
    assert (heard.code, heard.err.splitlines()[-1]) == (
        2,
        f"Cannot go on: the two plans are the same. {SAY}",
    )


def test_a_batch_with_a_failing_city_ends_with_three(yike: Yike, town: Path, tmp_path: Path) -> None:
    plan = tmp_path / "plan.csv"
    tables = f"{town}/homes.csv,{town}/points.csv"
    plan.write_text(f"name,streets,homes,points\na,{town}/streets.geojson,{tables}\nb,nowhere.pbf,{tables}\n")
    asked = ["circle", "batch", plan, "--out", tmp_path / "out", "--serial"]
    first, again = yike(*asked, "--json"), yike(*asked, lang="en")
    answer = json.loads(first.out)
    assert (first.code, again.code, answer["cities"], answer["failed"]) == (3, 3, 2, 1)
    assert [one["state"] for one in answer["results"]] == ["done", "failed"]
    assert (again.out + again.err).count("nowhere.pbf: cannot be opened") == 1
    assert again.out.splitlines()[-1] == f"1 of 2 cities done: {tmp_path / 'out'}"


def test_points_in_the_datum_of_phone_maps_are_moved_back(yike: Yike, town: Path, tmp_path: Path) -> None:
    shifted = tmp_path / "gcj.csv"
    shifted.write_text(f"编号,经度,纬度,类别\np,{WEST + 0.005 + 0.00419:.6f},{SOUTH - 0.00216:.6f},站\n")
    asked = ["circle", "nearest", "--streets", town / "streets.geojson", "--points", shifted, "--json"]
    told = json.loads(
        yike(*asked, "--from", f"{WEST + 0.005 + 0.00419},{SOUTH - 0.00216}", "--datum", "gcj02").out
    )
    assert told["nearest"][0]["seconds"] < 5  # the shift in the numbers above is good to some metres


class Files(BaseHTTPRequestHandler):
    """A file server with one region."""

    body = b""

    def do_GET(self) -> None:
        there = self.path == "/europe/town-latest.osm.pbf"
        self.send_response(200 if there else 404)
        self.send_header("Content-Length", str(len(self.body) if there else 0))
        self.end_headers()
        self.wfile.write(self.body if there else b"")

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server(town: Path) -> Iterator[str]:
    Files.body = (town / "streets.geojson").read_bytes()
    http = ThreadingHTTPServer(("127.0.0.1", 0), Files)
    thread = threading.Thread(target=http.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{http.server_port}/"
    http.shutdown()
    thread.join()
    http.server_close()


def test_fetch_brings_a_region_from_the_server_that_was_named(
    yike: Yike, town: Path, server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "town.geojson"
    heard = yike("circle", "fetch", "europe/town", "--server", server, "--out", out, "--json")
    assert (heard.code, json.loads(heard.out)["bytes"]) == (0, len(Files.body))
    assert out.read_bytes() == Files.body
    monkeypatch.setenv("YIKE_STREET_SERVER", server)
    again = yike("circle", "fetch", "europe/town", "--out", out, lang="en")
    assert (again.code, again.out.splitlines()[0]) == (0, f"Saved: {out} (119 segments)")


def test_a_region_the_server_does_not_have_leaves_no_file(yike: Yike, server: str, tmp_path: Path) -> None:
    heard = yike("circle", "fetch", "nowhere", "--server", server, "--out", tmp_path / "x.pbf", lang="en")
    host = server.removeprefix("http://").rstrip("/")
    line = f"Cannot go on: {host}: the server has no such region. Check its spelling."
    assert (heard.code, heard.err.splitlines()[-1], list(tmp_path.iterdir())) == (2, line, [])


@pytest.mark.parametrize("words", [[], ["x", "--box", "1,2,3,4"]])
def test_a_fetch_names_either_a_place_or_a_box(yike: Yike, tmp_path: Path, words: list[str]) -> None:
    heard = yike("circle", "fetch", *words, "--server", "http://x/", "--out", tmp_path / "x.pbf")
    line = "没法继续：要么写地名，要么写 --box。如 苏州市，或 --box 120.61,31.29,120.66,31.32。\n"
    assert (heard.code, heard.err) == (2, line)

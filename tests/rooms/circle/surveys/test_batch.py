"""Many cities: resumable, one failing city stops no other, the same bits however they are run."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from deadly import killed
from smalltown import write_town
from yike.engines.faults import Fault
from yike.rooms.circle.surveys import workers
from yike.rooms.circle.surveys.batch import Result, fingerprint, part, result_file, run_batch
from yike.rooms.circle.surveys.cities import City
from yike.rooms.circle.surveys.request import Request
from yike.rooms.circle.surveys.workers import chosen, in_processes, on_cluster, serially


def city(folder: Path, name: str, *, rows: int = 3) -> City:
    town = write_town(folder / name, rows=rows, columns=9)
    request = Request(
        town / "streets.geojson", town / "homes.csv", ("户数", "老人"), points=town / "points.csv"
    )
    return City(name, request)


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> tuple[City, ...]:
    """Two good cities and, between them, one without a street file."""
    folder = tmp_path_factory.mktemp("cities")
    good, bad, other = city(folder, "甲"), city(folder, "乙"), city(folder, "丙", rows=4)
    (folder / "乙" / "streets.geojson").unlink()
    return good, bad, other


def digests(out: Path) -> dict[str, str]:
    """Return the sha256 of every file of a batch but the timings."""
    files = sorted(path for path in out.rglob("*") if path.is_file() and path.name != "timings.csv")
    return {str(path.relative_to(out)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def rows(out: Path) -> list[dict[str, str]]:
    with (out / "cities.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def by_itself(three: tuple[City, ...], tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("serial")
    run_batch(three, out, serially)
    return out


def test_one_failing_city_is_told_and_stops_no_other(three: tuple[City, ...], by_itself: Path) -> None:
    assert [(row["name"], row["state"], row["homes"]) for row in rows(by_itself)] == [
        ("甲", "done", "9"),
        ("乙", "failed", ""),
        ("丙", "done", "12"),
    ]
    assert rows(by_itself)[1]["en"].startswith(str(three[1].request.streets))
    assert sorted(path.name for path in (by_itself / "cities").iterdir()) == ["丙.json", "甲.json"]


def test_a_result_file_holds_the_answer_and_no_seconds(three: tuple[City, ...], by_itself: Path) -> None:
    answer = json.loads(result_file(by_itself, three[0]).read_text(encoding="utf-8"))
    assert (answer["name"], answer["homes"], answer["points"]) == ("甲", 9, 3)
    assert (answer["fingerprint"], "timings" in answer) == (fingerprint(three[0].request), False)
    assert list(answer["cover"]) == ["站", "医"]


def test_processes_give_the_same_bits_as_one_process(
    three: tuple[City, ...], by_itself: Path, tmp_path: Path
) -> None:
    run_batch(three, tmp_path, in_processes(2))
    assert digests(tmp_path) == digests(by_itself)


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")
def test_a_dask_cluster_gives_the_same_bits_as_one_process(
    three: tuple[City, ...], by_itself: Path, tmp_path: Path
) -> None:
    distributed = pytest.importorskip("distributed", reason="the extra yike[batch] is not installed")
    options = {"n_workers": 2, "threads_per_worker": 1, "processes": False, "dashboard_address": None}
    with distributed.LocalCluster(**options) as cluster:
        run_batch(three, tmp_path, on_cluster(cluster.scheduler_address))
    assert digests(tmp_path) == digests(by_itself)


def never(cities: Sequence[City]) -> Iterator[Result]:
    raise AssertionError(f"asked to run {[one.name for one in cities]}")


def test_what_is_done_is_kept_and_only_the_rest_is_run(three: tuple[City, ...], tmp_path: Path) -> None:
    run_batch(three[:1], tmp_path, serially)
    asked: list[str] = []

    def noting(cities: Sequence[City]) -> Iterator[Result]:
        asked.extend(one.name for one in cities)
        return serially(cities)

    batch = run_batch(three, tmp_path, noting)
    assert asked == ["乙", "丙"]
    assert [result.state for result in batch.results] == ["kept", "failed", "done"]


def test_a_batch_run_twice_leaves_the_same_bits(three: tuple[City, ...], by_itself: Path) -> None:
    before = digests(by_itself)
    batch = run_batch((three[0], three[2]), by_itself, never)
    assert [result.state for result in batch.results] == ["kept", "kept"]
    assert digests(by_itself)["cities/甲.json"] == before["cities/甲.json"]
    run_batch(three, by_itself, serially)
    assert digests(by_itself) == before


def test_a_changed_file_or_term_is_run_again(tmp_path: Path) -> None:
    one = city(tmp_path, "丁")
    before = fingerprint(one.request)
    assert fingerprint(replace(one.request, minutes=10.0)) != before
    points = tmp_path / "丁" / "points.csv"
    points.write_text(points.read_text(encoding="utf-8") + "p4,三站,站,120.62,31.30,\n", encoding="utf-8")
    assert fingerprint(one.request) != before


def test_a_moved_folder_is_the_same_city(tmp_path: Path) -> None:
    first, second = city(tmp_path / "x", "戊"), city(tmp_path / "y", "戊")
    assert fingerprint(first.request) == fingerprint(second.request)


def test_a_damaged_result_is_made_anew(three: tuple[City, ...], tmp_path: Path) -> None:
    run_batch(three[:1], tmp_path, serially)
    whole = digests(tmp_path)
    result_file(tmp_path, three[0]).write_text("{", encoding="utf-8")
    run_batch(three[:1], tmp_path, serially)
    assert digests(tmp_path) == whole


def test_a_city_that_fails_now_loses_its_old_result(three: tuple[City, ...], tmp_path: Path) -> None:
    stale = result_file(tmp_path, three[1])
    stale.parent.mkdir(parents=True)
    stale.write_text('{"fingerprint": "old"}', encoding="utf-8")
    run_batch(three[1:2], tmp_path, serially)
    assert stale.exists() is False


def test_ctrl_c_leaves_only_whole_files_and_the_table_of_what_is_done(
    three: tuple[City, ...], by_itself: Path, tmp_path: Path
) -> None:
    def stopped(cities: Sequence[City]) -> Iterator[Result]:
        yield part(cities[0])
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_batch(three, tmp_path, stopped)
    assert sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()) == [
        "cities.csv",
        "cities/甲.json",
        "timings.csv",
    ]
    assert [row["name"] for row in rows(tmp_path)] == ["甲"]
    run_batch(three, tmp_path, serially)
    assert digests(tmp_path) == digests(by_itself)


def test_a_fault_of_ours_in_one_city_is_told_in_one_line(
    three: tuple[City, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("division\nby zero")

    monkeypatch.setattr("yike.rooms.circle.surveys.batch.load_all", broken)
    result = part(three[0])
    assert (result.state, result.zh) == ("failed", "程序出错：ZeroDivisionError: division")


def test_every_city_is_heard_of_once(three: tuple[City, ...], tmp_path: Path) -> None:
    heard: list[str] = []
    run_batch(three, tmp_path, serially, lambda result: heard.append(result.name))
    assert heard == ["甲", "乙", "丙"]


def test_a_killed_process_fails_its_own_city_only(
    three: tuple[City, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "part", killed)
    states = {result.name: result.state for result in in_processes(1)(three)}
    assert states == {"甲": "done", "乙": "failed", "丙": "done"}


def test_two_ways_of_running_at_once_are_refused() -> None:
    with pytest.raises(Fault) as refused:
        chosen(workers=2, serial=True)
    assert (
        str(refused.value) == "only one of --workers, --serial and --dask can be used. Leave out the others."
    )


def test_a_cluster_that_does_not_answer_is_told(three: tuple[City, ...]) -> None:
    pytest.importorskip("distributed", reason="the extra yike[batch] is not installed")
    with pytest.raises(Fault) as refused:
        list(on_cluster("nonsense://nowhere")(three))
    assert refused.value.en == "the Dask cluster nonsense://nowhere does not answer"


def test_a_result_that_cannot_be_written_fails_its_own_city_only(
    three: tuple[City, ...], tmp_path: Path
) -> None:
    (result_file(tmp_path, three[0]) / "in the way").mkdir(parents=True)
    batch = run_batch((three[0], three[2]), tmp_path, serially)
    assert [(one.name, one.state) for one in batch.results] == [("甲", "failed"), ("丙", "done")]
    assert batch.results[0].en.startswith(f"{result_file(tmp_path, three[0])}: cannot be written")


@pytest.mark.parametrize("lacking", ["homes", "cover"])
def test_a_result_that_lost_a_part_is_made_anew(
    three: tuple[City, ...], tmp_path: Path, lacking: str
) -> None:
    run_batch(three[:1], tmp_path, serially)
    whole, target = digests(tmp_path), result_file(tmp_path, three[0])
    answer = json.loads(target.read_text(encoding="utf-8"))
    del answer[lacking]
    target.write_text(json.dumps(answer), encoding="utf-8")
    assert [one.state for one in run_batch(three[:1], tmp_path, serially).results] == ["done"]
    assert digests(tmp_path) == whole


def test_another_version_runs_a_city_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    request = city(tmp_path, "己").request
    before = fingerprint(request)
    monkeypatch.setattr("yike.rooms.circle.surveys.batch.version", lambda _: "99.0")
    assert fingerprint(request) != before


def test_a_name_that_looks_like_a_formula_is_made_harmless(three: tuple[City, ...], tmp_path: Path) -> None:
    run_batch((replace(three[0], name="=1+1"),), tmp_path, serially)
    assert [row["name"] for row in rows(tmp_path)] == ["'=1+1"]


def test_the_week_is_not_counted_where_it_is_not_told(
    three: tuple[City, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    def counted(*_: object) -> None:
        raise AssertionError("the week was counted")

    monkeypatch.setattr("yike.rooms.circle.surveys.survey.week_of", counted)
    assert part(three[0]).state == "done"

"""Areas, ledgers and persons in and out by command, over a data folder of their own: whole or not at all."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from homes import CHEN, WANG, number
from ledgers import saved
from process import surroundings, yike
from smalloffice import GRID, STREET, ledger, person, rows, tree


def told(home: Path, *words: object, code: int = 0) -> dict[str, object]:
    done = yike(home, *words, "--json")
    assert done.returncode == code, done.stderr
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


def test_a_dry_run_says_what_would_be_new_and_writes_nothing(tmp_path: Path) -> None:
    home = tmp_path / "home"
    yike(home, "upgrade")
    before = rows(home)
    answer = told(home, "import", "areas", tree(tmp_path))
    counts = {"new": 3, "changed": 0, "moved": 0, "unchanged": 0, "closed": 0}
    assert answer == {**counts, "written": False, "mistakes": [], "refusal": ""}
    assert rows(home) == before


def test_a_wrong_cell_is_named_by_its_address_and_nothing_is_written(home: Path, tmp_path: Path) -> None:
    before = rows(home)
    bad = ledger(tmp_path, wang=number(*WANG)[:-1] + "Y")
    done = yike(home, "import", "households", bad, "--within", STREET, "--apply")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "the file has 1 mistakes; nothing was written" in done.stderr
    assert [line for line in done.stdout.splitlines() if line.startswith("台账!G2: ")]
    assert rows(home) == before


def test_a_wrong_area_is_named_by_its_feature_and_nothing_is_written(home: Path, tmp_path: Path) -> None:
    before = rows(home)
    answer = told(home, "import", "areas", tree(tmp_path, grid="12"), "--apply", code=2)
    assert (answer["written"], str(answer["mistakes"])[:12]) == (False, "['feature 3:")
    assert rows(home) == before


@pytest.mark.parametrize("name", ["out.geojson", "out.xlsx"])
def test_areas_come_back_in_unchanged(home: Path, tmp_path: Path, name: str) -> None:
    assert yike(home, "export", "areas", tmp_path / name).returncode == 0
    answer = told(home, "import", "areas", tmp_path / name, "--complete", "--apply")
    assert [answer[what] for what in ("new", "changed", "moved", "unchanged", "closed")] == [0, 0, 0, 3, 0]


def test_points_in_doubt_are_listed_and_written_once_somebody_is_sure(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "points.csv"
    head = "站点编号,名称,类型,地址,经度,纬度,所在区域"
    twins = [f"p{n},梅东站{n},便民服务站,梅巷1号,120.62,31.3,{STREET}" for n in (1, 2)]
    file.write_text("\n".join((head, *twins)), encoding="utf-8")
    answer = told(home, "import", "points", file, "--apply", "--reason", "test", code=2)
    assert (answer["written"], len(answer["doubts"]), "--sure" in answer["refusal"]) == (False, 1, True)
    answer = told(home, "import", "points", file, "--apply", "--sure", "--reason", "test")
    assert (answer["written"], answer["new"]) == (True, 2)


@pytest.mark.parametrize("name", ["out.xlsx", "out.zip", "out.csv", "out.geojson"])
def test_points_are_looked_at_written_and_come_back_in_unchanged(
    home: Path, tmp_path: Path, name: str
) -> None:
    file = tmp_path / "points.csv"
    head = "站点编号,名称,类型,地址,经度,纬度,所在区域"
    row = "p1,梅东站,便民服务站,梅巷1号,120.62,{lat},{area}"
    file.write_text("\n".join((head, row.format(lat="北", area=STREET))), encoding="utf-8")
    answer = told(home, "import", "points", file, "--apply", code=2)
    assert (answer["written"], str(answer["mistakes"])[:11]) == (False, "['cell F2: ")
    file.write_text("\n".join((head, row.format(lat="31.3", area=STREET))), encoding="utf-8")
    looked = told(home, "import", "points", file)
    assert (looked["new"], looked["written"]) == (1, False)
    assert told(home, "import", "points", file, "--apply", "--reason", "test")["written"] is True
    assert yike(home, "export", "points", tmp_path / name).returncode == 0
    answer = told(home, "import", "points", tmp_path / name, "--complete", "--apply")
    assert [answer[what] for what in ("new", "changed", "unchanged", "closed")] == [0, 0, 1, 0]


def test_files_of_an_earlier_longer_export_are_named_and_left_as_they_are(home: Path, tmp_path: Path) -> None:
    others = ("out-0.zip", "out-2a.zip", "about-1.zip", "out-1.csv")
    for name in ("out-2.zip", "out-1.zip", *others):
        (tmp_path / name).write_bytes(b"old")
    done = yike(home, "export", "points", tmp_path / "out.zip", "--lang", "zh")
    assert done.returncode == 0
    assert "旁边还有以前导出的：out-1.zip、out-2.zip。" in done.stderr.replace("\n", "")
    assert (tmp_path / "out-1.zip").read_bytes() == b"old"
    for name in ("out-1.zip", "out-2.zip"):
        (tmp_path / name).unlink()
    assert "以前导出的" not in yike(home, "export", "points", tmp_path / "out.zip", "--lang", "zh").stderr


def test_a_ledger_taken_out_plain_comes_back_in_unchanged(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "out.xlsx"
    words = ("households", file, "--within", STREET, "--reason", "count")
    assert yike(home, "export", *words, "--plain").returncode == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    answer = told(home, "import", "households", file, "--within", STREET)
    found = [
        answer[what] for what in ("new_persons", "changed_persons", "unchanged_persons", "missing_persons")
    ]
    assert found == [0, 0, 3, 0]


def test_a_list_is_masked_unless_asked_for_plain_and_says_why_it_was_taken(
    home: Path, tmp_path: Path
) -> None:
    file = tmp_path / "out.xlsx"
    yike(home, "export", "households", file, "--within", STREET, "--reason", "count")
    cells = [str(cell) for row in openpyxl.load_workbook(file).active.values for cell in row if cell]
    assert [cell for cell in cells if "王小明" in cell or "15400000001" in cell] == []
    assert "for: count" in cells[0]


def test_without_a_reason_nobody_takes_a_list(home: Path, tmp_path: Path) -> None:
    done = yike(home, "export", "households", tmp_path / "out.xlsx", "--within", STREET)
    assert (done.returncode, "--reason is missing" in done.stderr) == (2, True)
    assert not (tmp_path / "out.xlsx").exists()


def test_moving_more_than_a_fifth_away_needs_a_reason(home: Path, tmp_path: Path) -> None:
    small = saved(tmp_path, [[GRID, "梅花新村3幢", "102", "", "户主", "陈阿大", number(*CHEN), "", "", ""]])
    words = ("import", "households", small, "--within", STREET, "--leave-missing", "--apply")
    before = rows(home)
    refused = yike(home, *words)
    assert (refused.returncode, "over a fifth; nothing was imported" in refused.stderr) == (2, True)
    assert rows(home) == before
    assert yike(home, *words, "--reason", "moved to the new houses").returncode == 0


def test_all_that_is_held_of_a_person_goes_into_one_file(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "wang.json"
    pk = person(home, "王小明")
    assert yike(home, "export", "person", pk, file, "--reason", "asked for").returncode == 0
    held = json.loads(file.read_text(encoding="utf-8"))
    assert (number(*WANG) in str(held), stat.S_IMODE(file.stat().st_mode)) == (True, 0o600)
    assert yike(home, "export", "person", pk, file, "--reason", "once more").returncode == 0
    held = json.loads(file.read_text(encoding="utf-8"))
    assert held["Who read or changed it, and when"][-1]["Reason"] == "asked for"


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_reason_of_no_words_is_none(tmp_path: Path, reason: str) -> None:
    done = yike(tmp_path / "home", "erase", "person", "1", "--yes", "--reason", reason)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--reason cannot be" in done.stderr


def test_a_person_is_erased_only_after_the_name_was_typed(home: Path) -> None:
    pk = person(home, "王小明")
    done = typed(home, "李秀英\n", "erase", "person", str(pk), "--reason", "asked for")
    assert (done.returncode, "nothing was erased" in done.stderr) == (2, True)
    assert person(home, "王小明") == pk
    done = typed(home, "王小明\n", "erase", "person", str(pk), "--reason", "asked for")
    assert (done.returncode, rows(home)[0]) == (0, 2)
    again = yike(home, "erase", "person", pk, "--reason", "asked for", "--yes")
    assert (again.returncode, f"no person has the number {pk}" in again.stderr) == (2, True)


def typed(home: Path, text: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "yike.faces.cli", *words],
        input=text,
        capture_output=True,
        encoding="utf-8",
        env=surroundings(home),
        check=False,
    )


SMALL_DISK = """
import resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]), int(sys.argv[1])))
from yike.faces.cli.main import run
sys.exit(run(sys.argv[2:]))
"""


def test_a_full_disk_during_an_import_leaves_nothing_half_written(home: Path, tmp_path: Path) -> None:
    pytest.importorskip("resource")
    many = [[GRID, f"竹辉路{n}号", "", "", "户主", "陈阿大", "", "1950-01-01", "", ""] for n in range(2500)]
    words = ["import", "households", str(saved(tmp_path, many)), "--within", STREET, "--apply"]
    before, room = rows(home), (home / "yike.sqlite3").stat().st_size + 65536
    done = subprocess.run(
        [sys.executable, "-c", SMALL_DISK, str(room), *words],
        capture_output=True,
        encoding="utf-8",
        env=surroundings(home),
        check=False,
    )
    assert (done.returncode, done.stderr.splitlines()[-1]) == (
        2,
        "Cannot go on: the disk is full; nothing was written. Make room and do it again.",
    )
    assert rows(home) == before
    assert yike(home, *words).returncode == 0
    assert rows(home)[0] == before[0] + 2500

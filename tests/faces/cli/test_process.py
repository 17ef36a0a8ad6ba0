"""The command as a person starts it: a process of its own, with real pipes, signals and folders."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from services import hear_interrupts
from smalltown import write_town

YIKE = [sys.executable, "-m", "yike.faces.cli"]
ROOM = "Choose a folder you may write to that has room."
TABLES = "--homes {0}/homes.csv --weight 户数 老人 --points {0}/points.csv"
REPORT = f"circle report --streets {{0}}/streets.geojson {TABLES}"


def environment(**more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "YIKE"))}
    return kept | {"LANG": "en_GB.UTF-8", "PYTHONIOENCODING": "utf-8"} | more


def yike(*words: object, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*YIKE, *map(str, words)], capture_output=True, encoding="utf-8", env=environment(**more), check=False
    )


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_town(tmp_path_factory.mktemp("town"))


def words(town: Path) -> list[str]:
    return REPORT.format(town).split()


def test_the_report_form_works_as_written_and_json_is_one_object(town: Path, tmp_path: Path) -> None:
    done = yike(*words(town), "--minutes", "15", "--pace", "elder", "--out", tmp_path / "out", "--json")
    answer = json.loads(done.stdout)
    assert (done.returncode, done.stdout.count("\n")) == (0, 1)
    assert set(answer) >= {"cover", "homes", "points", "unsnapped", "components", "gaps", "timings"}
    assert (answer["homes"], answer["points"], list(answer["cover"])) == (40, 3, ["站", "医"])
    assert [Path(name).exists() for name in answer["files"]] == [True] * len(answer["files"])


def test_without_json_the_tables_go_to_standard_output(town: Path, tmp_path: Path) -> None:
    done = yike(*words(town), "--out", tmp_path, LANG="zh_CN.UTF-8")
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "走得到的占比")
    assert done.stdout.splitlines()[-1] == f"报告：{tmp_path / 'report.html'}"


def test_help_does_not_wait_for_the_engines() -> None:
    heavy = (
        "import sys; from yike.faces.cli.tree import build; build('zh');"
        "print([m for m in {!r} if m in sys.modules])"
    )
    names = ("numba", "numpy", "scipy", "shapely", "rich", "osmium", "jinja2")
    done = subprocess.run(
        [sys.executable, "-c", heavy.format(names)], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


def test_a_fault_goes_to_standard_error_and_leaves_standard_output_empty(town: Path, tmp_path: Path) -> None:
    bad = [word.replace("老人", "老王") for word in words(town)]
    done = yike(*bad, "--out", tmp_path / "out", "--json")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[-1] == (
        f'Cannot go on: {town}/homes.csv: there is no column "老王". '
        "The columns are: 老人, 编号, 经度, 纬度, 户数, 社区."
    )
    assert (tmp_path / "out").exists() is False


def test_a_fault_of_ours_is_two_lines_without_a_traceback() -> None:
    broken = (
        "import sys, yike.faces.cli.main as m, yike.faces.cli.tree as t\n"
        "def build(_): raise ZeroDivisionError('oh')\n"
        "t.build = build\n"
        "sys.exit(m.main())"
    )
    done = subprocess.run(
        [sys.executable, "-c", broken], capture_output=True, text=True, env=environment(), check=False
    )
    assert (done.returncode, done.stderr.splitlines()) == (
        1,
        [
            "This is a fault of ours: ZeroDivisionError: oh",
            "Please run it again with YIKE_DEBUG=1 and send the output and the command to the maintainers.",
        ],
    )
    debugged = subprocess.run(
        [sys.executable, "-c", broken],
        capture_output=True,
        text=True,
        env=environment(YIKE_DEBUG="1"),
        check=False,
    )
    assert debugged.stderr.splitlines()[0] == "Traceback (most recent call last):"


def test_a_command_that_ends_does_not_look_for_garbage_first() -> None:
    ended = (
        "import gc, yike.faces.cli.main as m\n"
        "m.run = lambda argv: 3\n"
        "print(gc.get_freeze_count(), m.main(), gc.get_freeze_count() > 0)"
    )
    done = subprocess.run([sys.executable, "-c", ended], capture_output=True, text=True, check=True)
    assert done.stdout == "0 3 True\n"


def test_a_reader_that_leaves_early_is_no_error() -> None:
    line = f"{sys.executable} -m yike.faces.cli circle report --help | head -n 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", line], capture_output=True, text=True, env=environment(), check=True)
    assert done.stdout.splitlines() == ["Usage: yike circle report [OPTIONS]", "0"]
    assert done.stderr == ""


def test_a_folder_that_cannot_be_made_is_told(town: Path) -> None:
    done = yike(*words(town), "--out", "/dev/null/out")
    told = f"Cannot go on: /dev/null/out: cannot be written: Not a directory. {ROOM}"
    assert (done.returncode, done.stderr.splitlines()[-1]) == (2, told)


def test_a_file_where_the_folder_should_be_is_told(town: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    done = yike(*words(town), "--out", tmp_path / "out")
    assert (done.returncode, done.stderr.splitlines()[-1]) == (
        2,
        f"Cannot go on: {tmp_path / 'out'}: cannot be written: Not a directory. {ROOM}",
    )


def test_no_colour_is_written_where_nobody_looks(town: Path) -> None:
    done = yike("circle", "prepare", town / "streets.geojson", "--out", town / "s.yike", NO_COLOR="1")
    assert (done.returncode, "\x1b" in done.stdout + done.stderr) == (0, False)


def wait_for(path: Path, seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not path.exists():
        assert time.monotonic() < end, f"{path} never came"
        time.sleep(0.05)


STRUCK = """
import sys, threading, yike.faces.cli.main as m, yike.faces.cli.tree as t
def struck(condition, state):
    raise KeyboardInterrupt
def build(_):
    threading.Condition._acquire_restore = struck
    threading.Event().wait(0.01)
t.build = build
sys.exit(m.main())
"""
"""A wait that is struck by Ctrl-C between waking and taking its lock again, as happens to a batch under load."""


def test_ctrl_c_that_falls_into_a_lock_of_pythons_own_stops_kindly_too() -> None:
    done = subprocess.run(
        [sys.executable, "-c", STRUCK], capture_output=True, text=True, env=environment(), check=False
    )
    assert (done.returncode, done.stderr.splitlines()) == (130, ["", "Stopped; nothing is half-written."])


def test_ctrl_c_in_the_middle_of_a_batch_leaves_only_whole_files_and_can_go_on(
    town: Path, tmp_path: Path
) -> None:
    line = f"{town}/streets.geojson,{town}/homes.csv,{town}/points.csv"
    plan = tmp_path / "plan.csv"
    plan.write_text("name,streets,homes,points\n" + "".join(f"c{i},{line}\n" for i in range(60)))
    out = tmp_path / "out"
    command = [*YIKE, "circle", "batch", str(plan), "--out", str(out), "--workers", "1"]
    batch = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
        start_new_session=True,
        preexec_fn=hear_interrupts,
    )
    wait_for(out / "cities" / "c0.json")
    os.killpg(batch.pid, signal.SIGINT)
    _, err = batch.communicate(timeout=60)
    left = sorted(path.name for path in (out / "cities").iterdir())
    assert (batch.returncode, err.decode().splitlines()[-1]) == (130, "Stopped; nothing is half-written.")
    assert [json.loads((out / "cities" / name).read_text())["homes"] for name in left] == [40] * len(left)
    assert len(left) < 60

"""The demonstration as somebody starts it: first run broken off, second run, taken ports, killed processes."""

from __future__ import annotations

import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from heard import Yike
from process import surroundings
from process import yike as yike_process
from running import Demo, Visit, below, commands, eventually, free
from yike.demonstration.accounts import ACCOUNTS, PASSWORD
from yike.demonstration.drawing import Drawing, tell, told
from yike.faces.cli.alone import is_held
from yike.faces.cli.listening import address, free_port

pytestmark = pytest.mark.skipif(not Path("/proc").exists(), reason="looks at processes as Linux lists them")


def test_a_drawing_that_was_broken_off_is_drawn_whole_the_next_time(drawn: Path) -> None:
    with sqlite3.connect(f"file:{drawn / 'yike.sqlite3'}?mode=ro", uri=True) as rows:
        count = rows.execute("SELECT count(*) FROM residents_household").fetchone()
    assert count == (30_000,)
    assert not (drawn / "demonstration.drawing").exists()


def test_while_it_is_drawn_people_come_in_and_look_and_are_asked_to_write_later(
    half_drawn: tuple[Path, Visit],
) -> None:
    _, seen = half_drawn
    assert (seen.coming_in, seen.looking, seen.writing) == (200, 200, 503)
    assert "The town is still being drawn" in seen.page or "街道还在画" in seen.page


def test_half_a_town_of_before_is_not_entered_while_it_is_taken_away(tmp_path: Path) -> None:
    home = tmp_path / "demo"
    home.mkdir()
    tell(home, Drawing("微网群", "Micro-groups", founded=True))
    begun = Demo(home)
    try:
        assert eventually(lambda: "Drawing the demonstration" in begun.said, 120), begun.said
        assert set(commands(below(begun.process.pid))) == {"demo"}
        assert told(home) == Drawing()
        assert begun.interrupt() == 130
    finally:
        begun.clear()


def test_a_drawing_that_is_killed_ends_everything_with_a_clear_line(tmp_path: Path) -> None:
    begun = Demo(tmp_path / "demo")
    try:
        assert eventually(lambda: "Drawing the demonstration" in begun.said, 120), begun.said
        os.kill(commands(below(begun.process.pid))["demo"], signal.SIGKILL)
        assert begun.process.wait(60) == 2
        assert "the drawing of the town ended too early (-9); everything was stopped" in begun.said
    finally:
        begun.clear()


def test_a_front_end_that_could_not_be_built_ends_it_before_the_town_is_founded(tmp_path: Path) -> None:
    built = tmp_path / "front-end"
    built.write_text("2", encoding="ascii")
    done = yike_process(tmp_path / "demo", "demo", "--port", free(), YIKE_FRONT_END=str(built))
    assert (done.returncode, "The demonstration office is open" in done.stdout) == (2, False)
    assert not (tmp_path / "demo" / "demonstration.ready").exists()


def test_the_second_run_opens_without_drawing_and_says_the_accounts(running: Demo) -> None:
    assert "Drawing" not in running.said
    assert f"The demonstration office is open: http://127.0.0.1:{running.port}/" in running.said
    assert [account.username for account in ACCOUNTS if account.username not in running.said] == []
    assert PASSWORD in running.said


def test_a_printed_account_logs_in_and_every_page_says_it_is_a_demonstration(running: Demo) -> None:
    with httpx.Client(
        base_url=f"http://127.0.0.1:{running.port}", follow_redirects=True, timeout=30
    ) as client:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', client.get("/login/").text)
        assert token
        desk = client.post(
            "/login/", data={"csrfmiddlewaretoken": token[1], "login": "clerk", "password": PASSWORD}
        )
        assert (desk.status_code, desk.url.path) == (200, "/desk/")
        for page in ("/", "/desk/", "/desk/almanac/groups/", "/nowhere/"):
            assert "演示" in client.get(page).text, page


def test_the_worker_gives_way_to_the_pages(running: Demo) -> None:
    pids = commands(below(running.process.pid))
    behind = {name: os.getpriority(os.PRIO_PROCESS, pid) for name, pid in pids.items()}
    ours = os.getpriority(os.PRIO_PROCESS, 0)
    assert behind == {"serve": ours, "work": min(19, ours + 5)}


def test_ctrl_c_stops_everything(demo: Demo) -> None:
    others = below(demo.process.pid)
    assert set(commands(others)) == {"serve", "work"}
    assert demo.interrupt() == 0
    assert demo.said.endswith("The demonstration has stopped.\n")
    assert [pid for pid in others if Path(f"/proc/{pid}").exists()] == []
    assert demo.get() is None


@pytest.mark.parametrize(("child", "name"), [("serve", "the server"), ("work", "the worker")])
def test_a_child_that_is_killed_ends_everything_with_a_clear_line(demo: Demo, child: str, name: str) -> None:
    others = below(demo.process.pid)
    os.kill(commands(others)[child], signal.SIGKILL)
    assert demo.process.wait(60) == 2
    assert f"{name} ended unexpectedly (-9); everything was stopped" in demo.said
    assert eventually(lambda: not [pid for pid in others if Path(f"/proc/{pid}").exists()])


def test_children_never_outlive_a_killed_parent_and_hold_the_folder_until_they_end(demo: Demo) -> None:
    others = below(demo.process.pid)
    slow = commands(others)["work"]
    os.kill(slow, signal.SIGSTOP)
    os.kill(demo.process.pid, signal.SIGKILL)
    demo.process.wait(60)
    assert eventually(lambda: {pid for pid in others if Path(f"/proc/{pid}").exists()} == {slow}), others
    done = yike_process(demo.home, "demo", "--port", "")
    assert (done.returncode, "the demonstration is running already" in done.stderr) == (2, True)
    os.kill(slow, signal.SIGCONT)
    assert eventually(lambda: not Path(f"/proc/{slow}").exists())
    assert not is_held(demo.home)


def test_a_second_demonstration_over_the_same_folder_is_told_where_the_first_is(running: Demo) -> None:
    done = yike_process(running.home, "demo", "--port", "")
    assert (done.returncode, done.stdout) == (2, "")
    assert f"the demonstration is running already: http://127.0.0.1:{running.port}/" in done.stderr


def test_a_taken_port_that_was_asked_for_is_refused_in_one_line(yike: Yike, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = yike_process(tmp_path / "home", "demo", "--port", port)
        served = yike_process(tmp_path / "home", "serve", "--port", port)
    for one in (done, served):
        assert (one.returncode, one.stdout, one.stderr.count("\n")) == (2, "", 1)
        assert f"port {port} is taken by another program" in one.stderr
    assert not (tmp_path / "home").exists()


def test_without_a_port_the_next_free_one_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        first = taken.getsockname()[1]
        assert free_port("127.0.0.1", range(first, first + 10)) > first


def test_a_folder_that_cannot_be_written_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    done = yike_process(tmp_path / "file" / "home", "demo", "--port", "")
    assert (done.returncode, done.stdout) == (2, "")
    assert "the data folder cannot be written" in done.stderr.splitlines()[-1]


PREPARE = "from yike.faces.cli.house import open_house, prepare; open_house(); prepare()"


def test_a_real_office_is_never_shown_nor_wiped_as_a_demonstration(tmp_path: Path) -> None:
    home = tmp_path / "office"
    subprocess.run([sys.executable, "-c", PREPARE], env=surroundings(home), check=True)
    size = (home / "yike.sqlite3").stat().st_size
    for fresh in ([], ["--fresh"]):
        done = yike_process(home, "demo", *fresh, "--port", "")
        assert (done.returncode, "real office and no demonstration" in done.stderr) == (2, True)
    assert (home / "yike.sqlite3").stat().st_size == size


FOUND = """
from yike.faces.cli.house import open_house, prepare; open_house(); prepare()
from yike.core.areas.actions import add_area
from yike.core.rights.by import By
from yike.demonstration.codes import CITY, DISTRICT, STREET
above = None
for level, (code, name) in (("city", CITY), ("district", DISTRICT), ("street", STREET)):
    above = add_area(By.machine("演示", "demo"), level=level, code=code, name=name, parent=above)
"""


@pytest.mark.parametrize("command", ["serve", "work", "doctor"])
def test_half_a_town_that_nobody_draws_is_neither_served_nor_worked_for(tmp_path: Path, command: str) -> None:
    home = tmp_path / "half"
    subprocess.run([sys.executable, "-c", FOUND], env=surroundings(home, YIKE_DEMONSTRATION="1"), check=True)
    more = ("--port", free()) if command == "serve" else ()
    done = yike_process(home, command, *more, YIKE_DEMONSTRATION="1")
    assert (done.returncode == 0, "drawn by half only" in done.stdout + done.stderr) == (False, True)


def test_the_demonstration_is_never_served_as_a_real_office(drawn: Path) -> None:
    done = yike_process(drawn, "work")
    assert (done.returncode, "demonstration and no real office" in done.stderr) == (2, True)


def test_addresses_are_such_as_a_browser_takes() -> None:
    told = [address(host, 80) for host in ("127.0.0.1", "0.0.0.0", "::", "::1", "office.lan")]  # noqa: S104
    assert told == [
        "http://127.0.0.1:80/",
        "http://127.0.0.1:80/",
        "http://127.0.0.1:80/",
        "http://[::1]:80/",
        "http://office.lan:80/",
    ]

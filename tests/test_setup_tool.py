"""Setting up from nothing, with the package index, uv and Python played: what is broken off is done anew."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CHINESE = re.compile(r"[\u3400-\u9fff]")
# A Python that makes environments of itself: what it is asked to install or to run goes into a list. It
# stands before the real one, as the shims of pyenv do.
PYTHON = f"""#!/bin/sh
case "$1 $2" in
    "-c "*sys.executable*) echo "$PLAYED/real" ;;
    "-c "*) exec {sys.executable} "$@" ;;
    "-m venv") mkdir -p "$3/bin" && cp "$0" "$3/bin/python" && cp "$PLAYED/uv" "$3/bin/uv" ;;
    "-m pip") echo pip >> "$PLAYED/list"; [ ! -e "$PLAYED/no-index" ] ;;
    "tools/assets.py --messages") echo messages >> "$PLAYED/list" ;;
    "tools/assets.py ") echo assets >> "$PLAYED/list"; [ ! -e "$PLAYED/no-npm" ] ;;
esac
"""
UV = """#!/bin/sh
[ "$1" = --version ] && exit 0
echo "uv $1" >> "$PLAYED/list"
echo "$@" > "$PLAYED/asked"
mkdir -p .venv/bin && cp "$PLAYED/python3" .venv/bin/python
[ ! -e "$PLAYED/no-packages" ]
"""
OLD = "#!/bin/sh\n[ \"$1\" = --version ] && echo 'Python 3.9.2'\nexit 1\n"


class Machine:
    """A bare machine with the project's folder on it; ``broken`` names what cannot be reached."""

    def __init__(self, folder: Path) -> None:
        self.project, self.played = folder / "yike", folder / "played"
        (self.project / "tools").mkdir(parents=True)
        self.played.mkdir()
        shutil.copy(ROOT / "tools" / "setup", self.project / "tools")
        for name in ("uv.lock", "pyproject.toml"):
            (self.project / name).touch()
            os.utime(self.project / name, (0, 0))
        self.give("python3", PYTHON)
        self.give("real", PYTHON)
        self.give("uv", UV)

    def give(self, name: str, text: str) -> None:
        (self.played / name).write_text(text, encoding="utf-8")
        (self.played / name).chmod(0o755)

    def setup(self, *broken: str, words: tuple[str, ...] = ("demo",)) -> tuple[int, str, list[str]]:
        """Return exit code, what was said, and what was done."""
        for name in broken:
            (self.played / name).touch()
        (self.played / "list").write_text("", encoding="utf-8")
        done = subprocess.run(
            ["/bin/sh", self.project / "tools" / "setup", *words],
            env={"PATH": f"{self.played}:/usr/bin:/bin", "PLAYED": str(self.played)},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        for name in broken:
            (self.played / name).unlink()
        assert done.stdout == ""
        return done.returncode, done.stderr, (self.played / "list").read_text("utf-8").splitlines()


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def test_a_bare_machine_is_set_up_once_and_the_next_time_nothing_is_installed(machine: Machine) -> None:
    assert machine.setup()[::2] == (0, ["pip", "uv sync", "assets"])
    assert machine.setup() == (0, "", ["assets"])


def test_the_environment_is_asked_for_with_the_python_behind_a_shim_so_that_it_is_known_again(
    machine: Machine,
) -> None:
    machine.setup()
    words = (machine.played / "asked").read_text("utf-8").split()
    assert words[words.index("--python") + 1] == str(machine.played / "real")


def test_the_front_end_can_be_left_to_who_builds_it_meanwhile(machine: Machine) -> None:
    machine.give("no-npm", "")
    assert machine.setup(words=("demo", "--later"))[::2] == (0, ["pip", "uv sync", "messages"])


@pytest.mark.parametrize(
    ("broken", "done", "said", "next_time"),
    [
        ("no-index", ["pip"], "PIP_INDEX_URL", ["pip", "uv sync", "assets"]),
        ("no-packages", ["pip", "uv sync"], "UV_DEFAULT_INDEX", ["uv sync", "assets"]),
        ("no-npm", ["pip", "uv sync", "assets"], "npm_config_registry", ["assets"]),
    ],
)
def test_what_was_broken_off_is_told_in_both_languages_and_done_anew_the_next_time(
    machine: Machine, broken: str, done: list[str], said: str, next_time: list[str]
) -> None:
    code, told, what = machine.setup(broken)
    chinese, english = told.splitlines()[-2:]
    assert (code, what) == (2, done)
    assert (bool(CHINESE.search(chinese)), said in chinese) == (True, True)
    assert (CHINESE.search(english), said in english) == (None, True)
    assert machine.setup()[::2] == (0, next_time)


def test_a_python_that_went_away_since_is_replaced_with_all_that_hung_on_it(machine: Machine) -> None:
    machine.setup()
    (machine.project / ".venv" / "bin" / "python").unlink()
    assert machine.setup()[::2] == (0, ["uv sync", "assets"])


def test_other_versions_of_what_is_needed_are_installed(machine: Machine) -> None:
    machine.setup()
    os.utime(machine.project / "uv.lock")
    stamp = machine.project / ".venv" / ".ready-demo"
    os.utime(stamp, (1, 1))
    assert machine.setup()[::2] == (0, ["uv sync", "assets"])


def test_a_folder_that_cannot_be_written_is_told_before_anything_is_done(machine: Machine) -> None:
    (machine.project / ".setup-probe").mkdir()  # in the way of the file that is tried
    code, told, what = machine.setup()
    assert (code, what) == (2, [])
    assert f"这个文件夹不可写：{machine.project}。" in told
    assert f"This folder cannot be written: {machine.project}." in told


def test_a_machine_with_an_old_python_only_is_told_which_was_found(machine: Machine) -> None:
    for name in ("python3", "python3.14", "python3.13", "python3.12", "python3.11", "python"):
        machine.give(name, OLD)
    code, told, what = machine.setup()
    assert (code, what) == (2, [])
    assert told.count("Python 3.9.2") == 2
    assert "make PYTHON=" in told.splitlines()[-1]

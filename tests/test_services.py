"""What a missing service means: one line and a skip, or a failure where services are required."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from services import CHROMIUM, chromium, missing

ROOT = Path(__file__).resolve().parents[1]
SKIPPED, FAILED = pytest.skip.Exception, pytest.fail.Exception
OWN_SEARCH = re.compile(rf"which\([^)]*({'|'.join(CHROMIUM)}|initdb|postgres)|environ.get\(.CHROMIUM")


@pytest.mark.parametrize(("asked", "kind"), [("", SKIPPED), ("0", SKIPPED), ("1", FAILED)])
def test_a_missing_service_skips_and_fails_only_where_services_are_required(
    monkeypatch: pytest.MonkeyPatch, asked: str, kind: type[Exception]
) -> None:
    monkeypatch.setenv("YIKE_REQUIRE_SERVICES", asked)
    with pytest.raises(kind, match=r"^Mosquitto is not here: nobody spoke$"):
        missing("Mosquitto", "nobody spoke")


@pytest.mark.parametrize(("asked", "kind"), [("", SKIPPED), ("1", FAILED)])
def test_a_machine_without_chromium_is_told_so_in_one_line(
    monkeypatch: pytest.MonkeyPatch, asked: str, kind: type[Exception]
) -> None:
    monkeypatch.setenv("YIKE_REQUIRE_SERVICES", asked)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(kind, match=r"^Chromium is not here: .*$"):
        chromium()


def test_no_test_looks_for_a_service_by_itself_and_skips_past_what_is_required() -> None:
    own = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "tests").rglob("*.py")
        if path.name not in {"services.py", Path(__file__).name}
        and OWN_SEARCH.search(path.read_text(encoding="utf-8"))
    ]
    assert own == []


@pytest.mark.parametrize(("asked", "result"), [("", 0), ("1", 1)])
def test_without_postgresql_make_test_says_so_in_one_line_and_fails_only_where_it_is_required(
    tmp_path: Path, asked: str, result: int
) -> None:
    for name, does in (("tools/postgres", "exit 69"), (".venv/bin/python", "exit 0")):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(f"#!/bin/sh\n{does}\n", encoding="utf-8")
        (tmp_path / name).chmod(0o755)
    shutil.copy(ROOT / "tools" / "test", tmp_path / "tools")
    done = subprocess.run(
        ["/bin/sh", tmp_path / "tools" / "test"],
        env={"PATH": "/usr/bin:/bin", "YIKE_REQUIRE_SERVICES": asked},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    said = "PostgreSQL is not installed: the suite runs on SQLite only. / 没有安装 PostgreSQL，只在 SQLite 上测。\n"
    assert (done.returncode, done.stdout, done.stderr) == (result, said, "")

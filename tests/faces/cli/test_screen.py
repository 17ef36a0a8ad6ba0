from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yike.faces.cli.compiled import cache_folder, first_run
from yike.faces.cli.screen import Screen, plain
from yike.faces.cli.show import count_text, minutes_text, points_text, share_text


@pytest.mark.parametrize(
    ("thing", "text"),
    [
        (np.float64("nan"), "null"),
        ({"a": np.array([1.5, np.inf])}, '{"a": [1.5, null]}'),
        ((Path("x/y"), None, True), '["x/y", null, true]'),
        ({3: np.int32(4)}, '{"3": 4}'),
        (np.bool_(False), "false"),
    ],
)
def test_json_holds_no_number_that_is_none(
    capsys: pytest.CaptureFixture[str], thing: object, text: str
) -> None:
    Screen("zh", as_json=True).answer(thing)
    assert capsys.readouterr().out == text + "\n"


Things = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner) | st.tuples(inner, inner),
    max_leaves=12,
)


@given(Things)
def test_anything_becomes_json_and_comes_back_the_same(thing: object) -> None:
    once = plain(thing)
    assert json.loads(json.dumps(once, allow_nan=False)) == once


def test_with_json_nothing_but_the_object_is_on_standard_output(capsys: pytest.CaptureFixture[str]) -> None:
    screen = Screen("en", as_json=True)
    screen.line("好", "good")
    screen.table("", ("a", "b"), [("x", "1")], right=1)
    screen.note("注", "note")
    with screen.step("做", "working"), screen.bar("城", "cities", 2) as moved:
        moved("first")
    screen.answer({"done": True})
    heard = capsys.readouterr()
    assert heard.out == '{"done": true}\n'
    assert heard.err.split()[0] == "good"
    assert heard.err.splitlines()[-1] == "[1/2] first"


def test_words_in_brackets_are_shown_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    Screen("en").line("", "[bold]street[/bold] [1]")
    assert capsys.readouterr().out == "[bold]street[/bold] [1]\n"


def test_figures_are_written_for_people() -> None:
    say = Screen("zh").say
    assert (share_text(0.8094), share_text(float("nan")), share_text(None)) == ("80.9 %", "–", "–")
    assert (minutes_text(9000, say), minutes_text(None, say)) == ("15.0", "不可达")
    assert (points_text(0.012), points_text(-0.11), points_text(None)) == ("+1.2", "-11.0", "–")
    assert (count_text(12345.0), count_text(1.25)) == ("12,345", "1.2")


def test_compiled_code_stays_beside_the_package_where_that_can_be_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    assert (cache_folder(tmp_path), first_run(tmp_path)) == (None, True)
    (tmp_path / "kernel.nbi").write_text("")
    assert (first_run(tmp_path), "NUMBA_CACHE_DIR" in os.environ) == (False, False)


def test_a_package_that_cannot_be_written_keeps_compiled_code_in_the_users_cache(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", "")  # put back as it was when the test ends
    monkeypatch.delenv("NUMBA_CACHE_DIR")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    gone = tmp_path / "no such package"
    assert first_run(gone) is True
    folder = tmp_path / "cache" / "yike" / "numba"
    assert (os.environ["NUMBA_CACHE_DIR"], stat.S_IMODE(folder.stat().st_mode)) == (str(folder), 0o700)


def test_a_service_account_without_a_home_keeps_it_in_the_temporary_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("NUMBA_CACHE_DIR", raising=False)
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(blocked))
    monkeypatch.setenv("HOME", str(blocked))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert cache_folder(tmp_path / "no such package") == tmp_path / f"yike-numba-{os.getuid()}"


def test_a_folder_somebody_named_is_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    assert cache_folder(tmp_path / "no such package") == tmp_path

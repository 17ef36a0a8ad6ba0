"""``yike circle streets``: the office's streets are put into its data folder."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.conf import LazySettings

from heard import Yike
from yike.rooms.circle.sketch import sketch_files
from yike.rooms.circle.walking.asks import PACES
from yike.rooms.circle.walking.ground import open_ground, streets_file


@pytest.fixture
def home(tmp_path: Path, settings: LazySettings) -> Path:
    settings.YIKE_HOME = tmp_path / "office"
    return tmp_path / "office"


def test_the_streets_are_kept_for_every_pace(yike: Yike, home: Path) -> None:
    heard = yike("circle", "streets", sketch_files().streets)
    assert heard.code == 0
    assert heard.out.replace("\n", "").endswith(f"存成：{streets_file(home)}")
    ground = open_ground(home)
    assert [ground.all_open(pace).pace.name for pace in PACES] == list(PACES)
    again = yike("circle", "streets", streets_file(home), lang="en")  # its own file cannot be its source
    assert again.code == 2
    assert open_ground(home).streets.nodes == ground.streets.nodes


def test_the_summary_comes_as_json(yike: Yike, home: Path) -> None:
    heard = yike("circle", "streets", sketch_files().streets, "--json")
    told = json.loads(heard.out)
    assert (told["paces"], told["file"]) == (list(PACES), str(streets_file(home)))


def test_what_is_no_street_file_says_so_and_installs_nothing(yike: Yike, home: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "list.txt"
    wrong.write_text("十梓街", encoding="utf-8")
    heard = yike("circle", "streets", wrong)
    assert heard.code == 2
    assert "街道" in heard.err
    assert not streets_file(home).exists()

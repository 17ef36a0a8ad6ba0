"""The folder of a report: whole or absent, and a picture that can be opened."""

from __future__ import annotations

import os

import pytest
from PIL import Image

from made_survey import MADE, made_survey
from yike.engines.faults import Fault
from yike.rooms.circle.report import palette, write, write_report
from yike.rooms.circle.report.words import Words

NAMES = [
    "report.html", "cover.csv", "cover.xlsx", "gaps.geojson", "homes.csv", "homes.geojson", "map.png",
    "points.geojson",
]  # fmt: skip


def test_all_files_are_written_and_named_the_page_first(tmp_path):
    found = write_report(made_survey(), tmp_path / "out", "en", made=MADE)
    assert [path.name for path in found] == NAMES
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == sorted(NAMES)
    assert all(path.stat().st_size > 100 for path in found)


def test_a_failure_on_the_way_leaves_nothing_behind(tmp_path, monkeypatch):
    def fails(*_args):
        raise RuntimeError("no room for the workbook")

    monkeypatch.setattr(write, "write_workbook", fails)
    with pytest.raises(RuntimeError):
        write_report(made_survey(), tmp_path / "out", "zh")
    assert list((tmp_path / "out").iterdir()) == []


def test_a_place_that_cannot_be_a_folder_is_a_fault_with_a_remedy(tmp_path):
    taken = tmp_path / "taken"
    taken.write_text("a file")
    with pytest.raises(Fault) as caught:
        write_report(made_survey(), taken, "zh")
    assert caught.value.do_zh == "请换一个有写权限、有空间的文件夹"
    assert taken.read_text() == "a file"


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may write anywhere")
def test_a_read_only_folder_is_a_fault(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(Fault):
        write_report(made_survey(), tmp_path / "out", "zh")
    tmp_path.chmod(0o700)


def test_other_files_in_the_folder_stay(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    write_report(made_survey(), tmp_path, "zh", made=MADE)
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_the_picture_opens_and_shows_streets_gaps_and_water(tmp_path):
    write_report(made_survey(), tmp_path, "zh", made=MADE)
    with Image.open(tmp_path / "map.png") as picture:
        assert picture.format == "PNG"
        assert 1600 < picture.width < 1900
        seen = {colour for _, colour in picture.convert("RGB").getcolors(1 << 24)}

    def near(colour):
        want = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
        return any(max(abs(a - b) for a, b in zip(want, one, strict=True)) <= 12 for one in seen)

    missing = [c for c in (palette.PAPER, palette.WATER, palette.INK, *palette.MINUTES[:4]) if not near(c)]
    assert missing == []


def test_a_report_written_twice_is_the_same_page_and_tables(tmp_path):
    for name in ("one", "two"):
        write_report(made_survey(), tmp_path / name, "zh", made=MADE)
    same = [n for n in NAMES if n not in {"cover.xlsx"}]
    assert [
        n for n in same if (tmp_path / "one" / n).read_bytes() != (tmp_path / "two" / n).read_bytes()
    ] == []


def test_the_picture_names_what_it_shows_and_only_the_kinds_on_it():
    words = Words("en")
    survey = made_survey()
    share = words.percent(float(survey.baskets.share[0, 0]))
    both = write.caption_of(survey, -1, words, "Title")
    assert [name for _, name in both.kinds] == ["community service station", "clinic"]
    assert both.outcome == f"{share} of households reach community service station + clinic"
    assert [kind for kind, _ in write.caption_of(survey, 1, words, None).kinds] == [1]

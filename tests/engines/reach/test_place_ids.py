"""One id is one place: a point may offer several kinds, but only where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from yike.engines.faults import Fault
from yike.engines.reach.places import read_points

HEAD = "编号,类别,经度,纬度\n"


def table(folder: Path, *rows: str) -> Path:
    path = folder / "points.csv"
    path.write_text(HEAD + "\n".join(rows), encoding="utf-8")
    return path


def test_one_point_may_offer_several_kinds(tmp_path: Path) -> None:
    points = read_points(
        table(tmp_path, "a,银行,120.63,31.30", "a,药店,120.63,31.3000000", "b,药店,120.64,31.3")
    )
    assert (points.id, points.kinds) == (("a", "a", "b"), ("银行", "药店"))


def test_an_id_at_two_places_is_named_with_both_rows(tmp_path: Path) -> None:
    path = table(tmp_path, "a,银行,120.63,31.30", "b,药店,120.64,31.3", "a,药店,120.63,31.31")
    with pytest.raises(Fault) as caught:
        read_points(path)
    assert caught.value.text("en") == (
        f'{path}, row 4, column "编号": the id "a" stands in rows 2 and 4 with different coordinates. '
        "Give them the same coordinates if they are one point of several kinds, else their own ids."
    )
    assert caught.value.zh == "编号“a”在第 2 行和第 4 行，坐标却不同"

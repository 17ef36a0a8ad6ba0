"""A text that is no table is called that, and not a table without the right columns."""

from __future__ import annotations

from pathlib import Path

import pytest

from yike.engines.faults import Fault
from yike.engines.reach.streets.read import read_streets


@pytest.mark.parametrize("text", ["hello\n", "just one line\nand one more\n", "街道"])
def test_a_text_is_no_street_map(tmp_path: Path, text: str) -> None:
    path = tmp_path / "streets.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Fault) as caught:
        read_streets(path)
    assert (caught.value.zh, caught.value.en) == (
        "不是街道地图，是一段文字，不是表格",
        "is no street map but plain text, not a table",
    )

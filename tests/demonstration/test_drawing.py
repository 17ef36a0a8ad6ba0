"""Half a town says so in its folder, whoever reads meanwhile."""

from __future__ import annotations

from pathlib import Path

from yike.demonstration.drawing import FILE, Drawing, end, tell, told


def test_what_is_being_drawn_is_told_until_all_is_drawn(tmp_path: Path) -> None:
    assert told(tmp_path) is None
    for one in (Drawing(), Drawing("微网群", "Micro-groups", founded=True)):
        tell(tmp_path, one)
        assert told(tmp_path) == one
    assert [file.name for file in tmp_path.iterdir()] == [FILE]
    end(tmp_path)
    end(tmp_path)
    assert told(tmp_path) is None


def test_words_that_cannot_be_read_say_half_a_town_too(tmp_path: Path) -> None:
    for words in ("", "{", '{"colour": 1}', "[]"):
        (tmp_path / FILE).write_text(words, encoding="utf-8")
        assert told(tmp_path) == Drawing(), words

"""Small numbers: told as few, or to tens with halves away from none."""

from __future__ import annotations

import pytest

from yike.engines import small


@pytest.mark.parametrize(
    ("number", "told"),
    [
        (0, "0"),
        (1, "<5"),
        (4, "<5"),
        (5, "≈10"),
        (14, "≈10"),
        (15, "≈20"),
        (24, "≈20"),
        (25, "≈30"),
        (1245, "≈1,250"),
        (-4, "<5"),
        (-5, "≈-10"),
        (-14, "≈-10"),
        (-25, "≈-30"),
    ],
)
def test_a_number_to_tens_is_never_none_where_there_are_some(number: int, told: str) -> None:
    assert small.about(number) == told

from __future__ import annotations

import pytest

from yike.core.look.asked import row_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7", 7),
        ("0", 0),
        ("9" * 17, 10**17 - 1),
        ("9" * 18, None),
        ("9" * 5_000, None),
        ("", None),
        ("-1", None),
        ("٣", None),
        ("²", None),
        ("7 ", None),
    ],
)
def test_a_row_is_named_by_digits_that_a_database_could_hold(text: str, number: int | None) -> None:
    assert row_number(text) == number

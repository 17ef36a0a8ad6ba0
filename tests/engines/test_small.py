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


@pytest.mark.parametrize("number", [0, 1, 4, 5, 9, 10, 14, 96, 1245])
def test_a_drawn_number_is_right_on_the_average_and_one_more_changes_one_draw_of_ten(number: int) -> None:
    sizes = [
        int(told[1:].replace(",", "")) if (told := small.tens(number, luck))[0] == "≈" else 0
        for luck in range(10)
    ]
    assert (sum(sizes), {size % 10 for size in sizes}) == (10 * number, {0})
    more = [small.tens(number + 1, luck) != small.tens(number, luck) for luck in range(10)]
    assert sum(more) == 1


@pytest.mark.parametrize(
    ("number", "luck", "told"), [(0, 9, "<10"), (9, 0, "<10"), (1, 9, "≈10"), (1240, 9, "≈1,240")]
)
def test_a_drawn_number_says_to_which_ten(number: int, luck: int, told: str) -> None:
    assert small.tens(number, luck) == told

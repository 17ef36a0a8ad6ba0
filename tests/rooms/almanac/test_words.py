"""Words on the almanac's pages."""

from __future__ import annotations

import pytest

from yike.rooms.almanac.templatetags.almanac import dialled


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("王姐 0512-67271234", '王姐 <a class="keep" href="tel:0512-67271234">0512-67271234</a>'),
        (
            "12345 或 67270011",
            '<a class="keep" href="tel:12345">12345</a> 或 <a class="keep" href="tel:67270011">67270011</a>',
        ),
        ("400-820-8820", '<a class="keep" href="tel:400-820-8820">400-820-8820</a>'),
        ("2026-12-05 9:00-11:30 <b>李</b>", "2026-12-05 9:00-11:30 &lt;b&gt;李&lt;/b&gt;"),
        ("", ""),
    ],
)
def test_telephone_numbers_are_dialled_with_a_tap(text: str, shown: str) -> None:
    assert dialled(text) == shown

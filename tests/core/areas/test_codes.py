from __future__ import annotations

import pytest

from yike.core.areas.codes import check_code, check_place, level_of, next_code, plain_code
from yike.core.areas.models import AreaLevel
from yike.engines.faults import Fault

CITY, DISTRICT, STREET = AreaLevel.CITY, AreaLevel.DISTRICT, AreaLevel.STREET
COMMUNITY, GRID, MICROGRID = AreaLevel.COMMUNITY, AreaLevel.GRID, AreaLevel.MICROGRID


@pytest.mark.parametrize(
    ("level", "code", "parent"),
    [
        (CITY, "9905", None),
        (CITY, "990500", None),
        (DISTRICT, "990508", "9905"),
        (DISTRICT, "990508", "990500"),
        (DISTRICT, "990508", None),
        (STREET, "990508001", "990508"),
        (STREET, "990508001", "990500"),
        (COMMUNITY, "990508001002", "990508001"),
        (GRID, "990508001002003", "990508001002"),
        (GRID, "W-7", "990508001002"),
        (MICROGRID, "W-7-1", "W-7"),
    ],
)
def test_a_code_that_fits_its_level_and_parent_passes(
    level: AreaLevel, code: str, parent: str | None
) -> None:
    check_code(level, code, parent)


@pytest.mark.parametrize(
    ("level", "code", "parent", "zh"),
    [
        (STREET, "99050800", "990508", "“99050800”不是街道的行政区划代码，应当是 9 位数字"),
        (STREET, "９９０５０８００１", None, "“９９０５０８００１”不是街道的行政区划代码，应当是 9 位数字"),
        (COMMUNITY, "990508001", None, "“990508001”不是社区的行政区划代码，应当是 12 位数字"),
        (COMMUNITY, "990508002001", "990508001", "代码 990508002001 不以上级代码 990508001 开头"),
        (DISTRICT, "990608", "990500", "代码 990608 不以上级代码 9905 开头"),
        (GRID, "", "990508001002", "“”不能作网格代码"),
        (GRID, "一网格", "990508001002", "“一网格”不能作网格代码"),
        (GRID, "-7", "990508001002", "“-7”不能作网格代码"),
        (GRID, "7" * 33, "990508001002", f"“{'7' * 33}”不能作网格代码"),
    ],
)
def test_a_code_that_does_not_fit_is_told_why(
    level: AreaLevel, code: str, parent: str | None, zh: str
) -> None:
    with pytest.raises(Fault) as told:
        check_code(level, code, parent)
    assert told.value.zh == zh


@pytest.mark.parametrize(
    ("level", "parent"),
    [
        (CITY, None),
        (DISTRICT, CITY),
        (STREET, None),
        (STREET, CITY),
        (STREET, DISTRICT),
        (COMMUNITY, STREET),
        (GRID, COMMUNITY),
        (MICROGRID, GRID),
    ],
)
def test_levels_stand_below_levels_that_can_hold_them(level: AreaLevel, parent: AreaLevel | None) -> None:
    check_place(level, parent)


@pytest.mark.parametrize(
    ("level", "parent", "zh", "en"),
    [
        (CITY, CITY, "市的上级应当是空的", "the parent of a city is nothing"),
        (STREET, STREET, "街道的上级应当是市或区", "the parent of a subdistrict is a city or a district"),
        (COMMUNITY, None, "社区的上级应当是街道", "the parent of a community is a subdistrict"),
        (GRID, STREET, "网格的上级应当是社区", "the parent of a grid is a community"),
        (MICROGRID, COMMUNITY, "微网格的上级应当是网格", "the parent of a micro-grid is a grid"),
    ],
)
def test_a_level_in_the_wrong_place_is_told(
    level: AreaLevel, parent: AreaLevel | None, zh: str, en: str
) -> None:
    with pytest.raises(Fault) as told:
        check_place(level, parent)
    assert (told.value.zh, told.value.en) == (zh, en)


@pytest.mark.parametrize(
    ("typed", "level", "plain"),
    [
        (" 990508 001 ", None, "990508001"),
        ("990508001000", None, "990508001"),
        ("990508001000", STREET, "990508001"),
        ("990508000000", None, "990508"),
        ("990508000000", DISTRICT, "990508"),
        ("990508001002", COMMUNITY, "990508001002"),
        ("990508001000", COMMUNITY, "990508001000"),
        ("W-000", None, "W-000"),
    ],
)
def test_codes_filled_up_with_zeros_are_understood(typed: str, level: AreaLevel | None, plain: str) -> None:
    assert plain_code(typed, level) == plain


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("9905", CITY),
        ("990500", CITY),
        ("990508", DISTRICT),
        ("990508001", STREET),
        ("990508001002", COMMUNITY),
        ("990508001002003", None),
        ("W-7", None),
        ("", None),
    ],
)
def test_a_division_code_tells_its_level(code: str, level: AreaLevel | None) -> None:
    assert level_of(code) == level


def test_the_next_code_is_the_first_free_one() -> None:
    assert next_code("99", {"99001", "99003"}) == "99002"

"""One mask for one value, wherever it is shown."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yike.core.residents.masks import MASKS, age_band, few, letters, mask


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三", "张*"),
        ("张小三", "张*三"),
        ("欧阳锋", "欧阳*"),
        ("欧阳小锋", "欧阳**"),
        ("张王晓明", "张王**"),
        ("司马", "司*"),
        ("陈", "*"),
        ("阿卜杜热西提·买买提", "阿*****·买**"),
        ("阿卜杜热西提.买买提", "阿*****.买**"),
        ("𠮷田三", "𠮷*三"),
        ("龙䶮", "龙*"),
        ("John Smith", "J*** S****"),
        ("Mary-Ann O'Neil", "M******* O*****"),
        ("Jos\N{LATIN SMALL LETTER E WITH ACUTE}", "J***"),
        ("Jose\N{COMBINING ACUTE ACCENT}", "J***"),  # the accent as a sign of its own
        ("葛\U000e0100小姐", "葛\U000e0100*姐"),  # a variant mark belongs to its letter
        ("<script>", "<*******"),
        ("", ""),
    ],
)
def test_names(name: str, masked: str) -> None:
    assert mask("name", name) == masked


@pytest.mark.parametrize(
    ("kind", "plain", "masked"),
    [
        ("national_id", "11010519491231002X", "110105********002X"),
        ("national_id_public", "11010519491231002X", "****002X"),
        ("national_id", "12345", "*****"),
        ("phone", "+8613812345678", "138****5678"),
        ("phone", "13812345678", "138****5678"),
        ("phone", "+8651265221234", "5126522****"),
        ("phone", "+8651265221234;ext=8001", "5126522****"),
        ("phone", "110", "***"),
        ("birth_date", "1949-12-31", "1949"),
        ("bank_account", "6222021234567890123", "****0123"),
        ("bank_account", "1234567", "*******"),
        ("address", "干将东路888号3幢2单元501室", "干将东路888号3幢"),
        ("address", "平江路25弄3号楼201", "平江路25弄3号楼"),
        ("address", "凤凰街12号501", "凤凰街12号"),
        ("address", "定慧寺巷8号", "定慧寺巷8号"),
        ("address", "某新村甲区12-301", "某新村甲区"),
        ("address", "501", "***"),
    ],
)
def test_numbers_and_addresses(kind: str, plain: str, masked: str) -> None:
    assert mask(kind, plain) == masked


@pytest.mark.parametrize("kind", MASKS)
def test_nothing_stays_nothing(kind: str) -> None:
    assert mask(kind, "") == ""


@given(st.text(alphabet="张王李赵小明三四五六𠮷䶮", min_size=2, max_size=6))
def test_a_masked_han_name_keeps_its_length_and_hides_a_letter(name: str) -> None:
    masked = mask("name", name)
    assert len(letters(masked)) == len(letters(name))
    assert "*" in masked


@given(st.sampled_from(sorted(MASKS)), st.text(max_size=60))
def test_any_text_is_masked_without_falling_and_always_the_same(kind: str, text: str) -> None:
    assert mask(kind, text) == mask(kind, text)


@given(st.from_regex(r"\A[1-9][0-9]{16}[0-9X]\Z"))
def test_the_birth_day_is_never_in_a_masked_identity_number(number: str) -> None:
    assert mask("national_id", number)[6:14] == "*" * 8


@pytest.mark.parametrize(
    ("year", "band"), [(1949, "75–79"), (1951, "75–79"), (1946, "80–84"), (2026, "0–4"), (2027, "0–4")]
)
def test_ages_are_told_in_bands_of_five_years(year: int, band: str) -> None:
    assert age_band(year, date(2026, 11, 26)) == band


@pytest.mark.parametrize(("count", "text"), [(0, "0"), (1, "<5"), (4, "<5"), (5, "5"), (1234, "1234")])
def test_counts_that_could_point_at_a_person_are_not_told(count: int, text: str) -> None:
    assert few(count) == text

"""What is sealed opens in its own row alone, and equal values are found without opening."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yike.core.vault.keyring import Keyring, new_key
from yike.core.vault.sealing import blind_index, blind_indexes, open_sealed, seal, version_of
from yike.engines.faults import Fault

OLD, NEW = new_key(1), new_key(2)
RING = Keyring([OLD])
BOTH = Keyring([OLD, NEW])
ID = "11010519491231002X"
HERE, THERE = "residents.person.national_id:aa", "residents.person.national_id:bb"


@given(st.text(), st.text(max_size=40))
def test_what_is_sealed_comes_back_exactly(plain: str, place: str) -> None:
    plain, place = (t.encode("utf-8", "ignore").decode() for t in (plain, place))
    assert open_sealed(RING, seal(RING, plain, place), place) == plain


def test_the_same_value_is_sealed_differently_each_time() -> None:
    assert len({seal(RING, ID, HERE) for _ in range(100)}) == 100


def test_a_sealed_value_moved_to_another_row_or_column_does_not_open() -> None:
    sealed = seal(RING, ID, HERE)
    for place in (THERE, "residents.person.phone:aa", ""):
        with pytest.raises(Fault, match="does not belong to this row"):
            open_sealed(RING, sealed, place)


def test_a_sealed_value_altered_anywhere_does_not_open() -> None:
    sealed = seal(RING, ID, HERE)
    start = len("1.1.")
    for at in range(start, len(sealed) - 3):  # several last letters before == stand for the same byte
        other = "A" if sealed[at] != "A" else "B"
        with pytest.raises(Fault, match="was altered"):
            open_sealed(RING, sealed[:at] + other + sealed[at + 1 :], HERE)


@pytest.mark.parametrize(
    "text", ["", "1", "1.", "1.1", "1.1.", "1.1.AAAA", "1.x.AAAA", "2.1.AAAA", ID, "1.１.AA"]
)
def test_what_is_no_sealed_text_is_refused_kindly(text: str) -> None:
    with pytest.raises(Fault, match="does not open"):
        open_sealed(RING, text, HERE)


def test_an_old_value_opens_beside_a_new_key_but_not_without_its_own() -> None:
    sealed = seal(RING, ID, HERE)
    assert (open_sealed(BOTH, sealed, HERE), version_of(sealed), version_of(seal(BOTH, ID, HERE))) == (
        ID,
        1,
        2,
    )
    with pytest.raises(Fault, match="does not hold version 1"):
        open_sealed(Keyring([NEW]), sealed, HERE)


def test_another_office_cannot_open_it() -> None:
    with pytest.raises(Fault):
        open_sealed(Keyring([new_key(1)]), seal(RING, ID, HERE), HERE)


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        ("national_id", ["11010519491231002X", "11010519491231002x", "110105 19491231 ００２Ｘ"]),
        ("phone", ["13800138000", "+86 138-0013-8000", "0086 13800138000", "8613800138000"]),
        ("phone", ["0512-65221234", "+8651265221234", "(0512) 6522 1234", "051265221234转8001"]),
        ("phone", ["051265221234", "+8651265221234;ext=8001"]),
        ("phone", ["010-86123456", "+86 10 8612 3456"]),
        ("phone", ["+852 2345 6789", "+85223456789"]),
    ],
)  # fmt: skip
def test_equal_values_have_one_index_however_they_are_typed(kind: str, typed: list[str]) -> None:
    assert len({blind_index(RING, kind, text) for text in typed}) == 1


def test_different_values_kinds_and_keys_have_different_indexes() -> None:
    indexes = {
        blind_index(RING, "phone", "13800138000"),
        blind_index(RING, "phone", "13800138001"),
        blind_index(RING, "national_id", "13800138000"),
        blind_index(BOTH, "phone", "13800138000"),
        blind_index(RING, "phone", "+85213800138000"),
    }
    assert len(indexes) == 5


def test_while_keys_are_rotated_a_value_is_searched_under_each() -> None:
    assert blind_indexes(BOTH, "phone", "13800138000") == [
        blind_index(RING, "phone", "13800138000"),
        blind_index(BOTH, "phone", "13800138000"),
    ]


def test_an_index_tells_nothing_and_has_22_characters() -> None:
    assert len(blind_index(RING, "national_id", ID)) == 22

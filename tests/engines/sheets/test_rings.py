"""What stands below other rows may not come back to itself."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from yike.engines.sheets.rings import on_rings


def test_a_ring_is_found_and_not_what_hangs_from_it() -> None:
    assert on_rings({"a": "b", "b": "a", "c": "a", "d": "", "e": "d", "f": "elsewhere"}) == {"a", "b"}
    assert on_rings({"a": "a"}) == {"a"}


@given(st.dictionaries(st.sampled_from("abcdefg"), st.sampled_from(["", *"abcdefgh"])))
def test_it_says_the_same_as_walking_up_from_each(above: dict[str, str]) -> None:
    def comes_back(key: str) -> bool:
        at = key
        for _ in above:
            at = above.get(at, "")
            if at == key:
                return True
        return False

    assert on_rings(above) == {key for key in above if comes_back(key)}

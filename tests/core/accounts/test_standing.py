"""Who stands in for whom: chains are followed, loops are seen before they close."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yike.core.accounts.standing import Holding, Stand, apart, closes_loop, principals_of
from yike.core.rights.roles import Role

MONDAY = date(2026, 11, 23)


def days(first: int, last: int) -> tuple[date, date]:
    return MONDAY + timedelta(first), MONDAY + timedelta(last)


def stand(principal: int, deputy: int, first: int, last: int) -> Stand:
    return Stand(principal, deputy, *days(first, last))


def test_a_chain_passes_on_to_the_last_one() -> None:
    edges = [(1, 2), (2, 3), (9, 8)]
    assert [principals_of(person, edges) for person in (1, 2, 3)] == [
        frozenset(),
        frozenset({1}),
        frozenset({1, 2}),
    ]


def test_one_person_may_stand_in_for_several() -> None:
    assert principals_of(3, [(1, 3), (2, 3), (4, 1)]) == frozenset({1, 2, 4})


@pytest.mark.parametrize(
    ("new", "others", "loops"),
    [
        (stand(1, 1, 0, 0), [], True),
        (stand(1, 2, 0, 4), [], False),
        (stand(1, 2, 0, 4), [stand(2, 1, 4, 9)], True),  # Friday is common to both
        (stand(1, 2, 0, 4), [stand(2, 1, 5, 9)], False),  # Monday to Friday, then Saturday on
        (stand(3, 1, 0, 9), [stand(1, 2, 0, 3), stand(2, 3, 2, 9)], True),  # common on Wednesday, Thursday
        (stand(3, 1, 0, 9), [stand(1, 2, 0, 3), stand(2, 3, 4, 9)], False),  # the chain never holds whole
        (stand(3, 1, 4, 9), [stand(1, 2, 0, 3), stand(2, 3, 2, 9)], False),  # whole, but not on these days
        (stand(1, 2, 0, 4), [stand(1, 3, 0, 4), stand(3, 2, 0, 4)], False),  # two ways to the same deputy
    ],
)
def test_a_loop_is_one_only_where_every_link_holds_on_the_same_day(
    new: Stand, others: list[Stand], loops: bool
) -> None:
    assert closes_loop(new, others) is loops


STANDS = st.builds(
    lambda p, d, first, length: stand(p, d, first, first + length),
    st.integers(1, 5),
    st.integers(1, 5),
    st.integers(0, 6),
    st.integers(0, 4),
)


def _goes_round(stands: list[Stand], day: date) -> bool:
    """Plain reference: whether on a day somebody reaches themselves by following who stands in for whom."""
    edges = {(s.principal, s.deputy) for s in stands if s.since <= day <= s.until}
    reach = set(edges)
    for _ in range(5):
        reach |= {(a, d) for a, b in reach for c, d in reach if b == c}
    return any(a == b for a, b in reach)


@given(st.lists(STANDS, max_size=10))
def test_refusing_every_loop_leaves_no_day_on_which_anybody_stands_in_for_themselves(
    asked: list[Stand],
) -> None:
    kept: list[Stand] = []
    for new in asked:
        looped = any(_goes_round([*kept, new], MONDAY + timedelta(n)) for n in range(12))
        assert closes_loop(new, kept) is looped
        if not looped:
            kept.append(new)


def test_officers_roles_are_never_lent_and_officers_take_no_place() -> None:
    rows = [(1, Role.CLERK, "a", ""), (2, Role.SECURITY_OFFICER, "b", ""), (3, Role.LEADER, "c", "丙")]
    assert apart(1, rows) == [Holding(Role.CLERK, "a"), Holding(Role.LEADER, "c", 3, "丙")]
    assert apart(2, rows) == [Holding(Role.SECURITY_OFFICER, "b")]

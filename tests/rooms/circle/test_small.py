"""Small numbers are not told to whoever may not read residents, nor can others beside them give them away."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from yike.core.areas.models import Area
from yike.rooms.circle.board.tables import Line, Share, summed, summed_shares
from yike.rooms.circle.planning import outcomes, sheets
from yike.rooms.circle.planning.outcomes import Effect


def texts(share: Share) -> tuple[str, str, str, str]:
    return share.covered_text, share.missed_text, share.total_text, share.percent_text


def test_who_may_read_residents_is_told_every_number() -> None:
    assert texts(Share(2, 3)) == ("2", "1", "3", "66.7%")
    assert texts(Share(1180, 1183)) == ("1,180", "3", "1,183", "99.7%")


def test_few_are_told_as_few_and_their_neighbours_only_so_far() -> None:
    assert texts(Share(2, 3, plain=False)) == ("<5", "<5", "<5", "—")
    assert texts(Share(1180, 1183, plain=False)) == ("≥1,179", "<5", "1,183", "≈100%")
    assert texts(Share(3, 200, plain=False)) == ("<5", "≥196", "200", "—")
    assert texts(Share(100, 200, plain=False)) == ("100", "100", "200", "50.0%")
    assert texts(Share(0, 0, plain=False)) == ("0", "0", "0", "—")


def test_a_sum_with_a_few_in_it_is_told_to_tens() -> None:
    rows = [Share(100, 200, plain=False), Share(3, 300, plain=False)]
    assert texts(summed_shares(rows)) == ("≈100", "≈400", "≈500", "≈21%")
    assert texts(summed_shares(rows[:1])) == ("100", "100", "200", "50.0%")


@given(st.integers(0, 3000), st.integers(0, 3000))
def test_no_number_below_five_is_ever_told_as_it_is(covered: int, missed: int) -> None:
    told = texts(Share(covered, covered + missed, plain=False))
    assert not {"1", "2", "3", "4"} & set(told)
    if 0 < missed < 5 <= covered:  # else the difference of two numbers told would say how many
        assert told[0] != f"{covered:,}"


def test_a_few_who_gain_cannot_be_worked_out_from_cover_before_and_after() -> None:
    one = outcomes.blurred(Effect(Share(600, 1000, plain=False), Share(603, 1000, plain=False), 3, 0))
    assert (one.gained_text, one.lost_text, one.after.covered_text) == ("<5", "0", "≈600")
    assert (one.before.percent_text, one.after.percent_text) == ("60.0%", "≈60%")
    many = outcomes.blurred(Effect(Share(600, 1000, plain=False), Share(650, 1000, plain=False), 60, 10))
    assert (many.gained_text, many.lost_text, many.after.percent_text) == ("60", "10", "65.0%")


def test_numbers_stay_numbers_in_a_workbook_and_only_small_ones_become_text() -> None:
    area = Area(name="梅东社区")
    rows = [Line(area, Share(120, 130, plain=False), Share(40, 42, plain=False))]
    assert sheets.board_rows([*rows, summed(rows)])[1:] == [
        ["梅东社区", 130, 120, 42, "≥38"],
        ["合计", 130, 120, "≈40", "≈40"],
    ]

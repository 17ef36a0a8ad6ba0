"""A flow is a table: its arrows, who may go them, and what happens at a wrong one."""

from __future__ import annotations

import pytest

from office import Office
from yike.core.rights.flow import Flow, arrow
from yike.core.rights.right import Right
from yike.core.rights.roles import Role
from yike.engines.faults import Fault

MEND = Right("test_flow.mend", zh="修", en="mend", roles={Role.COMMUNITY_WORKER})
FLOW = Flow(
    arrow("break", ("whole", "mended"), "broken", "坏了"),
    arrow("mend", ("broken",), "mended", "修好", MEND, "main"),
)


def test_an_arrow_is_found_by_its_verb_and_starts_only_where_the_table_says() -> None:
    assert FLOW.step("mend", "broken").to == "mended"
    with pytest.raises(Fault) as caught:
        FLOW.step("mend", "whole")
    assert caught.value.zh == "现在不能这样做：它的状态已经变了"


def test_a_verb_that_is_not_in_the_table_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        FLOW.step("burn", "whole")


def test_two_arrows_of_one_verb_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="same verb"):
        Flow(arrow("a", ("x",), "y", "甲"), arrow("a", ("y",), "x", "乙"))


@pytest.mark.django_db
def test_the_buttons_are_the_arrows_a_person_may_go_from_here(office: Office) -> None:
    assert [one.verb for one in FLOW.open_to(office.worker, "broken", office.first)] == ["mend"]
    assert FLOW.open_to(office.worker, "broken", office.second) == []
    assert FLOW.open_to(office.worker, "whole", office.first) == []
    assert FLOW.open_to(office.clerk, "broken", office.first) == []

"""What a unit cannot settle by itself goes to the leaders; a community is not given what is none of its tasks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from office import BY, EARLY, Office
from voices import make_request
from whistling import Crew, make_crew, person, told
from workdays import at
from yike.core.accounts.actions import add_unit, add_user, end_role, give_role, hand_over
from yike.core.accounts.models import Unit, User
from yike.core.deadlines.queries import running
from yike.core.record.deed import deed
from yike.core.rights.roles import Role
from yike.engines.faults import Fault
from yike.rooms.grid.actions import requests as actions
from yike.rooms.grid.actions.categories import import_categories, load_sample
from yike.rooms.grid.models import Category, Request
from yike.rooms.grid.queries.people import unit_for
from yike.rooms.grid.sheets.categories import SHEET
from yike.rooms.grid.sheets.reading import read_drafts

pytestmark = pytest.mark.django_db
LINK = "x" * 43
HEAD = "代码,名称,上级,承办单位,社区可办"


@pytest.fixture
def crew(office: Office, clock: Any) -> Crew:
    clock.set(at("2026-11-30 Mon 10:00"))
    return make_crew(office)


@pytest.fixture
def row(office: Office, crew: Crew) -> Request:
    """A request that a worker of the community has signed for."""
    row = make_request(office.grids[0], link=LINK)
    actions.dispatch(person(office.clerk), row, unit=office.unit)
    return actions.sign(person(office.worker), row)


def desk(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


# --- to the leaders ---


def test_what_a_unit_cannot_settle_is_told_to_the_leaders_and_to_nobody_outside(
    office: Office, row: Request
) -> None:
    clocks = [(one.kind, one.due_at) for one in running(row.of)]
    here, words = f"/desk/grid/requests/{row.pk}/", "产权单位不来，要住建一起谈"
    assert f"{here}go/raise/" in desk(office.worker).get(here).text
    answer = desk(office.worker).post(f"{here}go/raise/", {"words": words})
    assert (answer.status_code, told("grid.request.raised")) == (302, [office.leader.username])
    [reply] = row.replies.all()
    assert (reply.words, reply.internal, reply.by) == (words, True, office.worker)
    page = desk(office.leader).get(here).text
    assert (words in page, f"{here}go/supervise/" in page) == (True, True)
    assert words not in Client().get(f"/say/q/{LINK}/").text
    row.refresh_from_db()
    assert (row.state, [(one.kind, one.due_at) for one in running(row.of)]) == ("signed", clocks)


@pytest.mark.parametrize("who", ["colleague", "clerk", "stranger", "leader"])
def test_only_whose_request_it_is_sends_it_up(office: Office, row: Request, who: str) -> None:
    with pytest.raises(PermissionDenied):
        actions.raise_it(person(getattr(office, who)), row, words="办不了")
    assert (row.replies.count(), told("grid.request.raised")) == (0, [])


def test_it_is_sent_up_with_words_and_while_it_is_handled(office: Office, row: Request) -> None:
    with pytest.raises(Fault):
        actions.raise_it(person(office.worker), row, words=" ")
    actions.contact(person(office.worker), row, words="约好了")
    actions.answer(person(office.worker), row, words="办好了", result="solved")
    with pytest.raises(Fault):
        actions.raise_it(person(office.worker), row, words="办不了")
    assert told("grid.request.raised") == []


def leave_office(*users: Any) -> None:
    for user in users:
        for role in user.roles.all():
            end_role(BY, role, reason="调走")


def test_without_a_leader_whoever_else_may_supervise_is_told(office: Office, row: Request) -> None:
    leave_office(office.leader)
    actions.raise_it(person(office.worker), row, words="办不了")
    assert told("grid.request.raised") == [office.admin.username]


def test_it_is_not_sent_up_where_nobody_would_be_told(office: Office, row: Request) -> None:
    leave_office(office.leader, office.admin)
    with pytest.raises(Fault, match="nobody would be told"):
        actions.raise_it(person(office.worker), row, words="办不了")
    assert row.replies.count() == 0


# --- the list of what communities do ---


@pytest.fixture
def illegal(crew: Crew) -> Category:
    """A kind of the sample table that is none of a community's tasks."""
    load_sample(BY)
    assert list(Category.objects.filter(by_community=False).values_list("code", flat=True)) == ["304"]
    return Category.objects.get(code="304")


@pytest.fixture
def board(office: Office) -> Unit:
    """The committee of the first community."""
    return add_unit(BY, kind="community", name="梅东社区居委会", area=office.first)


def test_a_community_is_not_given_what_is_not_on_its_list(
    office: Office, crew: Crew, board: Unit, illegal: Category
) -> None:
    row, clerk = make_request(office.grids[0], category=illegal), desk(office.clerk)
    here = f"/desk/grid/requests/{row.pk}/go/dispatch/"
    answer = clerk.post(here, {"unit": str(board.pk), "category": str(illegal.pk)})
    assert (answer.status_code, "不在社区职责清单里" in answer.text) == (422, True)
    row.refresh_from_db()
    assert (row.state, row.owner_unit) == ("registered", None)
    actions.dispatch(person(office.clerk), row, unit=crew.patrol)
    with pytest.raises(Fault, match="the list of what communities do"):
        actions.pass_on(person(office.clerk), row, unit=board, reason="离得近")
    actions.refuse(person(crew.officer), row, next_unit=board, reason="归社区")
    with pytest.raises(Fault, match="the list of what communities do"):
        actions.agree_refusal(person(office.clerk), row)
    actions.agree_refusal(person(office.clerk), row, unit=crew.water)
    row.refresh_from_db()
    assert row.owner_unit == crew.water


def test_a_leavers_requests_pass_to_no_community_whose_task_one_is_not(
    office: Office, crew: Crew, board: Unit, illegal: Category
) -> None:
    rows = [make_request(office.grids[0], category=illegal), make_request(office.grids[0])]
    for row in rows:
        actions.dispatch(person(office.clerk), row, unit=crew.patrol, owner=crew.officer)
    for unit, username in ((board, "next"), (crew.water, "other")):
        to = add_user(BY, username=username, name="尤接手", unit=unit)
        give_role(BY, user=to, role=Role.LIAISON, area=office.street, since=EARLY)
    board_hand, water_hand = User.objects.get(username="next"), User.objects.get(username="other")
    with pytest.raises(Fault, match="the list of what communities do"):
        hand_over(person(office.admin), crew.officer, to=board_hand, reason="调走")
    assert list(Request.objects.values_list("owner", flat=True)) == [crew.officer.pk] * 2
    assert hand_over(person(office.admin), crew.officer, to=water_hand, reason="调走")["grid.requests"] == 2
    assert list(Request.objects.values_list("owner_unit", flat=True)) == [crew.water.pk] * 2


def test_the_kind_that_is_chosen_while_dispatching_counts(
    office: Office, crew: Crew, board: Unit, illegal: Category
) -> None:
    row = make_request(office.grids[0])
    with pytest.raises(Fault, match="the list of what communities do"):
        actions.dispatch(person(office.clerk), row, unit=board, category=illegal)
    lamp = Category.objects.get(code="101")
    off = make_request(office.grids[0], category=illegal)
    actions.dispatch(person(office.clerk), off, unit=board, category=lamp)
    off.refresh_from_db()
    assert (off.owner_unit, off.category) == (board, lamp)


def test_the_unit_that_is_proposed_is_no_community_where_it_is_not_its_task(
    office: Office, board: Unit, illegal: Category
) -> None:
    lamp = Category.objects.get(code="101")
    assert unit_for(office.grids[0], lamp) == board
    assert unit_for(office.grids[0], illegal) == office.unit  # the street's


def test_a_table_names_no_community_for_what_is_not_its_task(
    board: Unit, illegal: Category, tmp_path: Path
) -> None:
    def table(*rows: str) -> Any:
        path = tmp_path / "kinds.csv"
        path.write_text("\n".join([HEAD, *rows]), encoding="utf-8")
        return read_drafts(path, SHEET)

    with pytest.raises(Fault, match=r"cell D2.*not given to communities"):
        import_categories(BY, table(f"304,违法搭建,300,{board.name},否"))
    import_categories(BY, table(f"304,违法搭建,300,{board.name},"))
    illegal.refresh_from_db()
    assert (illegal.by_community, illegal.unit) == (True, board)


def test_what_a_table_from_before_has_no_column_for_stays_as_it_is(
    illegal: Category, board: Unit, tmp_path: Path
) -> None:
    with deed(BY, "grid.categories.import") as d:
        d.change(illegal, unit=board)
    above = illegal.parent
    path = tmp_path / "old.csv"
    path.write_text("代码,名称,时限,时限单位\n304,违法搭建,9,工作日", encoding="utf-8")
    import_categories(BY, read_drafts(path, SHEET))
    illegal.refresh_from_db()
    assert above is not None
    assert (illegal.amount, illegal.by_community, illegal.unit, illegal.parent) == (9, False, board, above)


def test_the_table_says_which_kinds_are_not_given_to_communities(office: Office, illegal: Category) -> None:
    assert desk(office.worker).get("/desk/grid/requests/categories/").text.count("不交社区") == 1
    with deed(BY, "grid.categories.import") as d:
        d.change(illegal, by_community=True)
    assert desk(office.worker).get("/desk/grid/requests/categories/").text.count("不交社区") == 0

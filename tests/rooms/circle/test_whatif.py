"""Trying a step before taking it, taking steps back among colleagues, comparing plans, and files to take along."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.test import Client

from office import BY, Office, seen_by
from yike.core.accounts.models import User
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.circle.actions import set_hours
from yike.rooms.circle.actions.plans import NewStep, add_plan, add_step, undo_step
from yike.rooms.circle.models import ServicePoint
from yike.rooms.circle.models.plans import Plan, PlanStep

pytestmark = pytest.mark.django_db
ASKED = "?name=service_station&day=any"


@pytest.fixture
def plan(office: Office) -> Plan:
    """Return an empty plan of the worker in the first community."""
    return add_plan(By.person(office.worker), office.first, name="东移")


def tried(client: Client, plan: Plan, **step: object) -> dict[str, str]:
    fields = {f"try-{name}": value for name, value in step.items()}
    answer = client.get(
        f"{plan.get_absolute_url()}try.json{ASKED}", fields | {"name": "service_station", "day": "any"}
    )
    return dict(answer.json())


def test_a_step_is_tried_without_being_kept_and_says_how_each_home_would_fare(
    office: Office, plan: Plan, station: ServicePoint
) -> None:
    client = seen_by(office.worker)
    homes = client.get(f"{plan.get_absolute_url()}homes.json{ASKED}").json()
    assert (homes["lon"], homes["lat"], homes["now"]) == ([120.63], [31.3], "1")
    closed = tried(client, plan, step="close", point=station.pk)
    assert closed == {"now": "3", "said": "一共多得到 0 户、0 位老人，失去 2 户、3 位老人。", "tone": "warn"}
    nearby = tried(client, plan, step="move", point=station.pk, lon="120.6301", lat="31.3")
    assert nearby == {"now": "1", "said": "谁也不多得到，谁也不失去。", "tone": ""}
    assert PlanStep.objects.count() == 0
    add_step(By.person(office.worker), plan, NewStep("close", point=station))
    again = tried(client, plan, step="add", kind="service_station", lon="120.63", lat="31.3")
    assert (again["now"], again["tone"]) == ("1", "")


def test_a_step_that_cannot_be_tried_says_why_and_colours_nothing(
    office: Office, plan: Plan, station: ServicePoint
) -> None:
    client = seen_by(office.worker)
    for step in (
        {"step": "add", "kind": "service_station", "lon": "x", "lat": "31.3"},
        {"step": "add", "kind": "service_station", "lon": "31.3", "lat": "120.63"},
        {"step": "close"},
        {"step": "reopen", "point": station.pk},
        {"step": "hours", "point": station.pk, "hours": "有空就开"},
        {"step": "fly"},
        {},
    ):
        told = tried(client, plan, **step)
        assert (sorted(told), told["tone"], bool(told["said"])) == (["said", "tone"], "stop", True)


@pytest.mark.usefixtures("station")
def test_nobody_tries_steps_in_the_plans_of_others(office: Office, plan: Plan) -> None:
    for who, status in (("colleague", 200), ("stranger", 404), ("grid_worker", 403)):
        client = seen_by(getattr(office, who))
        for page in ("try.json", "homes.json", "map.geojson", "plan.pdf", "plan.png", "undo/"):
            expected = 404 if (page, status) == ("undo/", 200) else status
            assert client.get(f"{plan.get_absolute_url()}{page}{ASKED}").status_code == expected


def test_the_map_of_a_clerk_has_the_homes_of_the_street_and_that_of_a_worker_the_own_ones(
    office: Office, plan: Plan, station: ServicePoint
) -> None:
    def count(user: User) -> int:
        return len(seen_by(user).get(f"{plan.get_absolute_url()}homes.json{ASKED}").json()["now"])

    assert (count(office.worker), count(office.clerk)) == (1, 2)


def test_a_colleagues_step_is_taken_back_only_by_who_was_asked_and_says_yes(
    office: Office, plan: Plan, station: ServicePoint
) -> None:
    step = add_step(By.person(office.worker), plan, NewStep("close", point=station))
    with pytest.raises(Fault, match="the last step is by"):
        undo_step(By.person(office.colleague), plan)
    client = seen_by(office.colleague)
    shown = client.get(plan.get_absolute_url() + ASKED)
    assert (shown.context["own"], shown.context["taker"].name) == (False, str(office.worker))
    asked = client.get(f"{plan.get_absolute_url()}undo/{ASKED}")
    assert str(office.worker) in asked.content.decode()
    client.post(f"{plan.get_absolute_url()}undo/", {"step": step.pk})
    assert plan.steps.count() == 1
    client.post(f"{plan.get_absolute_url()}undo/", {"step": step.pk, "others": "yes"})
    assert plan.steps.count() == 0


def test_what_was_not_seen_is_not_taken_back(office: Office, plan: Plan, station: ServicePoint) -> None:
    seen = add_step(By.person(office.worker), plan, NewStep("close", point=station))
    newer = add_step(By.person(office.colleague), plan, NewStep("reopen", point=station))
    with pytest.raises(Fault, match="the plan has just changed"):
        undo_step(By.person(office.worker), plan, step=seen.pk, others=True)
    assert list(plan.steps.values_list("pk", flat=True)) == [seen.pk, newer.pk]


def test_other_hours_make_no_difference_whatever_the_hours_and_the_page_says_so(
    office: Office, plan: Plan, station: ServicePoint
) -> None:
    add_step(By.person(office.worker), plan, NewStep("hours", point=station, hours="周一 9:00-12:00"))
    client = seen_by(office.worker)
    assert client.get(plan.get_absolute_url()).context["hourless"] is True
    evening = client.get(f"{plan.get_absolute_url()}?name=service_station&day=1&hour=20")
    assert (evening.context["hourless"], evening.context["sum"].households.lost) == (False, 2)


def test_plans_are_compared_in_a_workbook_with_a_row_for_each_plan_and_community(
    office: Office, plan: Plan, station: ServicePoint
) -> None:
    other = add_plan(By.person(office.worker), office.first, name="撤掉")
    add_step(By.person(office.worker), other, NewStep("close", point=station))
    client = seen_by(office.worker)
    address = f"/desk/circle/plans/beside/plans.xlsx{ASKED}&a={plan.pk}&b={other.pk}"
    sheet = openpyxl.load_workbook(io.BytesIO(client.get(address).content)).active
    assert sheet is not None
    found = list(sheet.iter_rows(values_only=True))
    table = found[next(n for n, row in enumerate(found) if row[0] is None) + 2 :]
    rows = [row[:2] + row[5:7] for row in table]
    assert rows == [
        ("东移", "梅东社区", 0, 0),
        ("东移", "合计", 0, 0),
        ("撤掉", "梅东社区", 0, "<5"),
        ("撤掉", "合计", 0, "<5"),
    ]
    assert seen_by(office.stranger).get(address).status_code == 404


def test_board_and_plan_are_given_out_as_pdf_and_as_picture(
    office: Office, plan: Plan, station: ServicePoint
) -> None:
    client = seen_by(office.worker)
    for page, begins, kind in (
        (f"{plan.get_absolute_url()}plan.pdf", b"%PDF-", "application/pdf"),
        (f"{plan.get_absolute_url()}plan.png", b"\x89PNG", "image/png"),
        ("/desk/circle/board/board.pdf", b"%PDF-", "application/pdf"),
        ("/desk/circle/board/board.png", b"\x89PNG", "image/png"),
        ("/desk/circle/sites/sites.pdf", b"%PDF-", "application/pdf"),
        ("/desk/circle/sites/sites.png", b"\x89PNG", "image/png"),
    ):
        answer = client.get(page + ASKED)
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, kind)
        assert answer.content.startswith(begins)


def test_a_leader_who_may_not_read_residents_is_not_told_who_the_few_are(
    office: Office, plan: Plan, station: ServicePoint
) -> None:
    set_hours(BY, station, hours="周一 9:00-12:00")
    asked = "?name=service_station&day=1&hour=20"
    for who, numbers in (("clerk", ["2", "3"]), ("leader", ["<5", "<5"])):
        shown = seen_by(getattr(office, who)).get(f"/desk/circle/board/{office.first.pk}/{asked}")
        assert [(row.households_text, row.elders_text) for row in shown.context["lines"]] == [tuple(numbers)]
        board = seen_by(getattr(office, who)).get(f"/desk/circle/board/{asked}")
        assert [row.households.missed_text for row in board.context["rows"]] == [
            numbers[0],
            "<5" if who == "leader" else "1",
        ]


def test_blind_areas_week_and_proposals_count_only_who_lives_where_one_works(
    office: Office, station: ServicePoint
) -> None:
    set_hours(BY, station, hours="周一 9:00-12:00")
    asked = "?name=service_station&day=1&hour=20"
    counted = []
    for who in ("clerk", "worker", "stranger"):
        board = seen_by(getattr(office, who)).get(f"/desk/circle/board/{asked}")
        counted.append([(one.households, one.elders) for one in board.context["blind"]])
    assert counted == [[(3, 3)], [(2, 3)], [(1, 0)]]
    sites = seen_by(office.stranger).get("/desk/circle/sites/?kind=bank")
    assert "可让 1 户" in sites.context["found"].sites[0].why_zh


@pytest.mark.usefixtures("station")
@pytest.mark.parametrize("aim", ["most", "fewest", "shortest", "fairest"])
def test_a_proposal_of_any_kind_goes_into_a_new_plan_that_does_what_was_promised(
    office: Office, aim: str
) -> None:
    client = seen_by(office.clerk)
    asked = f"?kind=bank&aim={aim}&add=1&share=100&weight=elders"
    shown = client.get(f"/desk/circle/sites/{asked}")
    found = shown.context["found"]
    assert (found.proven, len(found.sites), found.becomes.share) == (True, 1, 1.0)
    features = client.get(f"/desk/circle/sites/map.geojson{asked}").json()["features"]
    assert [one["geometry"]["type"] for one in features] == ["Point"]
    kept = client.post(f"/desk/circle/sites/keep/{asked}", {"plan": ""})
    result = client.get(kept["Location"]).context["sum"]
    assert (result.elders.gained, result.elders.after.percent) == (3, 100.0)


@pytest.mark.usefixtures("station")
def test_a_share_that_is_covered_already_or_cannot_be_had_is_said(office: Office) -> None:
    client = seen_by(office.clerk)
    had = client.get("/desk/circle/sites/?kind=service_station&aim=fewest&share=90").context["found"]
    assert (had.sites, had.was.share) == ((), 1.0)
    assert client.get("/desk/circle/sites/?kind=dragon&aim=best&add=99").context.get("found") is None

"""Plans: steps and undo, who gains and who loses, stale steps, and who may see what."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from office import BY, Office, seen_by
from points import make_point
from yike.core.record.models import HistoryEntry
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.circle import actions
from yike.rooms.circle.actions import set_hours
from yike.rooms.circle.actions.plans import NewStep, add_plan, add_step, remove_plan, rename_plan, undo_step
from yike.rooms.circle.loading import read_homes, town_among
from yike.rooms.circle.models import ServicePoint
from yike.rooms.circle.models.plans import Plan, PlanStep
from yike.rooms.circle.planning.steps import taken
from yike.rooms.circle.walking.asks import Question

pytestmark = pytest.mark.django_db
ASKED = "?name=service_station&day=any"


@pytest.fixture
def plan(office: Office) -> Plan:
    """Return an empty plan of the worker in the first community."""
    return add_plan(By.person(office.worker), office.first, name="东移")


def rows(plan: Plan) -> list[dict[str, object]]:
    return list(plan.steps.order_by("order").values("order", "step", "point", "kind", "lon", "lat", "hours"))


def test_a_plan_leaves_history_and_so_does_each_of_its_steps(office: Office, plan: Plan) -> None:
    by = By.person(office.worker)
    add_step(by, plan, NewStep("add", kind="bank", lon=120.63, lat=31.3))
    undo_step(by, plan)
    rename_plan(by, plan, name="西移")
    remove_plan(by, plan)
    found = HistoryEntry.objects.filter(subject=f"circle.plan:{plan.pk}").order_by("pk")
    verbs = list(dict.fromkeys(entry.verb for entry in found))
    assert verbs == [f"circle.plan.{what}" for what in ("add", "step", "undo", "rename", "remove")]
    assert (Plan.objects.count(), PlanStep.objects.count()) == (0, 0)


def test_a_step_that_lacks_something_says_what(office: Office, plan: Plan) -> None:
    by = By.person(office.worker)
    lacking = [NewStep("add", lon=1.0, lat=1.0), NewStep("close"), NewStep("add", kind="bank"), NewStep("x")]
    told = []
    for new in lacking:
        with pytest.raises(Fault) as found:
            add_step(by, plan, new)
        told.append(found.value.zh)
    assert told == ["这一步还缺类型", "这一步还缺站点", "这一步还缺位置", "这一步还缺要做什么"]
    with pytest.raises(Fault, match="no step to take back"):
        undo_step(by, plan)


def test_nobody_plans_for_the_neighbours(office: Office, plan: Plan) -> None:
    for act in (undo_step, remove_plan):
        with pytest.raises(PermissionDenied):
            act(By.person(office.stranger), plan)
    with pytest.raises(PermissionDenied):
        add_plan(By.person(office.stranger), office.first, name="x")


KINDS = ("bank", "service_station", "legal")
HOURS = ("每天 0:00-24:00", "周一至周五 9:00-12:00，13:30-17:00", "周三 18:30-20:30")
PLACES = {"lon": st.floats(120.62, 120.64), "lat": st.floats(31.295, 31.305)}
NAMED = st.integers(0, 3)  # which of the points there are


@st.composite
def drawn_step(draw: st.DrawFn) -> tuple[int, NewStep]:
    """A step of any sort, and which point it names; whether it can be taken is seen later."""
    what = draw(st.sampled_from(["add", "move", "close", "reopen", "hours"]))
    place = {name: draw(degrees) for name, degrees in PLACES.items()}
    return draw(NAMED), NewStep(
        what, None, draw(st.sampled_from(KINDS)), "", **place, hours=draw(st.sampled_from(HOURS))
    )


def directory_of(office: Office) -> list[ServicePoint]:
    """Make four points of which two serve, one is paused and one is not open yet."""
    asked = {"lon": 120.63, "lat": 31.3, "keeps_holidays": False}
    points = [
        make_point(office.first, f"{n}号", kind=kind, hours=HOURS[n % 3], **asked)
        for n, kind in enumerate((*KINDS, "bank"))
    ]
    actions.go(BY, points[2], "pause", reason="装修")
    actions.go(BY, points[3], "close", reason="撤并")
    return points


def take(by: By, plan: Plan, points: list[ServicePoint], steps: list[tuple[int, NewStep]]) -> None:
    for which, new in steps:
        add_step(by, plan, replace(new, point=None if new.step == "add" else points[which]))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kept=st.lists(drawn_step(), max_size=3), steps=st.lists(drawn_step(), max_size=4))
def test_steps_taken_back_leave_what_was_before(
    office: Office, plan: Plan, kept: list[tuple[int, NewStep]], steps: list[tuple[int, NewStep]]
) -> None:
    by, points = By.person(office.worker), list(ServicePoint.objects.order_by("pk")) or directory_of(office)
    take(by, plan, points, kept)
    before = rows(plan)
    take(by, plan, points, steps)
    for _new in steps:
        undo_step(by, plan)
    assert rows(plan) == before
    for _new in kept:
        undo_step(by, plan)


def really(office: Office, step: PlanStep) -> None:
    """Do to the directory what a step only thinks of."""
    if step.point is None:
        asked = {
            "lon": step.lon,
            "lat": step.lat,
            "hours": step.hours,
            "keeps_holidays": step.kind != "self_service",
        }
        make_point(office.first, f"新{step.order}", kind=step.kind, **asked)
        return
    point = ServicePoint.objects.get(pk=step.point_id)
    if step.step == "move":
        actions.change_point(BY, point, lon=step.lon, lat=step.lat)
    elif step.step == "hours":
        set_hours(BY, point, hours=step.hours, keeps_holidays=point.keeps_holidays)
    elif step.step == "close":
        actions.go(BY, point, "close", reason="撤并")
    elif point.state == "paused":
        actions.go(BY, point, "resume")
    else:
        actions.go(BY, actions.go(BY, point, "prepare"), "open")


@pytest.mark.usefixtures("homes")
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(drawn_step(), max_size=6),
    back=st.integers(0, 3),
    at=st.sampled_from([None, datetime(2026, 11, 24, 10, 0), datetime(2026, 11, 25, 19, 0)]),
)
def test_a_plan_promises_what_comes_true_once_its_steps_are_really_taken(
    office: Office,
    plan: Plan,
    installed: Path,
    steps: list[tuple[int, NewStep]],
    back: int,
    at: datetime | None,
) -> None:
    with override_settings(YIKE_HOME=installed), transaction.atomic():
        by, points, homes = By.person(office.worker), directory_of(office), read_homes()
        take(by, plan, points, steps)
        for _step in range(min(back, len(steps))):
            undo_step(by, plan)
        town, left = town_among(homes), list(plan.steps.select_related("point"))
        changes, refused = taken(town, left)
        for step in left:
            if step.pk not in refused:
                really(office, step)
        true = town_among(homes)
        for kind in KINDS:
            question = Question(at=at, kinds=(kind,), minutes=8)
            promised, come = town.compared(question, changes), true.board(question)
            assert promised.after.answer.columns[0].ds.tolist() == come.answer.columns[0].ds.tolist()
            for weight in ("households", "elders"):
                assert promised.after.figure(kind, weight) == come.figure(kind, weight)
                shift, gone = promised.shift(kind), town.board(question).figure(kind, weight).reached
                assert gone + shift.gained[weight] - shift.lost[weight] == come.figure(kind, weight).reached
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("worker", 200),
        ("colleague", 200),
        ("clerk", 200),
        ("stranger", 404),
        ("grid_worker", 403),
        ("audit", 403),
    ],
)
def test_a_plan_is_seen_by_who_works_in_its_area(office: Office, plan: Plan, who: str, status: int) -> None:
    client = seen_by(getattr(office, who))
    paths = ("", "name/", "remove/")
    assert [client.get(f"/desk/circle/plans/{plan.pk}/{path}").status_code for path in paths] == [status] * 3
    if status != 200:
        assert client.post(f"/desk/circle/plans/{plan.pk}/undo/").status_code == status


def test_closing_the_only_station_shows_who_loses_and_changes_nothing(
    office: Office, plan: Plan, station: ServicePoint
) -> None:
    client = seen_by(office.worker)
    sent = client.post(plan.get_absolute_url() + ASKED, {"step": "close", "point": station.pk})
    assert sent.status_code == 302
    shown = client.get(sent["Location"])
    (row,) = shown.context["rows"]
    assert (row.area, row.households.gained, row.households.lost, row.elders.lost) == (office.first, 0, 2, 3)
    assert (row.households.before.covered, row.households.after.covered) == (2, 0)
    station.refresh_from_db()
    assert station.state == "open"
    client.post(f"{plan.get_absolute_url()}undo/")
    assert client.get(sent["Location"]).context["rows"] == []


def test_a_step_that_cannot_be_taken_any_more_is_told_and_not_counted(
    office: Office, plan: Plan, station: ServicePoint
) -> None:
    by = By.person(office.worker)
    add_step(by, plan, NewStep("reopen", point=station))
    shown = seen_by(office.worker).get(plan.get_absolute_url() + ASKED)
    (row,) = shown.context["steps"]
    assert (row.stale, bool(row.refused), shown.context["sum"].changes) == (False, True, False)


def test_a_step_is_stale_once_its_point_has_changed(
    office: Office, plan: Plan, station: ServicePoint
) -> None:
    by = By.person(office.worker)
    add_step(by, plan, NewStep("close", point=station))
    set_hours(by, station, hours="周一 9:00-12:00")
    add_step(by, plan, NewStep("hours", point=station, hours="周二 9:00-12:00"))
    shown = seen_by(office.worker).get(plan.get_absolute_url() + ASKED)
    assert [row.stale for row in shown.context["steps"]] == [True, False]


def test_a_place_pressed_on_the_map_stands_in_the_form(
    office: Office, plan: Plan, station: ServicePoint
) -> None:
    client = seen_by(office.worker)
    shown = client.get(f"{plan.get_absolute_url()}{ASKED}&where=120.63,31.3")
    assert 'value="120.63"' in shown.content.decode()
    far = client.post(
        plan.get_absolute_url(), {"step": "add", "kind": "bank", "lon": "31.3", "lat": "120.63"}
    )
    assert (far.status_code, plan.steps.count()) == (200, 0)
    client.post(plan.get_absolute_url(), {"step": "add", "kind": "bank", "lon": "120.63, 31.3"})
    assert list(plan.steps.values_list("kind", "lon", "lat")) == [("bank", 120.63, 31.3)]
    marks = client.get(f"{plan.get_absolute_url()}map.geojson{ASKED}").json()["features"]
    spots = [mark for mark in marks if mark["properties"]["kind"] == "point"]
    assert [(spot["geometry"]["coordinates"], spot["properties"].get("movable")) for spot in spots] == [
        ([120.63, 31.3], True),
        ([120.63, 31.3], None),
    ]


def test_two_plans_stand_beside_each_other(office: Office, plan: Plan, station: ServicePoint) -> None:
    by, client = By.person(office.worker), seen_by(office.worker)
    other = add_plan(by, office.first, name="撤掉")
    add_step(by, other, NewStep("close", point=station))
    shown = client.get(f"/desk/circle/plans/beside/{ASKED}&a={plan.pk}&b={other.pk}")
    assert [total.households.lost for _plan, total in shown.context["sides"]] == [0, 2]
    hidden = seen_by(office.stranger).get(f"/desk/circle/plans/beside/?a={plan.pk}&b={other.pk}")
    assert hidden.status_code == 404


def test_a_plan_is_made_renamed_and_removed_by_forms(office: Office) -> None:
    client = seen_by(office.worker)
    made = client.post("/desk/circle/plans/new/", {"name": "夜里开", "area": office.first.pk})
    assert client.post("/desk/circle/plans/new/", {"name": "x", "area": office.second.pk}).status_code == 200
    client.post(f"{made['Location']}name/", {"name": "晚上开"})
    assert [plan.name for plan in client.get("/desk/circle/plans/").context["page"]] == ["晚上开"]
    client.post(f"{made['Location']}remove/")
    assert Plan.objects.count() == 0

"""The pages of whistles: who comes in where, and what one press after the other does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from office import Office
from whistling import PLACE, Crew, blow, call_of, make_crew, person
from workdays import at
from yike.core.accounts.models import User
from yike.core.record.clock import today
from yike.rooms.grid.actions import whistles as actions
from yike.rooms.grid.models import CallState, Whistle, WhistleKind, WhistleState, WhistleTask

pytestmark = pytest.mark.django_db
SEEN, SENT, SHUT, AWAY = 200, 302, 403, 404


@pytest.fixture(autouse=True)
def tuesday(clock: Any) -> None:
    """Let every test begin on one morning."""
    clock.set(at("2026-11-24 Tue 10:00"))


@pytest.fixture
def crew(office: Office, tuesday: None) -> Crew:
    return make_crew(office)


def page(name: str, *args: Any) -> str:
    return reverse(f"grid:{name}", args=args)


def as_(client: Client, user: User) -> Client:
    client.force_login(User.objects.get(pk=user.pk))
    return client


def looked(client: Client, user: User, address: str) -> int:
    return as_(client, user).get(address).status_code


def test_owner_colleague_unit_and_stranger_each_find_what_is_theirs(
    client: Client, office: Office, crew: Crew
) -> None:
    whistle = blow(office, crew, units=[crew.water])
    call = call_of(whistle, crew.water)
    pages = {
        "whistle": page("whistle", whistle.pk),
        "arrive": page("arrive", whistle.pk, call.pk),
        "refuse": page("refuse_call", whistle.pk, call.pk),
        "rule": page("rule_call", whistle.pk, call.pk, "insist"),
        "call": page("call", call.pk),
        "new": page("new_whistle"),
        "withdraw": page("go_whistle", whistle.pk, "withdraw"),
        "nothing": page("go_whistle", whistle.pk, "dance"),
    }
    users = (office.worker, office.colleague, crew.plumber, office.leader, office.stranger, crew.officer)
    found = {name: [looked(client, user, address) for user in users] for name, address in pages.items()}
    assert found == {
        "whistle": [SEEN, SEEN, SEEN, SEEN, AWAY, AWAY],
        "arrive": [AWAY, AWAY, SEEN, AWAY, AWAY, AWAY],
        "refuse": [AWAY, AWAY, SEEN, AWAY, AWAY, AWAY],
        "rule": [SHUT, SHUT, SHUT, SEEN, SHUT, SHUT],
        "call": [SENT, SENT, SENT, SENT, AWAY, AWAY],
        "new": [SEEN, SEEN, SHUT, SEEN, SEEN, SHUT],
        "withdraw": [SEEN, SEEN, SEEN, SEEN, AWAY, AWAY],
        "nothing": [AWAY] * 6,
    }


def test_who_may_not_is_refused_when_they_press_and_nothing_changes(
    client: Client, office: Office, crew: Crew
) -> None:
    whistle = blow(office, crew, units=[crew.water])
    for user in (office.colleague, crew.plumber):
        answer = as_(client, user).post(page("go_whistle", whistle.pk, "withdraw"), {"reason": "不用了"})
        assert answer.status_code == SHUT
    assert Whistle.objects.get().state == WhistleState.BLOWN


def test_one_screen_blows_an_emergency(client: Client, office: Office, crew: Crew) -> None:
    answer = as_(client, office.worker).post(
        page("new_whistle"),
        {
            "kind": "emergency",
            "matter": "水管爆了",
            "address": "竹行巷 12 号",
            "units": [crew.water.pk, crew.patrol.pk],
            "area": office.grids[1].pk,
            "lon": PLACE["lon"],
            "lat": PLACE["lat"],
        },
    )
    whistle = Whistle.objects.get()
    assert (answer.status_code, whistle.state, whistle.area) == (SENT, WhistleState.BLOWN, office.grids[1])
    assert whistle.code in as_(client, office.worker).get(page("whistle", whistle.pk)).content.decode()
    assert whistle.code not in as_(client, crew.plumber).get(page("whistle", whistle.pk)).content.decode()


def test_a_caller_whose_own_unit_is_called_learns_the_code_once_it_is_there(
    client: Client, office: Office, crew: Crew
) -> None:
    whistle = blow(office, crew, units=[office.unit, crew.water])
    readers = (office.worker, office.leader, crew.plumber)

    def told() -> list[bool]:
        pages = [as_(client, one).get(page("whistle", whistle.pk)).text for one in readers]
        return [f"到场码 {whistle.code}" in text for text in pages]

    assert told() == [False, False, False]
    actions.arrive(person(office.worker), call_of(whistle, office.unit), lon=PLACE["lon"], lat=PLACE["lat"])
    assert told() == [True, True, False]


def test_a_screen_with_something_missing_says_what_and_keeps_what_was_typed(
    client: Client, office: Office, crew: Crew
) -> None:
    sent = {"kind": "demand", "matter": "路灯不亮", "address": "", "agreed_for": "2026-11-31T10:00"}
    answer = as_(client, office.worker).post(page("new_whistle"), sent)
    text = answer.content.decode()
    assert (answer.status_code, "路灯不亮" in text, Whistle.objects.count()) == (SEEN, True, 0)
    assert set(answer.context["form"].errors) == {"address", "units", "agreed_for"}


def test_opening_the_page_is_reading_for_the_unit_and_for_nobody_else(
    client: Client, office: Office, crew: Crew
) -> None:
    whistle = blow(office, crew)
    as_(client, office.colleague).get(page("whistle", whistle.pk))
    assert call_of(whistle, crew.water).state == CallState.CALLED
    as_(client, crew.plumber).get(page("whistle", whistle.pk))
    states = [call_of(whistle, unit).state for unit in (crew.water, crew.patrol)]
    assert states == [CallState.READ, CallState.CALLED]


@pytest.mark.parametrize(("seconds", "late"), [(59, False), (60, True)])
def test_the_page_calls_late_who_is_counted_late_and_nobody_else(
    client: Client, office: Office, crew: Crew, clock: Any, seconds: int, late: bool
) -> None:
    whistle = blow(office, crew)
    call = call_of(whistle, crew.water)
    assert call.due_at is not None
    plumber = as_(client, crew.plumber)
    for verb in ("sign", "leave"):
        plumber.post(page("step_call", whistle.pk, call.pk, verb))
    clock.set(call.due_at + timedelta(seconds=seconds))
    assert [row.late for row in plumber.get(page("whistle", whistle.pk)).context["calls"] if row.own] == [
        late
    ]
    plumber.post(page("arrive", whistle.pk, call.pk), {"code": whistle.code})
    assert call_of(whistle, crew.water).on_time is not late


def test_a_unit_comes_with_three_presses_and_without_a_script(
    client: Client, office: Office, crew: Crew
) -> None:
    whistle = blow(office, crew)
    call = call_of(whistle, crew.water)
    plumber = as_(client, crew.plumber)
    for verb in ("sign", "leave"):
        plumber.post(page("step_call", whistle.pk, call.pk, verb))
    wrong = plumber.post(page("arrive", whistle.pk, call.pk), {"code": "000"})
    assert (wrong.status_code, "到场码不对" in wrong.content.decode()) == (SEEN, True)
    plumber.post(page("arrive", whistle.pk, call.pk), {"code": whistle.code})
    assert call_of(whistle, crew.water).state == CallState.ARRIVED
    assert Whistle.objects.get().state == WhistleState.MEETING


def test_a_step_out_of_order_is_told_on_the_page(client: Client, office: Office, crew: Crew) -> None:
    whistle = blow(office, crew)
    call = call_of(whistle, crew.water)
    actions.see_arrived(person(office.worker), call)
    answer = as_(client, crew.plumber).post(page("step_call", whistle.pk, call.pk, "sign"), follow=True)
    assert "它的状态已经变了" in answer.content.decode()


def test_the_plan_takes_whole_rows_and_says_which_is_not_finished(
    client: Client, office: Office, crew: Crew
) -> None:
    whistle = blow(office, crew)
    actions.see_arrived(person(office.worker), call_of(whistle, crew.water))
    address = page("go_whistle", whistle.pk, "plan")
    begun = {"plan": "换管", "unit_1": crew.water.pk, "what_1": "换水管"}
    answer = as_(client, office.worker).post(address, begun)
    assert list(answer.context["form"].errors) == ["due_1"]
    answer = as_(client, office.worker).post(address, begun | {"due_1": f"{today():%Y-%m-%d}"})
    assert (answer.status_code, WhistleTask.objects.get().unit) == (SENT, crew.water)
    task = WhistleTask.objects.get()
    done = page("do_task", whistle.pk, task.pk)
    assert [looked(client, user, done) for user in (crew.plumber, crew.officer, office.colleague)] == [
        SEEN,
        AWAY,
        AWAY,
    ]


def test_lists_show_mine_open_and_all_with_the_same_queries_for_one_and_many(
    client: Client, office: Office, crew: Crew, django_assert_num_queries: Any
) -> None:
    blow(office, crew)
    closed = blow(office, crew)
    actions.withdraw_whistle(person(office.worker), closed, reason="不用了")
    leader = as_(client, office.leader)
    numbers = {
        shown: [row.number for row, _ in leader.get(page("whistles"), {"show": shown}).context["rows"]]
        for shown in ("", "open", "all")
    }
    assert numbers == {
        "": ["S2026-000001"],
        "open": ["S2026-000001"],
        "all": ["S2026-000002", "S2026-000001"],
    }
    found = leader.get(page("whistles"), {"show": "all", "q": "s2026-000002"}).context["rows"]
    assert [row.number for row, _ in found] == ["S2026-000002"]
    one = _queries(leader, page("whistles") + "?show=all")
    for _ in range(5):
        blow(office, crew, kind=WhistleKind.EMERGENCY)
    assert _queries(leader, page("whistles") + "?show=all") == one


def _queries(client: Client, address: str) -> int:
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    with CaptureQueriesContext(connection) as caught:
        client.get(address)
    return len(caught)


def test_script_in_every_field_is_shown_as_text(client: Client, office: Office, crew: Crew) -> None:
    nasty = "<script>alert(1)</script>"
    whistle = blow(office, crew, matter=nasty, address=nasty, asked=nasty)
    text = as_(client, office.worker).get(page("whistle", whistle.pk)).content.decode()
    assert (nasty in text, "&lt;script&gt;alert(1)" in text) == (False, True)


def test_the_timeline_tells_each_deed_once(client: Client, office: Office, crew: Crew) -> None:
    whistle = blow(office, crew)
    actions.sign(person(crew.plumber), call_of(whistle, crew.water))
    text = as_(client, office.worker).get(page("whistle", whistle.pk)).content.decode()
    told = text[text.index("经过") :]
    assert (told.count("拟哨"), told.count("签收哨")) == (1, 1)


@pytest.mark.parametrize(
    "wrong",
    [{"units": "9" * 20}, {"area": "9" * 20}, {"lat": ""}, {"lon": ""}, {"lon": "nan"}, {"lat": "500"}],
    ids=str,
)
def test_what_can_be_no_unit_area_or_place_is_said_on_the_form(
    client: Client, office: Office, crew: Crew, wrong: dict[str, str]
) -> None:
    told: dict[str, Any] = {
        "kind": "emergency",
        "matter": "水管爆了",
        "address": "竹行巷 12 号",
        "units": [str(crew.water.pk)],
        "area": str(office.grids[0].pk),
        "lon": "120.001",
        "lat": "31.001",
    }
    answer = as_(client, office.worker).post(page("new_whistle"), told | wrong)
    assert (answer.status_code, bool(answer.context["form"].errors)) == (SEEN, True)
    assert Whistle.objects.count() == 0


@pytest.mark.parametrize("where", ["nan,nan", "inf,31", "500,31", "120", "31,120", ""])
def test_a_position_in_the_address_that_can_be_none_is_ignored(
    client: Client, office: Office, crew: Crew, where: str
) -> None:
    whistle = blow(office, crew)
    call = call_of(whistle, crew.water)
    new = as_(client, office.worker).get(page("new_whistle"), {"where": where})
    arrive = as_(client, crew.plumber).get(page("arrive", whistle.pk, call.pk), {"where": where})
    assert [answer.context["placed"] for answer in (new, arrive)] == [{}, False]

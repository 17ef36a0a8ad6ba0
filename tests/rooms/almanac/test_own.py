"""What is somebody's own: sign-ups of the account, hours helped; and the hours of all for the record."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

import openpyxl
import pytest
from django.test import Client

from gathering import fresh, hour, opened, person
from office import BY, PASSWORD, Office, seen_by
from yike.core.accounts.actions import add_user, give_role
from yike.core.accounts.models import User
from yike.core.rights.roles import Role
from yike.rooms.almanac.actions import activities, signups
from yike.rooms.almanac.models.activities import Activity
from yike.rooms.almanac.models.signups import Registration, SignUpState
from yike.rooms.almanac.queries import own as queries
from yike.rooms.almanac.signing import Wish

pytestmark = pytest.mark.django_db
PAGE, SHEET = "/desk/almanac/own/", "/desk/almanac/hours.xlsx?since=2026-11-01&until=2026-12-31"


@pytest.fixture(autouse=True)
def morning(clock: Any) -> None:
    """Let every test begin on one morning."""
    clock.set(hour("08:00"))


def mine(row: Activity, user: User, n: int) -> Registration:
    """Sign somebody up with their own account."""
    return signups.sign_up(person(user), row, Wish(name=user.name, phone=f"1380000000{n}", user=user))


def helped(office: Office, clock: Any) -> Activity:
    """Archive an activity at which two people of the first community helped."""
    row = opened(office, starts_at=hour("09:00", "2026-12-01"), ends_at=hour("11:00", "2026-12-01"))
    activities.note_helper(person(office.worker), row, user=office.colleague, minutes=90, task="=引导")
    activities.note_helper(person(office.worker), row, user=office.grid_worker, minutes=30)
    clock.set(row.starts_at)
    activities.begin(BY, row)
    activities.end(BY, row)
    return activities.archive(BY, row, words="办好了")


def test_an_account_finds_its_own_sign_ups_and_nobody_elses(office: Office) -> None:
    row = opened(office, signup="open", capacity=1)
    first, second = mine(row, office.worker, 1), mine(row, office.colleague, 2)
    answer = seen_by(office.worker).get(PAGE)
    assert answer.context["rows"] == [(first, True)]
    assert [one for one, _may in seen_by(office.colleague).get(PAGE).context["rows"]] == [second]
    assert seen_by(office.stranger).get(PAGE).context["rows"] == []
    assert (Client().get(PAGE).status_code, answer["Cache-Control"]) == (302, "private, no-store")


def test_one_press_gives_the_place_to_who_waits_and_only_ones_own(office: Office) -> None:
    row = opened(office, signup="open", capacity=1)
    first, second = mine(row, office.worker, 1), mine(row, office.colleague, 2)
    assert seen_by(office.colleague).post(f"{PAGE}{first.pk}/leave/").status_code == 404
    assert fresh(first).state == SignUpState.BOOKED
    client = seen_by(office.worker)
    assert client.post(f"{PAGE}{first.pk}/leave/").url == PAGE
    assert (fresh(first).state, fresh(second).state) == (SignUpState.CANCELLED, SignUpState.BOOKED)
    assert client.get(PAGE).context["rows"] == [(first, False)]


def test_a_volunteer_sees_the_own_hours_alone(office: Office, clock: Any) -> None:
    row = helped(office, clock)
    shown = seen_by(office.colleague).get(PAGE).context
    assert (shown["hours"], [one.activity for one in shown["helped"]]) == ("1.5", [row])
    assert seen_by(office.worker).get(PAGE).context["hours"] == "0.0"
    assert "1.5</b> hours" in seen_by(office.colleague).get(PAGE, headers={"accept-language": "en"}).text


def test_the_hours_go_on_as_a_workbook_of_what_one_sees(office: Office, clock: Any) -> None:
    helped(office, clock)
    answer = seen_by(office.clerk).get(SHEET)
    people, times = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets
    told = {row[0]: row[1:] for row in people.iter_rows(min_row=2, values_only=True)}
    unit = office.unit.name
    assert told == {
        office.colleague.name: (unit, 1, 90, "1.5"),
        office.grid_worker.name: (unit, 1, 30, "0.5"),
    }
    said = sorted(row[1:] for row in times.iter_rows(min_row=2, values_only=True) if row[4] == 90)
    assert said == [("2026-12-01", "梅东便民市集", "'=引导", 90)]
    assert (
        seen_by(office.clerk)
        .get("/desk/almanac/numbers/")
        .context["hours"]
        .startswith(SHEET.partition("?")[0])
    )


def test_who_plans_nothing_gets_no_hours_of_others(office: Office, clock: Any) -> None:
    helped(office, clock)
    assert seen_by(office.security).get(SHEET).status_code == 403
    assert Client().get(SHEET).status_code == 302


def test_who_helps_at_the_door_finds_it_on_the_own_page_on_the_day(office: Office, clock: Any) -> None:
    row = opened(office)
    helper = add_user(BY, username="helper", name="何帮手", unit=None, password=PASSWORD, area=office.first)
    page = "/desk/almanac/own/"
    clock.set(row.starts_at - timedelta(hours=13))
    give_role(BY, user=helper, role=Role.VOLUNTEER, area=office.grids[0])
    assert queries.doors(helper) == []
    clock.set(row.starts_at - timedelta(hours=1))
    assert (queries.doors(helper), queries.doors(office.system)) == ([row], [])
    assert f"/desk/almanac/door/{row.pk}/" in seen_by(helper).get(page).text
    assert seen_by(helper).get(f"/desk/almanac/door/{row.pk}/").status_code == 200
    clock.set(row.ends_at + timedelta(hours=13))
    assert queries.doors(helper) == []

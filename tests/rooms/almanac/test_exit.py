"""Three taps at the exit: of people who came without signing up, once from a telephone, and marked as such."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from gathering import fresh, hour, opened
from office import BY, Office, seen_by
from yike.core.record.clock import now
from yike.engines.faults import Fault
from yike.rooms.almanac.actions import activities, signups
from yike.rooms.almanac.actions import after as actions
from yike.rooms.almanac.models.activities import Activity
from yike.rooms.almanac.models.after import SurveyAnswer
from yike.rooms.almanac.queries import after as queries
from yike.rooms.almanac.signing import Wish

pytestmark = pytest.mark.django_db
TAPS = {"liked": "1", "useful": "2", "again": "3"}


@pytest.fixture
def row(office: Office, clock: Any) -> Activity:
    """A market to which nobody signs up."""
    clock.set(hour("08:00"))
    return opened(office)


def page(row: Activity) -> str:
    return f"/on/a/{row.code}/survey/"


def begun(row: Activity, clock: Any) -> None:
    clock.set(row.starts_at)
    activities.begin(BY, row)


def test_who_walked_in_answers_at_the_exit_with_three_taps_without_scripts(row: Activity, clock: Any) -> None:
    begun(row, clock)
    client = Client()
    assert "这次满意吗？" in client.get(page(row)).text
    assert "对您有用吗？" in client.post(page(row), {"liked": "1"}).text
    done = client.post(page(row), TAPS)
    assert ("您的回答收到了" in done.text, done.cookies["yike_said"]["httponly"]) == (True, True)
    kept = SurveyAnswer.objects.get()
    assert (kept.liked, kept.useful, kept.again, kept.on_the_spot) == (1, 2, 3, True)


def test_one_telephone_answers_once_in_an_hour_and_another_too(row: Activity, clock: Any) -> None:
    begun(row, clock)
    client = Client()
    assert ["收到了" in one.post(page(row), TAPS).text for one in (client, client, Client())] == [True] * 3
    assert (SurveyAnswer.objects.count(), client.cookies["yike_said"]["max-age"]) == (2, 3600)


def test_no_address_answers_for_a_whole_town(row: Activity, clock: Any, monkeypatch: Any) -> None:
    begun(row, clock)
    monkeypatch.setattr("yike.rooms.almanac.views.door.survey.PRESSES", 3)
    assert [Client().post(page(row), TAPS).status_code for _ in range(4)] == [200, 200, 200, 429]
    assert SurveyAnswer.objects.count() == 3


def test_the_exit_is_open_while_it_is_on_and_three_days_after(row: Activity, clock: Any) -> None:
    client = Client()
    assert client.get(page(row)).status_code == 404
    begun(row, clock)
    clock.set(row.ends_at)
    activities.end(BY, row)
    clock.set(row.ends_at + timedelta(days=3) - timedelta(seconds=1))
    assert client.get(page(row)).status_code == 200
    clock.set(row.ends_at + timedelta(days=3))
    assert client.post(page(row), TAPS).status_code == 404
    with pytest.raises(Fault, match="cannot be answered now"):
        actions.take_on_the_spot(BY, fresh(row), liked=1, useful=1, again=1)
    assert SurveyAnswer.objects.count() == 0


def test_the_desk_is_told_which_answers_came_by_the_code_at_the_exit(
    office: Office, row: Activity, clock: Any
) -> None:
    begun(row, clock)
    after = f"/desk/almanac/activities/{row.pk}/after/"
    actions.take_on_the_spot(BY, row, liked=1, useful=1, again=1)
    assert queries.at_exit(row, now()) == ("<5", [])
    for _ in range(16):
        actions.take_on_the_spot(BY, row, liked=1, useful=1, again=1)
    clock.set(row.ends_at)
    activities.end(BY, row)
    shown = seen_by(office.worker).get(after)
    assert (queries.survey(row), queries.at_exit(fresh(row), now())) == (("0", []), ("≈20", []))
    assert "≈20 份，另外算：每台手机一小时一份" in shown.text
    assert f"{row.ends_at + timedelta(days=3):%Y-%m-%d} " in shown.text
    assert "现场扫码答的问卷 ≈20 份" in shown.text
    clock.set(row.ends_at + timedelta(days=3))
    shown = seen_by(office.worker).get(after)
    assert ("只说到十位" in shown.text, len(shown.context["at_exit"])) == (True, 3)


def test_who_forges_answers_at_the_exit_learns_nothing_of_who_answers_by_a_link(
    office: Office, clock: Any
) -> None:
    clock.set(hour("08:00"))
    row = opened(office, signup="open")
    people = [signups.sign_up(BY, row, Wish(name=f"来人{n}", phone=f"1540000{n:04}")) for n in range(6)]
    begun(row, clock)
    for _ in range(9):
        actions.take_on_the_spot(BY, row, liked=1, useful=1, again=1)
    clock.set(row.ends_at)
    activities.end(BY, row)
    for n, one in enumerate(people):
        before = queries.at_exit(row, row.ends_at + timedelta(days=3))
        actions.take_survey(BY, fresh(one), liked=3, useful=3, again=3)
        assert queries.at_exit(row, row.ends_at + timedelta(days=3)) == before
        assert queries.survey(row)[0] == ("<5" if n < 4 else "5")
    shown = seen_by(office.worker).get(f"/desk/almanac/activities/{row.pk}/after/").text
    assert ("5 人答了，每满 5 份才算进来" in shown, "≈10 份，另外算" in shown) == (True, True)


def test_who_knows_all_answers_at_the_exit_but_one_never_sees_before_and_after_it(
    row: Activity, clock: Any
) -> None:
    begun(row, clock)
    for n in range(30):
        actions.take_on_the_spot(BY, row, liked=1 + n % 3, useful=1, again=1)
        assert queries.at_exit(row, now())[1] == []
    clock.set(row.ends_at)
    activities.end(BY, row)
    row = fresh(row)
    closed = row.ends_at + timedelta(days=3)
    assert queries.at_exit(row, closed - timedelta(seconds=1))[1] == []
    told = [number for one in queries.at_exit(row, closed)[1] for _word, number in one.answers]
    assert set(told[:3]) <= {"≈10", "≈20"}
    assert (told[4:6], told[7:9], told[3], told[6]) == (["<10"] * 2, ["<10"] * 2, "≈30", "≈30")


def test_the_draw_of_a_number_is_secret_and_stays(row: Activity, settings: Any) -> None:
    cells = [(name, n) for name in queries.QUESTIONS for n in (1, 2, 3)]
    drawn = [queries._draw(row, *cell) for cell in cells]
    assert drawn == [queries._draw(row, *cell) for cell in cells]
    assert (set(drawn) <= set(range(10)), len(set(drawn)) > 1) == (True, True)
    settings.SECRET_KEY = "another"
    assert drawn != [queries._draw(row, *cell) for cell in cells]


def test_the_sign_for_the_exit_is_printed(office: Office, row: Activity) -> None:
    client, signs = seen_by(office.worker), f"/desk/almanac/activities/{row.pk}/signs/"
    assert "出口的问卷" in client.get(signs).text
    sheet = client.get(f"{signs}exit.pdf")
    assert (sheet.status_code, sheet.content[:5]) == (200, b"%PDF-")

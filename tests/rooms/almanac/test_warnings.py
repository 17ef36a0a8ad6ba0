"""What speaks against a day: said with its reason when an activity is planned, and never in the way."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from agreeing import refused
from gathering import hour, person, planned
from office import BY, Office
from yike.core.calendar.actions import seed_years
from yike.engines.faults import Fault
from yike.engines.recurrence import Every, Rule
from yike.rooms.almanac.actions import activities as actions
from yike.rooms.almanac.actions.activities import Wanted
from yike.rooms.almanac.actions.activities import days as kept
from yike.rooms.almanac.models.activities import Activity
from yike.rooms.almanac.models.days import AvoidedDays
from yike.rooms.almanac.queries.activities import clashes
from yike.rooms.almanac.queries.warnings import warned

pytestmark = pytest.mark.django_db
DAYS = "/desk/almanac/days/"


@pytest.fixture(autouse=True)
def morning(clock: Any) -> None:
    """Let every test begin on one morning."""
    clock.set(hour("08:00"))


def said(*days: date) -> list[tuple[str, bool]]:
    return [(one.text, one.soft) for some in warned(days).values() for one in some]


def on(office: Office, begins: datetime, **more: Any) -> Activity:
    """Return an activity of two hours that is planned, whatever speaks against its day."""
    return planned(office, starts_at=begins, ends_at=begins + timedelta(hours=2), **more)


def test_usual_exam_days_are_said_until_the_list_has_those_of_the_year() -> None:
    day = date(2027, 6, 8)
    assert said(day) == [("往年这天多在高考，今年的日期请核对", False)]
    kept.avoid(BY, kind="gaokao", name="2027年高考", since=date(2027, 6, 7), until=date(2027, 6, 7))
    assert said(day) == []
    assert said(date(2027, 6, 7)) == [("2027年高考，请尽量避开，特别是附近有考点的", False)]
    assert said(date(2028, 6, 8)) == [("往年这天多在高考，今年的日期请核对", False)]
    assert said(date(2027, 6, 16)) == [("往年这天多在中考，今年的日期请核对", False)]


def test_holidays_make_up_days_and_solar_terms_are_said(clock: Any) -> None:
    clock.set(hour("08:00", "2026-09-01"))
    seed_years(BY, 2026, 2026)
    assert said(date(2026, 10, 1)) == [("国庆节放假，工作人员和来的人都可能少", False)]
    assert said(date(2026, 10, 10)) == [("周末调休上班，上班的人来不了", False)]
    assert said(date(2026, 12, 22)) == [("这天是冬至", True)]
    assert said(date(2026, 12, 23)) == []
    assert said(date(1980, 12, 22)) == [("这个日子已经过去了，请核对年份和日期", False)]
    assert said() == []


def test_a_day_that_is_over_is_said_and_one_that_goes_on_is_not() -> None:
    over = "这个日子已经过去了，请核对年份和日期"
    assert said(date(2025, 11, 20), date(2025, 11, 21)) == [(over, False)]
    assert said(date(2026, 11, 25), date(2026, 11, 26)) == [(over, False)]
    assert said(date(2026, 11, 26), date(2026, 11, 27)) == []


def test_the_desk_in_english_names_holidays_in_english(clock: Any) -> None:
    clock.set(hour("08:00", "2026-01-02"))
    seed_years(BY, 2026, 2026)
    words = "{}, a public holiday: there may be fewer staff and fewer who come"
    with translation.override("en"):
        found = said(date(2026, 10, 1), date(2026, 2, 17))
    assert found == [(words.format(name), False) for name in ("Spring Festival", "National Day")]


def test_years_in_which_nobody_plans_are_said_to_be_wrong() -> None:
    for day in (date(1999, 12, 31), date(9999, 12, 31)):
        with refused("年份要在 2000 到 2100 之间"):
            kept.avoid(BY, kind="other", name="运动会", since=day, until=day)
    for day in (date(2000, 1, 1), date(2100, 12, 31)):
        assert kept.avoid(BY, kind="other", name="运动会", since=day, until=day).since == day


def test_many_days_take_two_questions() -> None:
    with CaptureQueriesContext(connection) as asked:
        warned(date(2026, 1, 1) + timedelta(days=n) for n in range(300))
    assert len(asked) == 2


def test_the_page_of_an_activity_says_why_and_lets_it_be_approved(office: Office, client: Client) -> None:
    row = on(office, hour("09:00", "2027-06-08"))
    client.force_login(office.worker)
    page = client.get(row.get_absolute_url())
    assert ([one.text for one in page.context["warned"]], page.context["warns"]) == (
        ["往年这天多在高考，今年的日期请核对"],
        True,
    )
    assert "这个日子请再想一想" in page.text
    assert client.post(f"{row.get_absolute_url()}go/ask/").status_code == 302
    term = on(office, hour("09:00", "2026-12-22"))
    page = client.get(term.get_absolute_url())
    assert (page.context["warns"], "这天是冬至" in page.text) == (False, True)
    assert (
        "This day is Winter Solstice"
        in client.get(term.get_absolute_url(), headers={"Accept-Language": "en"}).text
    )


def test_the_page_of_a_series_says_it_beside_each_session(office: Office, client: Client) -> None:
    row = on(office, hour("09:00", "2026-12-15"))
    series = actions.make_series(BY, row, Wanted("市集", Rule(Every.WEEK, count=3)))
    client.force_login(office.worker)
    rows = client.get(series.get_absolute_url()).context["rows"]
    assert [[one.text for one in some] for _row, _visits, some in rows] == [[], ["这天是冬至"], []]


def test_the_same_people_are_not_invited_twice_on_one_evening(office: Office) -> None:
    first = on(office, hour("17:30"), audience=("elders",))
    other = on(office, hour("20:00"), title="唱歌", audience=("elders",))
    on(office, hour("20:00"), title="少年宫", audience=("children",))
    on(office, hour("14:00"), title="下午", audience=("elders",))
    found = clashes(first, starts_at=first.starts_at, ends_at=first.ends_at, but=first.pk)
    assert [row.pk for row in found] == [other.pk]
    day = on(office, hour("10:00"), title="上午", audience=("elders",))
    assert clashes(day, starts_at=day.starts_at, ends_at=day.ends_at, but=day.pk) == []


def test_the_list_is_kept_by_those_who_keep_it_and_read_by_all_who_plan(office: Office) -> None:
    desk = {name: Client() for name in ("clerk", "worker", "stranger")}
    for name, one in desk.items():
        one.force_login(getattr(office, name))
    told = {"kind": "zhongkao", "name": "2027年中考", "since": "2027-06-18", "until": "2027-06-20"}
    assert [one.post(f"{DAYS}new/", told).status_code for one in desk.values()] == [302, 403, 403]
    row = AvoidedDays.objects.get()
    assert [one.get(DAYS).status_code for one in (*desk.values(), Client())] == [200, 200, 200, 302]
    assert "2027年中考" in desk["worker"].get(DAYS).text
    drop = f"{DAYS}{row.pk}/drop/"
    assert [desk[name].post(drop).status_code for name in ("worker", "clerk", "clerk")] == [403, 302, 404]
    assert (AvoidedDays.objects.count(), desk["clerk"].get(drop).status_code) == (0, 405)
    with pytest.raises(PermissionDenied):
        kept.avoid(
            person(office.worker), kind="other", name="运动会", since=date(2027, 5, 1), until=date(2027, 5, 1)
        )


@pytest.mark.parametrize(
    "wrong",
    [
        {"until": "2027-06-17"},
        {"until": "2027-09-01"},
        {"until": "0001-01-01"},
        {"since": "9999-12-20", "until": "9999-12-31"},
        {"since": "1999-12-31", "until": "2000-01-02"},
        {"since": "2100-12-31", "until": "2101-01-02"},
        {"since": "2027-02-31"},
        {"name": ""},
        {"kind": "party"},
    ],
)
def test_days_that_cannot_be_are_refused(office: Office, client: Client, wrong: dict[str, str]) -> None:
    client.force_login(office.clerk)
    told = {"kind": "other", "name": "运动会", "since": "2027-06-18", "until": "2027-06-20"}
    assert client.post(f"{DAYS}new/", told | wrong).status_code == 200
    assert AvoidedDays.objects.count() == 0
    with pytest.raises(Fault):
        kept.avoid(BY, kind="other", name="运动会", since=date(2027, 6, 2), until=date(2027, 6, 1))

"""Calendar files as other programs read them: the ``icalendar`` and ``ics`` packages, without complaint."""

from __future__ import annotations

import warnings
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from dateutil.rrule import rruleset, rrulestr
from django.test import Client
from django.utils import timezone

from gathering import hour, market, opened, person, planned
from office import BY, Office
from yike.engines.calendarfile import Event, written
from yike.engines.recurrence import Every, Rule
from yike.rooms.almanac.actions import activities as actions
from yike.rooms.almanac.actions.activities import Wanted
from yike.rooms.almanac.models.activities import Activity

with warnings.catch_warnings():  # its parser's own, as it is imported
    warnings.simplefilter("ignore")
    import ics

ZONE = ZoneInfo("Asia/Shanghai")


def events(data: bytes) -> list[icalendar.Event]:
    """Return the events of a file that both packages read whole; each says when it was written and when it ends."""
    read = icalendar.Calendar.from_ical(data)
    found = list(read.walk("VEVENT"))
    assert [one.errors for one in (read, *found)] == [[]] * (1 + len(found))
    assert [("DTSTAMP" in one, "DTEND" in one, "UID" in one) for one in found] == [(True,) * 3] * len(found)
    assert all(one["DTEND"].dt > one["DTSTART"].dt for one in found)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        other = ics.Calendar(data.decode())
    assert sorted((one.name, one.all_day) for one in other.events) == sorted(
        (str(one["SUMMARY"]), not isinstance(one["DTSTART"].dt, datetime)) for one in found
    )
    return found


def moments(found: list[icalendar.Event]) -> list[datetime]:
    """Return when a recurring event takes place, by any calendar: by rule, what is left out, what moved."""
    (master,) = (one for one in found if "RRULE" in one)
    every = rruleset()
    every.rrule(rrulestr(master["RRULE"].to_ical().decode(), dtstart=master["DTSTART"].dt))
    left = master.get("EXDATE", [])
    for one in left if isinstance(left, list) else [left]:
        for moment in one.dts:
            every.exdate(moment.dt)
    added: list[datetime] = []
    for one in (one for one in found if "RECURRENCE-ID" in one):
        every.exdate(one["RECURRENCE-ID"].dt)
        if str(one["STATUS"]) != "CANCELLED":
            added.append(one["DTSTART"].dt)
    return sorted([*every, *added])


def test_whole_days_end_on_the_day_after_for_both_readers() -> None:
    at = datetime(2026, 11, 27, 9, tzinfo=ZONE)
    days = Event("1@yike", "缴费；第一段,\n第二段" * 9, date(2026, 12, 1), at, date(2026, 12, 15))
    hours = Event("2@yike", "市集", date(2026, 12, 31), at, start=time(23, 30))
    first, second = events(written([days, hours], name="双塔"))
    assert (first["DTSTART"].dt, first["DTEND"].dt) == (date(2026, 12, 1), date(2026, 12, 16))
    assert second["DTEND"].dt == datetime(2027, 1, 1, 0, 30, tzinfo=ZONE)
    assert str(first["SUMMARY"]) == "缴费；第一段,\n第二段" * 9


@pytest.mark.django_db
def test_the_feed_and_a_single_activity_are_read_whole(office: Office, client: Client, clock: Any) -> None:
    clock.set(hour("08:00"))
    row = opened(office, title="梅东；便民,市集", summary="第一行\r\n第二行\\n", place="广场 🏮" * 15)
    actions.cancel(BY, opened(office, title="讲座", kind="lecture"), reason="下雨")
    feed = client.get("/on/calendar.ics")
    found = {str(one["SUMMARY"]): one for one in events(feed.content)}
    assert [str(found[name]["STATUS"]) for name in ("梅东；便民,市集", "讲座")] == ["CONFIRMED", "CANCELLED"]
    one = found["梅东；便民,市集"]
    assert (one["DTSTART"].dt, one["DTEND"].dt) == (row.starts_at, row.ends_at)
    assert (str(one["LOCATION"]), str(one["DESCRIPTION"])) == ("广场 🏮" * 15, "第一行\n第二行\\n")
    (single,) = events(client.get(f"/on/a/{row.code}/activity.ics").content)
    assert (single["UID"], single["DTSTART"].dt) == (one["UID"], row.starts_at)
    again = client.get("/on/calendar.ics", headers={"if-none-match": feed["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.django_db
def test_a_series_recurs_for_both_readers_as_its_sessions_stand(
    office: Office, client: Client, clock: Any
) -> None:
    clock.set(hour("08:00"))
    first = planned(office)
    wanted = Wanted("市集", Rule(Every.WEEK, count=6), (date(2026, 12, 7),))
    series = actions.make_series(person(office.worker), first, wanted)
    actions.ask_all(person(office.worker), series)
    rows = list(Activity.objects.filter(series=series).order_by("starts_at"))
    for row in rows[:4]:  # the last one waits still: nobody knows of it
        actions.approve(BY, row)
    page = f"/on/s/{series.code}/series.ics"
    plain = client.get(page)
    assert moments(events(plain.content)) == [timezone.localtime(row.starts_at) for row in rows[:4]]
    assert client.get(page, headers={"if-none-match": plain["ETag"]}).status_code == 304
    actions.cancel(BY, rows[1], reason="下雨")
    later = timedelta(days=1)
    actions.reschedule(BY, rows[2], starts_at=rows[2].starts_at + later, ends_at=rows[2].ends_at + later)
    actions.change_activity(
        BY, rows[3], market(office, starts_at=rows[3].starts_at, ends_at=rows[3].ends_at, place="食堂")
    )
    changed = client.get(page, headers={"if-none-match": plain["ETag"]})
    found = events(changed.content)
    assert moments(found) == [rows[0].starts_at, rows[2].starts_at + later, rows[3].starts_at]
    told = [(one["RECURRENCE-ID"].dt, str(one["STATUS"]), str(one["LOCATION"])) for one in found[1:]]
    assert told == [
        (rows[1].starts_at, "CANCELLED", "梅东广场"),
        (rows[2].starts_at, "CONFIRMED", "梅东广场"),
        (rows[3].starts_at, "CONFIRMED", "食堂"),
    ]
    assert len({str(one["UID"]) for one in found}) == 1
    before = found[0]["SEQUENCE"]
    actions.approve(BY, rows[4])  # written the fewest times of all, and the latest
    assert events(client.get(page).content)[0]["SEQUENCE"] > before


@pytest.mark.django_db
def test_who_keeps_one_activity_is_reminded_by_the_phone_and_who_subscribes_to_all_is_not(
    office: Office, client: Client, clock: Any
) -> None:
    clock.set(hour("08:00"))
    row = opened(office, title="讲座，第一讲")

    def alarms(page: str) -> list[tuple[timedelta, str]]:
        found = [one for event in events(client.get(page).content) for one in event.walk("VALARM")]
        return [(one["TRIGGER"].dt, str(one["DESCRIPTION"])) for one in found]

    told = [(-timedelta(days=1), "讲座，第一讲"), (-timedelta(hours=2), "讲座，第一讲")]
    assert (alarms(f"/on/a/{row.code}/activity.ics"), alarms("/on/calendar.ics")) == (told, [])
    actions.cancel(BY, row, reason="下雨")
    assert alarms(f"/on/a/{row.code}/activity.ics") == []


@pytest.mark.django_db
def test_the_feed_names_the_address_that_residents_open(
    office: Office, client: Client, settings: Any
) -> None:
    row = opened(office)
    inside = client.get("/on/calendar.ics")
    settings.YIKE_SITE = "https://yike.street.example"
    outside = client.get("/on/calendar.ics", headers={"if-none-match": inside["ETag"]})
    assert outside.status_code == 200  # the address is part of what is unchanged
    found = [str(events(answer.content)[0]["URL"]) for answer in (inside, outside)]
    assert found == [f"{base}/on/a/{row.code}/" for base in ("http://testserver", settings.YIKE_SITE)]
    assert f"{settings.YIKE_SITE}/on/calendar.ics" in client.get("/on/").text

"""Signing up on the public page, one's own page, and the desk's lists, calls and sheets."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gathering import fresh, hour, opened
from office import BY, Office, seen_by
from yike.rooms.almanac.actions import activities, signups
from yike.rooms.almanac.models.activities import Activity
from yike.rooms.almanac.models.signups import Call, Registration, SignUpState, Way
from yike.rooms.almanac.signing import Wish

S = SignUpState
pytestmark = pytest.mark.django_db


@pytest.fixture
def row(office: Office, clock: Any) -> Activity:
    """A class of two places."""
    clock.set(hour("08:00"))
    return opened(office, signup="open", capacity=2, companions=1)


def press(client: Client, row: Activity, **said: str) -> Any:
    form = client.get(f"/on/a/{row.code}/").context["form"]
    filled = {"name": "张小梅", "phone": "13800000001", "press": form["press"].value()} | said
    return client.post(f"/on/a/{row.code}/", filled)


def test_anybody_signs_up_and_comes_to_their_own_page(row: Activity, client: Client) -> None:
    answer = press(client, row, companions="1")
    made = Registration.objects.get()
    mine = client.get(answer["Location"])
    assert (answer.status_code, mine.status_code, mine.context["row"]) == (302, 200, made)
    assert (made.party, made.way, made.user, mine["Cache-Control"]) == (2, Way.WEB, None, "private, no-store")
    again = press(client, row, name="李大力", phone="13800000002")
    assert client.get(again["Location"]).context["line"] == 1


def test_a_helper_signs_somebody_up_and_an_account_its_owner(
    office: Office, row: Activity, client: Client
) -> None:
    press(client, row, helper="女儿")
    press(seen_by(office.colleague), row, name="吴同事", phone="13800000009")
    assert [(one.way, one.user) for one in Registration.objects.all()] == [
        (Way.HELPER, None),
        (Way.WEB, office.colleague),
    ]


def test_going_back_and_writing_another_name_signs_up_both(row: Activity, client: Client) -> None:
    word = client.get(f"/on/a/{row.code}/").context["form"]["press"].value()
    said = {"phone": "13800000001", "helper": "女儿", "press": word}
    links = [
        client.post(f"/on/a/{row.code}/", said | {"name": name})["Location"]
        for name in ("张妈妈", "张爸爸", "张爸爸")
    ]
    assert [client.get(link).context["row"].number for link in links] == [1, 2, 2]


def test_all_that_is_wrong_is_shown_and_what_was_written_stays(row: Activity, client: Client) -> None:
    answer = press(client, row, name="", phone="12", companions="5")
    form = answer.context["form"]
    assert (answer.status_code, sorted(form.errors), form["phone"].value()) == (
        422,
        ["companions", "name", "phone"],
        "12",
    )
    assert Registration.objects.count() == 0


def test_programs_that_fill_in_everything_sign_nobody_up(row: Activity, client: Client) -> None:
    assert press(client, row, website="http://x").status_code == 302
    assert Registration.objects.count() == 0


def test_one_press_on_the_own_page_and_the_place_is_somebody_elses(row: Activity, client: Client) -> None:
    links = [
        press(client, row, name=name, phone=f"1380000000{n}")["Location"]
        for n, name in enumerate(("甲", "乙", "丙"))
    ]
    assert client.post(links[0] + "cancel/").status_code == 302
    states = list(Registration.objects.values_list("state", flat=True))
    assert states == [S.CANCELLED, S.BOOKED, S.BOOKED]
    wrong = client.post(links[1] + "bring/", {"companions": "1"})
    assert (wrong.status_code, wrong.context["form"].non_field_errors()) == (
        422,
        ["只剩 0 个名额。请少带几个人，或让他们另外报名候补。"],
    )
    assert client.post(links[1] + "fly/").status_code == 404


def test_a_link_that_is_none_opens_nothing(client: Client, row: Activity) -> None:
    assert client.get("/on/me/nothing/").status_code == 404
    codes = [client.get(f"/on/me/guess-{n}/").status_code for n in range(25)]
    assert (codes[0], codes[-1]) == (404, 429)


def test_staff_who_scan_the_link_find_the_button(
    office: Office, row: Activity, client: Client, clock: Any
) -> None:
    link = press(client, row)["Location"]
    assert client.get(link).context["door"] is False
    clock.set(row.starts_at)
    scanned = seen_by(office.worker).get(link)
    made = Registration.objects.get()
    assert (scanned.context["door"], f"/desk/almanac/door/{row.pk}/in/{made.pk}/" in scanned.text) == (
        True,
        True,
    )


def test_called_off_the_own_page_says_so(row: Activity, client: Client) -> None:
    link = press(client, row)["Location"]
    activities.cancel(BY, row, reason="台风来了")
    page = client.get(link)
    assert ("台风来了" in page.text, page.context["may_cancel"]) == (True, False)
    assert client.get(f"/on/a/{row.code}/").context["form"] is None


def test_the_calendar_file_has_a_beginning_and_an_end(row: Activity, client: Client) -> None:
    text = client.get(f"/on/a/{row.code}/activity.ics").text
    lines = [line for line in text.splitlines() if line.startswith(("DTSTART", "DTEND", "STATUS"))]
    assert lines == [
        "DTSTART:19920101T000000",
        "DTSTART;TZID=Asia/Shanghai:20261130T080000",
        "DTEND;TZID=Asia/Shanghai:20261130T100000",
        "STATUS:CONFIRMED",
    ]


def test_the_desk_lists_signs_up_and_off_and_sends_links_again(office: Office, row: Activity) -> None:
    client, page = seen_by(office.clerk), f"/desk/almanac/activities/{row.pk}/people/"
    form = client.get(page + "new/").context["form"]
    told = client.post(page + "new/", {"name": "郑大伯", "phone": "", "press": form["press"].value()})
    made = Registration.objects.get()
    assert (told.context["row"], made.way, made.typed_by) == (made, Way.DESK, office.clerk)
    assert list(client.get(page).context["page"]) == [made]
    assert list(client.get(page + "?q=zdb").context["page"]) == [made]
    again = client.post(f"{page}{made.pk}/link/")
    assert (again.status_code, fresh(made).link_hash != made.link_hash) == (200, True)
    client.post(f"{page}{made.pk}/cancel/")
    assert fresh(made).state == S.CANCELLED
    assert client.post(f"{page}{made.pk}/fly/").status_code == 404
    codes = {
        name: seen_by(getattr(office, name)).get(page).status_code for name in ("worker", "leader", "system")
    }
    assert codes == {"worker": 200, "leader": 403, "system": 403}


def test_numbers_to_call_are_shown_on_demand(office: Office, row: Activity) -> None:
    made = signups.sign_up(BY, row, Wish(name="张小梅", phone="13800000001"))
    activities.cancel(BY, row, reason="下雨")
    client, page = seen_by(office.worker), f"/desk/almanac/activities/{row.pk}/people/calls/"
    first = client.get(page)
    assert (list(first.context["rows"]), first.context["read"], "13800000001" in first.text) == (
        [made],
        [],
        False,
    )
    assert "13800000001" in client.post(page).text
    assert fresh(made).call == Call.CANCELLED
    client.post(f"/desk/almanac/activities/{row.pk}/people/{made.pk}/called/")
    assert fresh(made).call == ""


def sheet(*rows: tuple[object, ...]) -> SimpleUploadedFile:
    made = BytesIO()
    book = xlsxwriter.Workbook(made)
    page = book.add_worksheet()
    for at, line in enumerate((("姓名", "电话"), *rows)):
        page.write_row(at, 0, line)
    book.close()
    return SimpleUploadedFile("list.xlsx", made.getvalue())


def test_a_sheet_is_looked_at_first(office: Office, row: Activity) -> None:
    client, page = seen_by(office.clerk), f"/desk/almanac/activities/{row.pk}/people/list/"
    bad = client.post(page, {"file": sheet(("张小梅", "12"))})
    assert (bad.context["yes"], bad.context["mistakes"][0].startswith("Sheet1!B2 格：不是电话号码")) == (
        None,
        True,
    )
    good = client.post(page, {"file": sheet(("张小梅", "13800000001"), ("李大力", ""))})
    yes = good.context["yes"]
    assert Registration.objects.count() == 0
    client.post(page + "yes/", {name: yes[name].value() for name in ("token", "seen")})
    assert [one.way for one in Registration.objects.all()] == [Way.PAPER, Way.PAPER]

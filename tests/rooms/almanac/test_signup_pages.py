"""Signing up on the public page, one's own page, and the desk's lists, calls and sheets."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
import xlsxwriter
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gathering import fresh, hour, opened
from office import BY, Office, seen_by
from yike.core.accounts.actions import add_unit
from yike.core.outbox.models import Notice
from yike.core.record.models import HistoryEntry
from yike.core.rights.by import By
from yike.rooms.almanac.actions import activities, signups
from yike.rooms.almanac.actions.activities.again import plan_of
from yike.rooms.almanac.models.activities import Activity
from yike.rooms.almanac.models.signups import Call, Registration, SignUpState, Way
from yike.rooms.almanac.queries import signups as queries
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


def test_who_signs_up_from_an_old_page_is_told_what_has_become_of_it(
    office: Office, row: Activity, client: Client
) -> None:
    form = client.get(f"/on/a/{row.code}/").context["form"]
    sent = {"name": "张小梅", "phone": "13800000001", "press": form["press"].value()}
    needed = opened(office, title="不用报名")
    answer = client.post(f"/on/a/{needed.code}/", sent, follow=True)
    assert (answer.redirect_chain, "这场活动不用报名。到时直接来就行。" in answer.text) == (
        [(f"/on/a/{needed.code}/", 302)],
        True,
    )
    activities.begin(BY, activities.reschedule(BY, row, starts_at=hour("07:00"), ends_at=hour("09:00")))
    activities.end(BY, row)
    late = client.post(f"/on/a/{row.code}/", sent)
    told = late.context["form"].non_field_errors()
    assert (late.status_code, told) == (422, ["这场活动已经结束，不能报名。请看看别的活动。"])
    assert Registration.objects.count() == 0


def test_who_left_or_may_bring_nobody_is_told_so(row: Activity, client: Client, office: Office) -> None:
    mine = press(client, row)["Location"]
    activities.change_activity(BY, row, replace(plan_of(row, row.starts_at), companions=0))
    alone = client.post(mine + "bring/", {"companions": "1"})
    assert alone.context["form"].non_field_errors() == ["这场活动不能带人。请各自报名。"]
    client.post(mine + "cancel/")
    left = client.post(mine + "bring/", {"companions": "3"})
    assert left.context["form"].non_field_errors() == ["现在不能改人数。请告诉现场工作人员。"]


def test_a_sheet_without_people_says_so(office: Office, row: Activity) -> None:
    client, page = seen_by(office.clerk), f"/desk/almanac/activities/{row.pk}/people/list/"
    assert "名单里没有人" in client.post(page, {"file": sheet()}).text


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


def test_calls_to_make_stand_on_the_first_page_and_are_ticked_one_by_one(
    office: Office, row: Activity
) -> None:
    for n, name in enumerate(("张小梅", "李大力"), 1):
        signups.sign_up(BY, row, Wish(name=name, phone=f"1380000000{n}"))
    client, pages = seen_by(office.worker), ("/desk/", "/desk/almanac/calls/")
    assert "要打电话告诉的人" not in client.get(pages[0]).text
    activities.postpone(BY, row, reason="台风")
    assert (
        Notice.objects.get(message__kind="almanac.signup.calls", user=office.worker).message.title[:6]
        == "2 人要打电"
    )
    assert "要打电话告诉的人" in client.get(pages[0]).text
    assert [(one.pk, one.calls) for one in client.get(pages[1]).context["page"]] == [(row.pk, 2)]
    people = f"/desk/almanac/activities/{row.pk}/people/"
    first, second = Registration.objects.order_by("number")
    client.post(f"{people}{first.pk}/missed/")
    client.post(f"{people}calls/")
    assert [one.number for one in client.get(f"{people}calls/").context["rows"]] == [2, 1]
    assert "没打通 1 次" in client.get(f"{people}calls/").text
    read = HistoryEntry.objects.filter(verb="almanac.signup.read", subject=first.recorded_subject()).get()
    assert read.reason == "打电话告诉：活动取消或延期"
    for one in (first, second):
        client.post(f"{people}{one.pk}/called/")
    assert [fresh(one).tries for one in (first, second)] == [0, 0]
    assert list(client.get(pages[1]).context["page"]) == []
    assert queries.how_many_calls(office.worker) == 0


def test_calls_are_for_those_who_work_where_it_is_or_hold_it(office: Office, clock: Any) -> None:
    clock.set(hour("08:00"))
    east = add_unit(BY, kind="community", name="梅东居委会", area=office.first)
    row = opened(office, signup="open", hosts=(east,))
    made = signups.sign_up(BY, row, Wish(name="张小梅", phone="13800000001"))
    activities.cancel(BY, row, reason="下雨")
    people = (office.worker, office.colleague, office.stranger, office.leader)
    assert [queries.how_many_calls(one) for one in people] == [1, 1, 0, 0]
    assert list(seen_by(office.stranger).get("/desk/almanac/calls/").context["page"]) == []
    missed = f"/desk/almanac/activities/{row.pk}/people/{made.pk}/missed/"
    assert (seen_by(office.stranger).post(missed).status_code, fresh(made).tries) == (404, 0)
    with pytest.raises(PermissionDenied):
        signups.not_reached(By.person(office.stranger), made)


def test_a_phone_remembers_what_it_signed_up_for_until_it_is_told_to_forget(
    office: Office, row: Activity, client: Client
) -> None:
    other = opened(office, title="写春联", signup="open")
    first = client.get(press(client, row)["Location"])
    second = client.get(press(client, other)["Location"])
    assert ("这台手机上别的报名" in first.text, "梅东便民市集" in second.text) == (False, True)
    titles = [one.activity.title for _link, one in client.get("/on/me/").context["rows"]]
    assert titles == ["写春联", "梅东便民市集"]
    kept = client.cookies["mine"]
    assert (kept["httponly"], kept["samesite"], kept["path"]) == (True, "Lax", "/on/")
    assert client.post("/on/me/forget/").url == "/on/me/"
    assert client.get("/on/me/").context["rows"] == []
    client.cookies["mine"] = "x.y.<b>." + "a" * 900
    assert client.get("/on/me/").context["rows"] == []


def test_staff_who_open_links_of_others_remember_none(office: Office, row: Activity, client: Client) -> None:
    link = press(client, row)["Location"]
    worker = seen_by(office.worker)
    worker.get(link)
    assert "mine" not in worker.cookies


def test_number_and_telephone_bring_a_lost_page_back_and_end_the_former_link(
    row: Activity, client: Client
) -> None:
    old = press(client, row)["Location"]
    page = f"/on/a/{row.code}/lost/"
    assert page in client.get(f"/on/a/{row.code}/").text
    phone = Client()
    for said in ({"number": "2", "phone": "13800000001"}, {"number": "1", "phone": "13800000002"}):
        wrong = phone.post(page, said)
        assert (wrong.status_code, "报名号和电话对不上" in wrong.text) == (422, True)
    found = phone.post(page, {"number": "００１", "phone": "138 0000 0001"})
    assert (found.status_code, phone.get(found.url).context["row"]) == (302, Registration.objects.get())
    assert client.get(old).status_code == 404


def test_numbers_cannot_be_tried_one_after_another(row: Activity, client: Client) -> None:
    press(client, row)
    page, said = f"/on/a/{row.code}/lost/", {"phone": "13800000001"}
    ways = [(n, f"10.0.0.{n}") for n in range(2, 9)]  # from another address each: the telephone is counted
    codes = [client.post(page, said | {"number": n}, REMOTE_ADDR=way).status_code for n, way in ways]
    assert codes == [422] * 5 + [429] * 2
    assert client.post(page, said | {"number": 1}, REMOTE_ADDR="10.0.1.1").status_code == 429


def test_a_crowd_of_other_telephones_does_not_make_the_house_forget_who_tries(
    row: Activity, client: Client
) -> None:
    press(client, row)
    page, said = f"/on/a/{row.code}/lost/", {"phone": "13800000001"}
    for n in range(2, 8):
        client.post(page, said | {"number": n}, REMOTE_ADDR=f"10.0.0.{n}")
    for n in range(400):
        client.post(page, {"phone": f"139{n:08}", "number": 1}, REMOTE_ADDR=f"10.1.{n // 200}.{n % 200}")
    assert client.post(page, said | {"number": 1}, REMOTE_ADDR="10.0.1.1").status_code == 429


def sheet(*rows: tuple[object, ...]) -> SimpleUploadedFile:
    made = BytesIO()
    book = xlsxwriter.Workbook(made)
    page = book.add_worksheet()
    for at, line in enumerate((("姓名", "电话"), *rows)):
        page.write_row(at, 0, line)
    book.close()
    return SimpleUploadedFile("list.xlsx", made.getvalue())


def test_a_sheet_says_beforehand_who_would_wait(
    office: Office, row: Activity, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yike.rooms.almanac.views.activities.signups.SHOWN", 2)
    signups.sign_up(By.person(office.clerk), row, Wish(name="王一", way=Way.DESK))
    client, page = seen_by(office.clerk), f"/desk/almanac/activities/{row.pk}/people/list/"
    told = client.post(page, {"file": sheet(("张小梅", ""), ("李大力", ""), ("孙小红", ""))}).context
    shown = [(str(one.name), waits) for _cell, one, waits in told["lines"]]
    assert (shown, told["rest"], told["waiting"]) == ([("张*梅", False), ("李*力", True)], 1, 2)
    client.post(page + "yes/", {name: told["yes"][name].value() for name in ("token", "seen")})
    assert list(Registration.objects.values_list("state", flat=True)) == [
        "booked",
        "booked",
        "waiting",
        "waiting",
    ]


def test_a_sheet_is_looked_at_first(office: Office, row: Activity) -> None:
    client, page = seen_by(office.clerk), f"/desk/almanac/activities/{row.pk}/people/list/"
    bad = client.post(page, {"file": sheet(("张小梅", "12"))})
    assert (bad.context["yes"], bad.context["mistakes"][0].startswith("Sheet1!B2 格：不是电话号码")) == (
        None,
        True,
    )
    good = client.post(page, {"file": sheet(("张小梅", "13800000001"), ("李大力", ""))})
    yes = good.context["yes"]
    lines = [(cell, str(one.name), str(one.phone or ""), waits) for cell, one, waits in good.context["lines"]]
    assert lines == [("Sheet1!A2", "张*梅", "138****0001", False), ("Sheet1!A3", "李*力", "", False)]
    assert ("张*梅" in good.text, "138****0001" in good.text, "候补</span>" in good.text) == (
        True,
        True,
        False,
    )
    assert Registration.objects.count() == 0
    client.post(page + "yes/", {name: yes[name].value() for name in ("token", "seen")})
    assert [one.way for one in Registration.objects.all()] == [Way.PAPER, Way.PAPER]

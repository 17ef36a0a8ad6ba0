"""Pages of the monthly calendar: on the desk, for everybody, and the keeper's secret one."""

from __future__ import annotations

import io
import zipfile
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from gathering import market, opened
from monthly import (
    MACHINE,
    MORNING,
    at,
    begun,
    corrected,
    keepers,
    person,
    published,
    signed,
    spread,
    wrote,
)
from office import BY, Office, seen_by
from yike.core.accounts.models import User
from yike.core.record.deed import deed
from yike.engines.pictures.clean import MAX_BYTES
from yike.rooms.almanac.actions import activities, cascade
from yike.rooms.almanac.actions import issues as actions
from yike.rooms.almanac.models import (
    Entry,
    Issue,
    IssueState,
    KeeperLink,
    Pack,
    PackState,
    Question,
    Receipt,
    Relay,
)
from yike.rooms.almanac.queries import whats_on as queries
from yike.rooms.almanac.views.door import whats_on

pytestmark = pytest.mark.django_db
DESK = "/desk/almanac/"


@pytest.fixture(autouse=True)
def morning(clock: Any) -> None:
    """Let every test begin on one morning in November."""
    clock.set(MORNING)


def page(issue: Any, more: str = "") -> str:
    return f"{DESK}issues/{issue.pk}/{more}"


@pytest.mark.parametrize(
    ("who", "codes"),
    [
        ("clerk", [200, 200, 200, 200, 200]),
        ("leader", [200, 403, 200, 200, 200]),
        ("worker", [200, 403, 200, 200, 200]),
        ("grid_worker", [200, 403, 200, 200, 200]),
        ("system", [403, 403, 403, 403, 403]),
    ],
)
def test_each_person_opens_what_is_theirs(office: Office, who: str, codes: list[int]) -> None:
    keepers(office)
    version = published(office)
    spread(version)
    client = seen_by(getattr(office, who))
    paths = [
        *(f"{DESK}issues/", f"{DESK}issues/new/", page(version.issue)),
        *(page(version.issue, "chain/"), f"{DESK}late/"),
    ]
    assert [client.get(path).status_code for path in paths] == codes


def test_strangers_are_sent_to_log_in(office: Office) -> None:
    issue = begun(office)
    assert Client().get(page(issue)).status_code == 302


def test_an_issue_goes_from_its_month_to_its_keepers_by_pages_alone(office: Office) -> None:
    keepers(office)
    opened(office, title="腊八粥会", starts_at=MORNING.replace(month=12, day=19), ends_at=at(49, 11))
    clerk, admin, leader = (seen_by(one) for one in (office.clerk, office.admin, office.leader))
    clerk.post(f"{DESK}issues/new/", {"month": "2026-12", "title": "", "area": office.street.pk})
    issue = Issue.objects.get()
    told = {
        "title": "医保缴费",
        "kind": "notice",
        "area": office.street.pk,
        "strand": "service",
        "day": "2026-12-01",
        "until": "2026-12-15",
        "place": "便民服务站",
        "phone": "67271234",
    }
    assert clerk.post(page(issue, "new/"), told).status_code == 302
    for client, verb in (
        *((clerk, "proof"), (clerk, "submit"), (clerk, "first")),
        *((admin, "second"), (leader, "sign"), (clerk, "publish")),
    ):
        assert client.post(page(issue, f"go/{verb}/")).status_code == 302, verb
    issue.refresh_from_db()
    assert (issue.state, issue.number, issue.entries.count()) == (IssueState.PUBLISHED, 1, 2)
    assert Pack.objects.filter(state=PackState.HANDED).count() == 3


def test_remarks_stand_beside_the_entry_and_buttons_only_where_they_lead(office: Office) -> None:
    issue = begun(office)
    wrote(office, issue, "12月5日周日市集")
    body = seen_by(office.clerk).get(page(issue)).content.decode()
    assert "这一天是星期六" in body
    assert page(issue, "go/proof/") in body
    assert page(issue, "go/proof/") not in seen_by(office.worker).get(page(issue)).content.decode()
    actions.proof(person(office.clerk), issue)
    answer = seen_by(office.clerk).post(page(issue, "go/submit/"))
    assert answer.status_code == 200
    assert "没有改对" in answer.content.decode()


def test_a_fault_in_a_form_loses_nothing_that_was_written(office: Office) -> None:
    issue = begun(office)
    told = {
        "title": "体检",
        "kind": "notice",
        "area": office.second.pk,
        "strand": "service",
        "day": "31 February",
    }
    answer = seen_by(office.worker).post(page(issue, "new/"), told)
    assert answer.status_code == 200
    assert sorted(answer.context["form"].errors) == ["area", "day", "place"]
    assert 'value="体检"' in answer.content.decode()
    assert Entry.objects.count() == 0


def test_a_community_writes_only_its_own(office: Office) -> None:
    issue = begun(office)
    row = wrote(office, issue)
    stranger = seen_by(office.stranger)
    assert stranger.get(page(issue, f"entries/{row.pk}/")).status_code == 403
    assert stranger.post(page(issue, f"entries/{row.pk}/drop/")).status_code == 403
    assert seen_by(office.worker).post(page(issue, f"entries/{row.pk}/drop/")).status_code == 302
    assert Entry.objects.get().dropped is True


def test_all_forms_of_an_issue_come_out(office: Office) -> None:
    issue = begun(office)
    wrote(office, issue)
    client = seen_by(office.clerk)
    found = {
        what: client.get(page(issue, f"out/{what}/"))
        for what in ("a4", "a3", "picture", "text", "script", "xlsx")
    }
    assert found["a4"].content[:5] == found["a3"].content[:5] == b"%PDF-"
    picture = Image.open(io.BytesIO(found["picture"].content))
    assert (picture.format, picture.width) == ("PNG", 1080)
    assert found["text"].content.decode().splitlines() == [
        "【便民月历】梅巷街道第 — 期《12月便民月历》",
        "1. 12月5日周六9:00–11:30 便民市集：磨刀、缝补 梅东广场",
    ]
    assert "上午九点到十一点半，便民市集：磨刀、缝补。地点在梅东广场。" in found["script"].content.decode()
    with zipfile.ZipFile(io.BytesIO(found["xlsx"].content)) as book:
        assert "便民市集：磨刀、缝补" in book.read("xl/sharedStrings.xml").decode()
    assert client.get(page(issue, "out/nothing/")).status_code == 404


def test_everybody_reads_what_is_out_and_nothing_else(office: Office) -> None:
    draft = begun(office, date(2027, 1, 1))
    version = published(office)
    public = Client()
    body = public.get(f"/on/issues/{version.issue_id}/").content.decode()
    assert "便民市集：磨刀、缝补" in body
    assert public.get(f"/on/issues/{version.issue_id}/poster.pdf").content[:5] == b"%PDF-"
    assert public.get(f"/on/issues/{version.issue_id}/picture.png").content[:4] == b"\x89PNG"
    for more in ("", "poster.pdf", "picture.png", "calendar.ics"):
        assert public.get(f"/on/issues/{draft.pk}/{more}").status_code == 404


def test_a_withdrawn_issue_says_so_and_strikes_its_entries_out(office: Office) -> None:
    version = published(office)
    actions.withdraw(person(office.leader), version.issue, reason="停电，改期")
    answer = Client().get(f"/on/issues/{version.issue_id}/")
    assert (answer.status_code, "停电，改期" in answer.content.decode()) == (410, True)
    assert "便民市集" not in answer.content.decode()
    calendar = Client().get(f"/on/issues/{version.issue_id}/calendar.ics").content.decode()
    assert "STATUS:CANCELLED" in calendar


def test_a_calendar_unchanged_is_not_sent_again(office: Office) -> None:
    version = published(office)
    for path in (f"/on/issues/{version.issue_id}/calendar.ics", "/on/calendar.ics"):
        first = Client().get(path)
        assert first["Content-Type"].startswith("text/calendar")
        assert b"DTEND;TZID=Asia/Shanghai:20261205T113000" in first.content.replace(b"\r\n ", b"")
        again = Client().get(path, headers={"if-none-match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
    corrected(office, version)
    changed = Client().get("/on/calendar.ics", headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200
    assert b"DTSTART;TZID=Asia/Shanghai:20261212T090000" in changed.content


def test_what_is_on_by_span_community_audience_and_strand(office: Office) -> None:
    opened(office, title="老人体检", audience=["elders"], strand="good")
    published(office)
    public = Client()

    def titles(query: str) -> list[str]:
        days = list(public.get(f"/on/{query}").context["days"])
        return [one.title for _day, rows in days for one, _far in rows]

    assert titles("?day=2026-11-30") == ["老人体检", "便民市集：磨刀、缝补"]
    assert titles("?day=2026-12-05&span=day") == ["便民市集：磨刀、缝补"]
    assert titles("?day=2026-11-30&span=month") == ["老人体检"]
    assert titles("?day=2026-12-01&span=week") == ["老人体检", "便民市集：磨刀、缝补"]
    assert titles("?day=2026-12-01&for=children") == ["便民市集：磨刀、缝补"]
    assert titles("?day=2026-12-01&strand=good") == ["老人体检"]
    assert titles(f"?day=2026-12-01&area={office.second.code}") == []
    assert titles(f"?day=2026-12-01&area={office.first.code}") == ["老人体检", "便民市集：磨刀、缝补"]


@pytest.mark.parametrize(
    "query", ["?day=2026-02-31", "?span=year", "?where=x,y", "?where=999,1", "?day=9999-12-31"]
)
def test_what_cannot_be_understood_is_as_if_it_were_not_there(office: Office, query: str) -> None:
    assert Client().get(f"/on/{query}").status_code == 200


def test_an_activity_in_the_month_stands_once(office: Office) -> None:
    row = opened(office, title="腊八粥会", starts_at=MORNING.replace(month=12, day=19), ends_at=at(49, 11))
    issue = begun(office)
    actions.publish(person(office.clerk), signed(office, issue))
    answer = Client().get("/on/?day=2026-12-19&span=day")
    assert [one.activity for _day, rows in answer.context["days"] for one, _far in rows] == [row]
    assert Client().get("/on/calendar.ics").content.count(b"BEGIN:VEVENT") == 1


def on(day: str) -> list[str]:
    """Return what stands under a day."""
    answer = Client().get(f"/on/?day={day}&span=day")
    return [one.title for _day, rows in answer.context["days"] for one, _far in rows]


def test_an_activity_that_got_another_day_stands_there_and_no_longer_where_the_issue_said(
    office: Office,
) -> None:
    row = opened(office, title="腊八粥会", starts_at=at(49, 9), ends_at=at(49, 11))
    actions.publish(person(office.clerk), signed(office, begun(office)))
    assert (on("2026-12-19"), on("2026-12-22")) == (["腊八粥会"], [])
    activities.reschedule(BY, row, starts_at=at(52, 9), ends_at=at(52, 11))
    assert (on("2026-12-19"), on("2026-12-22")) == ([], ["腊八粥会"])
    assert Client().get("/on/calendar.ics").content.count(b"BEGIN:VEVENT") == 1


def test_a_page_lists_so_many_of_what_was_asked_for_and_says_so_and_the_calendar_has_all(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(office, title="老人体检", audience=["elders"])
    published(office)
    monkeypatch.setattr(whats_on, "MOST", 1)
    all_of_it, children = (Client().get(f"/on/?day=2026-11-30{more}") for more in ("", "&for=children"))
    assert [
        ([one.title for _day, rows in answer.context["days"] for one, _far in rows], answer.context["count"])
        for answer in (all_of_it, children)
    ] == [(["老人体检"], 2), (["便民市集：磨刀、缝补"], 1)]
    assert [("只列出前 1 件" in answer.text) for answer in (all_of_it, children)] == [True, False]
    assert Client().get("/on/calendar.ics").content.count(b"BEGIN:VEVENT") == 2


@pytest.mark.parametrize("other", [{"place": "梅西广场"}, {"audience": ("elders",)}, {"summary": "带水杯"}])
def test_a_subscribed_calendar_comes_anew_and_newer_when_something_shown_has_changed(
    office: Office, clock: Any, other: dict[str, Any]
) -> None:
    row = opened(office)
    first = Client().get("/on/calendar.ics")
    assert "Last-Modified" not in first
    clock.set(at(27, 10))
    plan = market(office, starts_at=row.starts_at, ends_at=row.ends_at, **other)
    activities.change_activity(BY, row, plan)
    known = {"if-none-match": first["ETag"], "if-modified-since": "Fri, 27 Nov 2026 03:00:00 GMT"}
    again = Client().get("/on/calendar.ics", headers=known)
    assert again.status_code == 200
    before, after = (stamp(answer.text) for answer in (first, again))
    assert (before[0], after[0], after[1] - before[1]) == ("20261127T010000Z", "20261127T020000Z", 1)


def stamp(text: str) -> tuple[str, int]:
    """Return when the one event of a calendar file was last written, and its sequence."""
    told = dict(line.split(":", 1) for line in text.splitlines() if ":" in line)
    return told["DTSTAMP"], int(told["SEQUENCE"])


def test_the_last_issues_are_named_without_reading_what_stands_in_them(office: Office) -> None:
    published(office)
    last = published(office, month=date(2027, 1, 1))
    [found] = queries.issues_out(1)
    assert (found, found.get_deferred_fields()) == (last, {"content"})


def secret(office: Office, user: User, more: str = "") -> str:
    return f"{reverse('on:keeper', args=[cascade.link_of(BY, user)])}{more}"


def test_the_keeper_s_page_needs_no_log_in_and_one_tap_is_the_receipt(office: Office) -> None:
    there = keepers(office)
    spread(published(office))
    client, path = Client(), secret(office, there.owners[0])
    answer = client.get(path)
    assert (answer.status_code, answer["Cache-Control"], answer["X-Robots-Tag"]) == (
        200,
        "private, no-store",
        "noindex",
    )
    [pack] = Pack.objects.filter(group=there.groups[0])
    assert pack.opened_at == MORNING
    assert client.post(f"{path}{pack.pk}/done/").status_code == 302
    pack.refresh_from_db()
    assert (pack.state, pack.receipt, pack.forwarded_by) == (
        PackState.FORWARDED,
        Receipt.TAP,
        there.owners[0],
    )
    assert client.post(f"{path}{pack.pk}/done/").status_code == 302
    assert "都转好了" in client.get(path).content.decode()


def test_nobody_receipts_the_pack_of_another_group(office: Office) -> None:
    there = keepers(office)
    spread(published(office))
    other = Pack.objects.get(group=there.groups[1])
    answer = Client().post(f"{secret(office, there.owners[0])}{other.pk}/done/")
    assert answer.status_code == 404
    assert Pack.objects.get(pk=other.pk).state == PackState.HANDED


def test_a_photo_of_the_notice_board_is_a_receipt_without_its_position(office: Office) -> None:
    there = keepers(office)
    spread(published(office))
    pack = Pack.objects.get(group=there.groups[0])
    made = io.BytesIO()
    Image.new("RGB", (64, 48), "white").save(made, "JPEG")
    photo = SimpleUploadedFile("board.jpg", made.getvalue(), "image/jpeg")
    path = secret(office, there.owners[0])
    assert Client().post(f"{path}{pack.pk}/done/", {"photo": photo}).status_code == 302
    pack.refresh_from_db()
    assert pack.receipt == Receipt.PHOTO
    assert seen_by(office.worker).get(f"{DESK}receipts/{pack.pk}.jpg").status_code == 200
    assert seen_by(office.stranger).get(f"{DESK}receipts/{pack.pk}.jpg").status_code == 404


def test_what_is_no_photo_is_said_and_nothing_is_noted(office: Office) -> None:
    there = keepers(office)
    spread(published(office))
    pack = Pack.objects.get(group=there.groups[0])
    junk = SimpleUploadedFile("board.jpg", b"no photo at all", "image/jpeg")
    answer = Client().post(f"{secret(office, there.owners[0])}{pack.pk}/done/", {"photo": junk})
    assert answer.status_code == 422
    assert Pack.objects.get(pk=pack.pk).state == PackState.HANDED


@pytest.mark.parametrize("size", [None, 0, MAX_BYTES + 1])
def test_no_photo_and_one_too_large_are_said_and_are_no_receipt(office: Office, size: int | None) -> None:
    there = keepers(office)
    spread(published(office))
    pack = Pack.objects.get(group=there.groups[0])
    sent: dict[str, Any] = {"by": "photo"}
    if size is not None:
        sent["photo"] = SimpleUploadedFile("board.jpg", b"x" * size, "image/jpeg")
    answer = Client().post(f"{secret(office, there.owners[0])}{pack.pk}/done/", sent)
    assert (answer.status_code, answer.context["lost"]) == (422, None)
    [shown] = answer.context["open"]
    assert (bool(shown["photo"].errors), bool(shown["ask"].errors)) == (True, False)
    assert Pack.objects.get(pk=pack.pk).state == PackState.HANDED


def test_who_taps_what_a_newer_version_has_replaced_is_told(office: Office) -> None:
    there = keepers(office)
    first = published(office)
    spread(first)
    spread(corrected(office, first))
    pack = Pack.objects.get(group=there.groups[0], version=first)
    answer = Client().post(f"{secret(office, there.owners[0])}{pack.pk}/done/")
    assert (answer.status_code, "这一份不用转了" in answer.text) == (422, True)


def test_a_question_is_a_receipt_too_and_its_answer_stands_on_the_page(office: Office) -> None:
    there = keepers(office)
    spread(published(office))
    pack = Pack.objects.get(group=there.groups[0])
    client, path = Client(), secret(office, there.owners[0])
    assert client.post(f"{path}{pack.pk}/ask/", {"words": " "}).status_code == 422
    assert client.post(f"{path}{pack.pk}/ask/", {"words": "带伞吗？"}).status_code == 302
    assert Pack.objects.get(pk=pack.pk).receipt == Receipt.REPLY
    row = Question.objects.get()
    answered = seen_by(office.worker).post(f"{DESK}questions/{row.pk}/", {"answer": "有棚，不用带。"})
    assert answered.status_code == 302
    assert "有棚，不用带。" in client.get(path).content.decode()
    assert seen_by(office.stranger).get(f"{DESK}questions/{row.pk}/").status_code == 404


def test_who_tries_one_link_after_another_is_slowed_down(office: Office) -> None:
    client = Client()
    codes = [client.get(f"/on/my/{'x' * 40}{n:03}/").status_code for n in range(22)]
    assert codes == [404] * 20 + [429] * 2


def test_a_community_ticks_groups_and_strangers_do_not_see_them(office: Office) -> None:
    there = keepers(office)
    spread(published(office))
    relay = Relay.objects.get(area=office.first)
    path = f"{DESK}relays/{relay.pk}/"
    assert [
        seen_by(one).get(path).status_code for one in (office.worker, office.leader, office.stranger)
    ] == [200, 200, 404]
    pack = Pack.objects.get(group=there.groups[0])
    assert seen_by(office.leader).post(path, {"packs": [pack.pk]}).status_code == 403
    assert seen_by(office.worker).post(path, {"packs": [pack.pk]}).status_code == 302
    assert Pack.objects.get(pk=pack.pk).receipt == Receipt.STAFF
    other = Pack.objects.get(group=there.groups[2])
    seen_by(office.worker).post(path, {"packs": [other.pk]})
    assert Pack.objects.get(pk=other.pk).state == PackState.HANDED


def test_the_late_list_and_the_link_of_a_keeper(office: Office, clock: Any) -> None:
    there = keepers(office)
    spread(published(office))
    clock.set(MORNING + timedelta(days=1))
    cascade.ask_deputies(MACHINE)
    late = seen_by(office.worker).get(f"{DESK}late/")
    assert [one.group.code for one in late.context["page"]] == ["WQ001", "WQ002"]
    assert [late.text.count(words) for words in ("已请副群主", "没有副群主")] == [1, 1]
    path = f"{DESK}groups/{there.groups[0].pk}/link/"
    shown = seen_by(office.worker).get(path)
    assert shown.context["address"].endswith(secret(office, there.owners[0]))
    assert seen_by(office.worker).get(f"{path}?who=deputy").context["who"] == there.deputy
    assert seen_by(office.stranger).get(path).status_code == 404
    seen_by(office.worker).post(path)
    assert Client().get(shown.context["address"]).status_code == 404


def test_only_who_keeps_a_group_has_a_page_of_their_own(office: Office) -> None:
    there = keepers(office)
    for user in (there.owners[0], there.deputy):
        assert seen_by(user).get(f"{DESK}mine/").url == secret(office, user)
    assert seen_by(office.clerk).get(f"{DESK}mine/").status_code == 404
    assert KeeperLink.objects.filter(user=office.clerk).count() == 0


def test_the_numbers_read_like_a_newspaper_and_open_their_records(office: Office, clock: Any) -> None:
    there = keepers(office)
    first = published(office, "甲", "乙")
    spread(first)
    clock.set(at(27, 10))
    for pack in Pack.objects.filter(group__in=there.groups[:2]):
        cascade.forwarded(person(there.owners[0]), pack)
    with deed(BY, "almanac.group.change") as d:
        d.change(d.lock(there.groups[0]), households=5)
    second = published(office, month=date(2027, 1, 1))
    spread(second)
    for hour, group in ((12, there.groups[1]), (13, there.groups[0])):
        clock.set(at(27, hour))
        cascade.forwarded(person(there.owners[0]), Pack.objects.get(version=second, group=group))
    answer = seen_by(office.clerk).get(f"{DESK}numbers/?show=groups")
    month = answer.context["month"]
    counted = month.issues, month.entries, month.groups, month.households, month.deliveries
    assert counted == (2, 3, 2, 5 + 8, 9 + 8 + 5 + 8)
    assert (month.p50, month.p90) == (timedelta(hours=2), timedelta(hours=3))
    assert [(one.code, one.households, one.took) for one in answer.context["groups"]] == [
        ("WQ001", 5, timedelta(hours=3)),
        ("WQ002", 8, timedelta(hours=2)),
    ]
    shown = answer.content.decode()
    assert "/desk/record/figures/almanac.groups_reached/?area=" in shown
    assert 'type="date" name="since" value="2026-11-01"' in shown.replace(
        " required", ""
    )  # browsers read no other form
    facts = seen_by(office.clerk).get(answer.context["of_groups"])
    assert facts.context["answer"].total == 2

"""The calendar's pages: everybody on the staff reads, the administrator of the street keeps."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from office import BY, EARLY, PASSWORD, Office, make_office
from workdays import at, table
from yike.core.accounts.actions import add_unit, add_user, give_role
from yike.core.accounts.models import User
from yike.core.areas.actions import add_area
from yike.core.areas.models import AreaLevel
from yike.core.calendar import actions, queries
from yike.core.calendar.models import CalendarDay, CalendarYear, HoursException, OfficeHours, YearState
from yike.core.rights.roles import Role
from yike.engines.worktime import DayKind

pytestmark = pytest.mark.django_db
ROOT = "/desk/calendar/"
WEEK = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "09:00-12:00 13:00-17:00")
READ = ["", "2026/", "2030/", "2026/download/", "hours/", "reckon/"]
KEEP = ["2026/2026-11-27/", "2026/upload/", "hours/all/", "hours/{unit}/"]
POST = [
    "seed/",
    *("2026/publish/", "2026/2026-11-27/", "2026/upload/"),
    *("hours/all/", "hours/all/date/", "hours/{unit}/", "hours/{unit}/date/", "hours/{unit}/drop/"),
    "hours/date/{date}/drop/",
]


def seen_by(user: User, language: str = "zh-hans") -> Client:
    client = Client(headers={"accept-language": language})
    client.force_login(user)
    return client


@pytest.fixture
def kept(office: Office) -> HoursException:
    """A year, hours of the office and of all, and the hours of one date."""
    actions.seed_year(BY, 2026)
    actions.save_hours(BY, None, weekly=WEEK, keeps_holidays=True)
    hours = actions.save_hours(BY, office.unit, weekly=WEEK, keeps_holidays=True)
    return actions.set_date(BY, hours, date(2026, 11, 27), spans="09:00-12:00", name="停电")  # Friday


def filled(address: str, office: Office, kept: HoursException) -> str:
    return ROOT + address.format(unit=office.unit.pk, date=kept.pk)


@pytest.fixture
def elsewhere() -> User:
    """The administrator of another street."""
    street = add_area(BY, level=AreaLevel.STREET, code="999999002", name="竹巷街道", parent=None)
    unit = add_unit(BY, kind="street", name="竹巷街道办事处", area=street)
    user = add_user(BY, username="elsewhere", name="何邻街", unit=unit, password=PASSWORD)
    give_role(BY, user=user, role=Role.STREET_ADMIN, area=street, since=EARLY)
    return user


# --- who ---------------------------------------------------------------------------------------------------


STAFF = ("admin", "clerk", "leader", "worker", "colleague", "stranger", "grid_worker")
OFFICERS = ("system", "security", "audit")


def asked_by(office: Office, where: str, *people: str) -> dict[str, int]:
    return {who: seen_by(getattr(office, who)).get(where).status_code for who in people}


def test_all_staff_read_and_officers_and_visitors_do_not(office: Office, kept: HoursException) -> None:
    allowed = dict.fromkeys(STAFF, 200) | dict.fromkeys(OFFICERS, 403)
    for where in (ROOT + address for address in READ):
        assert {where: asked_by(office, where, *allowed)} == {where: allowed}
        assert Client().get(where).headers["location"] == f"/login/?next={where}"


def test_only_the_administrator_opens_what_changes_something(office: Office, kept: HoursException) -> None:
    allowed = dict.fromkeys((*STAFF, *OFFICERS), 403) | {"admin": 200}
    for where in (filled(address, office, kept) for address in KEEP):
        assert {where: asked_by(office, where, *allowed)} == {where: allowed}
        assert Client().get(where).headers["location"] == f"/login/?next={where}"


@pytest.mark.parametrize("who", ["clerk", "stranger", "system", None])
def test_nobody_else_changes_anything_by_post(office: Office, kept: HoursException, who: str | None) -> None:
    client = seen_by(getattr(office, who)) if who else Client()
    sent = {
        "year": 2027,
        "kind": "rest",
        "day": "2026-12-01",
        "spans": "",
        "lines": "",
        "source": "x",
        **WEEK,
    }
    before = state()
    answers = {a: client.post(filled(a, office, kept), sent).status_code for a in POST}
    assert (answers, state()) == (dict.fromkeys(POST, 403 if who else 302), before)


def state() -> list[Any]:
    models: tuple[Any, ...] = (CalendarYear, CalendarDay, OfficeHours, HoursException)
    return [list(model.objects.order_by("pk").values()) for model in models]


def test_the_administrator_of_another_street_does_not_find_this_ones_hours(
    office: Office, kept: HoursException, elsewhere: User
) -> None:
    client, before = seen_by(elsewhere), state()
    addresses = [a for a in POST if "{" in a]
    answers = {
        a: client.post(filled(a, office, kept), {"day": "2026-12-01", **WEEK}).status_code for a in addresses
    }
    assert (answers, state()) == (dict.fromkeys(addresses, 404), before)


def test_what_is_not_there_is_not_found(office: Office, kept: HoursException) -> None:
    client = seen_by(office.admin)
    read = (
        *("1999/", "2200/", "2027/download/", "2026/2027-01-01/", "2026/2026-02-30/", "2026/tomorrow/"),
        *("2027/2027-01-01/", "hours/999999/"),
    )
    sent = ("2027/publish/", "hours/999999/drop/", "hours/date/999999/drop/")
    found = {a: client.get(ROOT + a).status_code for a in read}
    found |= {a: client.post(ROOT + a).status_code for a in sent}
    assert found == dict.fromkeys((*read, *sent), 404)


def test_a_link_alone_changes_nothing(office: Office, kept: HoursException) -> None:
    addresses = (
        "seed/",
        "2026/publish/",
        "hours/{unit}/drop/",
        "hours/{unit}/date/",
        "hours/date/{date}/drop/",
    )
    client = seen_by(office.admin)
    assert {client.get(filled(a, office, kept)).status_code for a in addresses} == {405}


# --- years -------------------------------------------------------------------------------------------------


def test_the_year_shows_its_list_its_wall_and_a_link_for_each_day(
    office: Office, kept: HoursException
) -> None:
    page = seen_by(office.admin).get(ROOT + "2026/")
    heard = r'/2026/([\d-]+)/" data-dialog><span aria-hidden="true">.*?</span><span class="only-heard">(.*?)<'
    links = re.findall(heard, page.text)
    assert (len(links), page.context["worked"]) == (365, 248)
    assert dict(links)["2026-10-01"] == "10月1日 星期四，放假：国庆节"
    assert dict(links)["2026-10-10"] == "10月10日 星期六，上班：国庆节调休"
    assert page.text.index("国庆节") < page.text.index('class="wall"')


def test_the_history_of_a_year_has_a_line_for_each_deed(office: Office, kept: HoursException) -> None:
    year = CalendarYear.objects.get()
    actions.set_day(BY, year, date(2026, 11, 27), kind=DayKind.REST, name="停电")  # Friday
    actions.set_day(BY, year, date(2026, 11, 27), kind=DayKind.REST, name="停水")  # only the name changes
    actions.publish_year(BY, year)
    actions.set_day(BY, year, date(2026, 11, 27), kind=None)
    shown = [(deed.entry.verb, [str(day) for day in deed.days]) for deed in queries.history_of(year)]
    assert shown[:-1] == [
        ("calendar.day", ["2026-11-27"]),
        ("calendar.publish", []),
        ("calendar.day", ["2026-11-27"]),
        ("calendar.day", ["2026-11-27"]),
    ]
    assert (shown[-1][0], len(shown[-1][1])) == ("calendar.seed", len(table(2026).days))


def test_who_may_not_change_a_day_has_no_links_to_do_so(office: Office, kept: HoursException) -> None:
    assert re.findall(r"/2026/2026-", seen_by(office.clerk).get(ROOT + "2026/").text) == []


def test_a_year_without_a_table_says_so_kindly_and_offers_what_can_be_done(office: Office) -> None:
    admin, clerk = (seen_by(who).get(ROOT + "2030/").text for who in (office.admin, office.clerk))
    assert "还没有 2030 年的工作日历" in admin
    assert ("seed/" in admin, "seed/" in clerk, "请告诉街道管理员" in clerk) == (True, False, True)


def test_a_year_is_made_checked_and_then_says_so(office: Office) -> None:
    client = seen_by(office.admin)
    assert client.post(ROOT + "seed/", {"year": 2026}).headers["location"] == ROOT + "2026/"
    assert "请核对" in client.get(ROOT + "2026/").text
    client.post(ROOT + "2026/publish/", {"source": "国办发明电〔2025〕7号"})
    year = CalendarYear.objects.get()
    assert (year.state, year.source) == (YearState.CHECKED, "国办发明电〔2025〕7号")
    page = client.get(ROOT + "2026/")
    assert (page.context["arrows"], "2026/publish/" in page.text) == ([], False)


def test_a_year_made_or_checked_twice_is_told_and_stays(office: Office) -> None:
    actions.publish_year(BY, actions.seed_year(BY, 2026))
    client = seen_by(office.admin)
    assert "2026 年已经有工作日历" in client.post(ROOT + "seed/", {"year": 2026}, follow=True).text
    assert "它的状态已经变了" in client.post(ROOT + "2026/publish/", follow=True).text


@pytest.mark.parametrize("year", ["1999", "", "x", "99999"])
def test_a_year_that_cannot_be_is_refused(office: Office, year: str) -> None:
    page = seen_by(office.admin).post(ROOT + "seed/", {"year": year}, follow=True)
    assert "请给 2000 到 2199 之间的年份。" in page.text
    assert CalendarYear.objects.count() == 0


def test_an_expected_year_says_that_nothing_is_reckoned_with_it(office: Office) -> None:
    actions.seed_year(BY, 2090)
    assert "还没有用来计算" in seen_by(office.clerk).get(ROOT + "2090/").text


def test_a_day_is_shown_as_it_is_and_changed(office: Office, kept: HoursException) -> None:
    client, where = seen_by(office.admin), ROOT + "2026/2026-10-01/"
    assert client.get(where).context["form"].initial == {"kind": "rest", "name": "国庆节"}
    assert client.post(where, {"kind": "work", "name": "值班"}).headers["location"] == ROOT + "2026/"
    row = CalendarDay.objects.get(day="2026-10-01")
    assert (row.kind, row.name) == ("work", "值班")
    client.post(where, {"kind": "", "name": ""})
    assert not CalendarDay.objects.filter(day="2026-10-01").exists()


def test_a_kind_that_does_not_exist_is_refused(office: Office, kept: HoursException) -> None:
    page = seen_by(office.admin).post(ROOT + "2026/2026-11-27/", {"kind": "party"})
    assert list(page.context["form"].errors) == ["kind"]


def test_script_in_a_name_is_shown_as_text(office: Office, kept: HoursException) -> None:
    year = CalendarYear.objects.get()
    actions.set_day(
        BY, year, date(2026, 11, 27), kind=DayKind.REST, name="<script>alert(1)</script>"
    )  # Friday
    text = seen_by(office.admin).get(ROOT + "2026/").text
    assert ("<script>alert" in text, "&lt;script&gt;alert" in text) == (False, True)


@pytest.mark.parametrize(
    ("moment", "late"),
    [("2026-10-30 Fri 10:00", False), ("2026-11-26 Thu 10:00", True), ("2027-01-04 Mon 10:00", True)],
)
def test_the_list_of_years_warns_when_the_calendar_runs_out(
    db: None, clock: Any, moment: str, late: bool
) -> None:
    clock.set(at("2026-10-01 Thu 10:00"))
    office = make_office()
    actions.seed_year(BY, 2026)
    clock.set(at(moment))
    assert seen_by(office.clerk).get(ROOT).context["late"] is late


# --- import and export -------------------------------------------------------------------------------------


def workbook(*rows: tuple[object, ...]) -> SimpleUploadedFile:
    book = openpyxl.Workbook()
    for row in (("日期", "到", "安排", "名称"), *rows):
        book.active.append(row)
    out = BytesIO()
    book.save(out)
    return SimpleUploadedFile("安排.xlsx", out.getvalue())


def test_an_import_shows_what_it_would_change_before_it_does(office: Office, kept: HoursException) -> None:
    client, where = seen_by(office.admin), ROOT + "2026/upload/"
    before = state()
    page = client.post(where, {"file": workbook(("2026-11-27", "", "放假", "")), "source": "市里通知"})
    assert state() == before
    changes = page.context["changes"]
    assert (len(changes), changes[-1].day, changes[-1].before) == (
        len(table(2026).days) + 1,
        date(2026, 11, 27),
        None,
    )
    form = page.context["form"]
    sent = {"lines": form["lines"].value().replace("\n", "\r\n"), "source": form["source"].value()}
    assert client.post(where, sent).headers["location"] == ROOT + "2026/"
    assert [(str(d.day), d.kind, d.name) for d in CalendarDay.objects.all()] == [("2026-11-27", "rest", "")]
    assert CalendarYear.objects.get().source == "市里通知"


def test_a_year_that_was_not_there_is_imported(office: Office) -> None:
    client, where = seen_by(office.admin), ROOT + "2027/upload/"
    page = client.post(
        where, {"file": workbook(("2027-01-01", "2027-01-03", "放假", "元旦")), "source": "通知"}
    )
    client.post(where, {name: page.context["form"][name].value() for name in ("lines", "source")})
    assert CalendarDay.objects.filter(year__year=2027).count() == 3


def test_a_mistake_in_the_file_is_named_by_file_row_and_column(office: Office) -> None:
    sent = {
        "file": workbook(("2026-11-27", "", "放假", ""), ("2026-11-31", "", "放假", "")),
        "source": "通知",
    }
    page = seen_by(office.admin).post(ROOT + "2026/upload/", sent)
    told = "安排.xlsx，第 3 行，“日期”列：“2026-11-31”不是日期。请改好这一格再导入；"
    assert [text.split("日期写成")[0] for text in page.context["form"].errors["file"]] == [told]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", b"%PDF-1.4"),
        ("a.exe", b"MZ"),
        ("a.xlsx", b""),
        ("a.csv", b"\xff\xfe\x00\x01"),
        ("a.xlsx", b"x" * 3_000_000),
    ],
)
def test_a_file_that_is_no_table_is_refused_kindly(office: Office, name: str, content: bytes) -> None:
    sent = {"file": SimpleUploadedFile(name, content), "source": "通知"}
    page = seen_by(office.admin).post(ROOT + "2026/upload/", sent)
    assert (page.status_code, list(page.context["form"].errors)) == (200, ["file"])
    assert CalendarYear.objects.count() == 0


@pytest.mark.parametrize("lines", ["nonsense", "2027-01-01 rest a", "2026-01-01 rest a\n2026-01-01 work b"])
def test_a_confirmation_that_was_tampered_with_keeps_nothing(office: Office, lines: str) -> None:
    answer = seen_by(office.admin).post(ROOT + "2026/upload/", {"lines": lines, "source": "x"})
    assert answer.headers["location"] == ROOT + "2026/upload/"
    assert CalendarYear.objects.count() == 0


def test_a_year_is_taken_away_as_a_workbook_that_comes_back_unchanged(
    office: Office, kept: HoursException
) -> None:
    content = seen_by(office.clerk).get(ROOT + "2026/download/").content
    sent = {"file": SimpleUploadedFile("a.xlsx", content), "source": "通知"}
    page = seen_by(office.admin).post(ROOT + "2026/upload/", sent)
    assert page.context["changes"] == []


# --- hours -------------------------------------------------------------------------------------------------


def test_hours_are_changed_and_shown(office: Office, kept: HoursException) -> None:
    client, where = seen_by(office.admin), f"{ROOT}hours/{office.unit.pk}/"
    client.post(where, {**WEEK, "saturday": "9-12", "keeps_holidays": "on"})
    text = " ".join(re.sub(r"<[^>]+>", " ", client.get(ROOT + "hours/").text).split())
    assert "周一至周五 09:00–12:00、13:00–17:00 周六 09:00–12:00 周日 不上班 节假日休息" in text


@pytest.mark.parametrize(
    ("sent", "field"),
    [({"monday": "早上"}, "monday"), ({"makeup": "9-8"}, "makeup"), ({}, "__all__")],
)
def test_hours_that_cannot_be_are_told_at_their_field(
    office: Office, sent: dict[str, str], field: str
) -> None:
    page = seen_by(office.admin).post(f"{ROOT}hours/{office.unit.pk}/", sent)
    assert list(page.context["form"].errors) == [field]
    assert OfficeHours.objects.count() == 0


def test_a_unit_without_hours_begins_with_those_of_all(office: Office) -> None:
    actions.save_hours(BY, None, weekly={"monday": "08:00-16:00"}, keeps_holidays=False)
    form = seen_by(office.admin).get(f"{ROOT}hours/{office.unit.pk}/").context["form"]
    assert (form["monday"].value(), form["tuesday"].value(), form["keeps_holidays"].value()) == (
        "08:00-16:00",
        "",
        False,
    )


def test_single_dates_are_added_refused_and_dropped(office: Office, kept: HoursException) -> None:
    client, where = seen_by(office.admin), f"{ROOT}hours/{office.unit.pk}/date/"
    client.post(where, {"day": "2026-12-01", "spans": "9-11", "name": "会议"})
    assert list(HoursException.objects.values_list("spans", flat=True)) == ["09:00-12:00", "09:00-11:00"]
    page = client.post(where, {"day": "2026-12-02", "spans": "上午"})
    assert list(page.context["date_form"].errors) == ["spans"]
    client.post(f"{ROOT}hours/date/{kept.pk}/drop/")
    assert list(HoursException.objects.values_list("name", flat=True)) == ["会议"]


def test_a_unit_goes_back_to_the_hours_of_all(office: Office, kept: HoursException) -> None:
    seen_by(office.admin).post(f"{ROOT}hours/{office.unit.pk}/drop/")
    assert queries.hours_of(office.unit) is None
    assert queries.hours_of(None) is not None


def test_the_hours_of_all_are_kept_without_a_unit(office: Office) -> None:
    client = seen_by(office.admin)
    client.post(ROOT + "hours/all/", {**WEEK, "keeps_holidays": "on"})
    client.post(ROOT + "hours/all/date/", {"day": "2026-12-01", "spans": ""})
    assert [(row.unit_id, row.exceptions.count()) for row in OfficeHours.objects.all()] == [(None, 1)]


@pytest.mark.parametrize("units", [1, 40])
def test_the_list_of_hours_costs_the_same_however_many_units_there_are(
    office: Office, units: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for n in range(units):
        unit = add_unit(BY, kind="department", name=f"第{n}科", area=office.street)
        actions.save_hours(BY, unit, weekly=WEEK, keeps_holidays=True)
    client = seen_by(office.admin)
    client.get(ROOT + "hours/")
    with django_assert_num_queries(9):
        client.get(ROOT + "hours/")


# --- a deadline to try -------------------------------------------------------------------------------------

ASKED = {"received": "2026-11-26T16:00", "amount": 5, "unit": "work_day"}  # Thursday


def test_a_deadline_is_reckoned_with_its_sentence_in_both_languages(
    office: Office, kept: HoursException
) -> None:
    pages = [seen_by(office.clerk, lang).get(ROOT + "reckon/", ASKED) for lang in ("zh-hans", "en")]
    assert [page.context["sentence"] for page in pages] == [
        "11月26日周四16:00收到，限5个工作日：27日周五为第1天……12月3日周四17:00到期（11月28、29日周末不计）",
        (
            "Received Thu 26 Nov 16:00, limit 5 working days: Fri 27 Nov is day 1 … Thu 3 Dec is day 5, due 17:00 "
            "(weekend 28–29 Nov not counted)"
        ),
    ]
    assert pages[0].context["due"] == at("2026-12-03 Thu 17:00")


def test_a_deadline_goes_by_the_hours_of_the_unit_asked_for(office: Office, kept: HoursException) -> None:
    asked = {
        "received": "2026-11-27T11:00",
        "amount": 2,
        "unit": "work_hour",
        "office": office.unit.pk,
    }  # Friday
    page = seen_by(office.clerk).get(ROOT + "reckon/", asked)
    assert page.context["due"] == at("2026-11-30 Mon 10:00")


def test_a_deadline_in_a_year_without_a_table_is_explained(office: Office, kept: HoursException) -> None:
    page = seen_by(office.clerk).get(ROOT + "reckon/", {**ASKED, "amount": 60})
    assert "due" not in page.context
    assert page.context["form"].errors["__all__"] == [
        "还没有 2027 年的工作日历（放假和调休安排）。请管理员到“工作日历”页录入或导入这一年并核对。"
    ]


@pytest.mark.parametrize("wrong", [{"amount": 0}, {"unit": "week"}, {"received": "soon"}, {"office": 999999}])
def test_what_cannot_be_asked_is_told_at_its_field(
    office: Office, kept: HoursException, wrong: dict[str, Any]
) -> None:
    page = seen_by(office.clerk).get(ROOT + "reckon/", ASKED | wrong)
    assert list(page.context["form"].errors) == list(wrong)


CHINESE = re.compile(r"[\u4e00-\u9fff]+")


def test_each_page_is_whole_in_english(office: Office, kept: HoursException) -> None:
    client = seen_by(office.admin, "en")
    known = {
        "停电",
        office.unit.name,
        "日期",
        "到",
        "安排",
        "名称",
        "放假",
        "上班",
        "国办发明电",
        "号",
        "国庆节",
    }
    for address in (*READ[:3], "hours/", "reckon/", "2026/2026-11-27/", "2026/upload/", "hours/all/"):
        page = client.get(ROOT + address).text
        shown = re.sub(r"<[^>]*>", " ", page.split('<main id="main"')[1].split("</main>")[0])
        assert (address, set(CHINESE.findall(shown)) - known) == (address, set())

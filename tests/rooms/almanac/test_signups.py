"""Signing up: who may, in which order, never over the places; called off, promoted, forgotten."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gathering import fresh, hour, market, opened, person
from office import BY, Office
from signers import ANYBODY, class_of, counter, sign, standing, wish
from yike.core.accounts.actions import close_account
from yike.core.outbox.models import Notice
from yike.core.record.clock import now
from yike.core.record.deed import deed
from yike.core.record.models import HistoryEntry
from yike.core.residents.searching import initials_of
from yike.engines.faults import Fault
from yike.rooms.almanac import sheets
from yike.rooms.almanac.actions import activities
from yike.rooms.almanac.actions import signups as actions
from yike.rooms.almanac.models.signups import Call, Registration, SignUpState, Way
from yike.rooms.almanac.queries import signups as queries
from yike.rooms.almanac.signing import reasons

S = SignUpState
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def morning(clock: Any) -> None:
    """Let every test begin on one morning."""
    clock.set(hour("08:00"))


def told_of(kind: str) -> list[str]:
    return sorted(Notice.objects.filter(message__kind=kind).values_list("user__username", flat=True))


def test_whoever_comes_first_has_a_place_and_the_rest_wait_in_order(office: Office) -> None:
    row = class_of(office)
    for n in range(4):
        sign(row, n)
    assert standing(row) == [(1, S.BOOKED), (2, S.BOOKED), (3, S.WAITING), (4, S.WAITING)]
    assert counter(row) == (2, 2, 4)
    assert queries.place_in_line(Registration.objects.get(number=4)) == 2


def test_a_place_that_is_given_up_goes_to_whoever_waits_longest(office: Office) -> None:
    row = class_of(office)
    made = [sign(row, n) for n in range(4)]
    actions.cancel_signup(ANYBODY, made[0], own=True)
    actions.cancel_signup(ANYBODY, made[0], own=True)  # pressed twice
    assert standing(row) == [(1, S.CANCELLED), (2, S.BOOKED), (3, S.BOOKED), (4, S.WAITING)]
    assert (counter(row), fresh(made[2]).call) == ((2, 1, 4), Call.PROMOTED)


def test_a_party_too_large_for_what_is_free_is_passed_over(office: Office) -> None:
    row = class_of(office, capacity=3, companions=2)
    first = sign(row, 0, companions=2)
    sign(row, 1, companions=2)
    sign(row, 2)
    actions.bring(ANYBODY, first, companions=1, own=True)
    assert standing(row) == [(1, S.BOOKED), (2, S.WAITING), (3, S.BOOKED)]
    assert counter(row) == (3, 1, 3)


def test_who_comes_alone_does_not_stand_behind_a_party_too_large_for_what_is_free(office: Office) -> None:
    row = class_of(office, capacity=3, companions=2)
    sign(row, 0)
    sign(row, 1, companions=2)
    made = [sign(row, n) for n in (2, 3, 4)]
    assert [(one.state, fresh(one).call) for one in made] == [(S.BOOKED, ""), (S.BOOKED, ""), (S.WAITING, "")]
    assert (counter(row), standing(row)[1]) == ((3, 2, 5), (2, S.WAITING))


def test_as_long_as_it_is_put_off_nobody_is_given_a_place(office: Office) -> None:
    row = class_of(office, capacity=1)
    made = [sign(row, n) for n in range(2)]
    row = activities.postpone(BY, row, reason="台风")
    actions.cancel_signup(ANYBODY, made[0], own=True)
    assert (standing(row)[1], counter(row)) == ((2, S.WAITING), (0, 1, 2))
    day = row.starts_at + timedelta(days=7)
    activities.reschedule(BY, row, starts_at=day, ends_at=day + timedelta(hours=2))
    assert (standing(row)[1], counter(row)) == ((2, S.BOOKED), (1, 0, 2))
    assert fresh(made[1]).call == Call.PROMOTED


def test_more_places_are_given_in_order_and_fewer_than_taken_cannot_be(office: Office) -> None:
    row = class_of(office)
    for n in range(4):
        sign(row, n)
    plan = market(office, signup="open", capacity=3)
    activities.change_activity(BY, row, plan)
    assert standing(row)[2:] == [(3, S.BOOKED), (4, S.WAITING)]
    with pytest.raises(Fault) as found:
        activities.change_activity(BY, row, replace(plan, capacity=2))
    assert found.value.zh == "已经报上 3 人，名额不能少于这个数"


def test_one_press_sent_twice_is_one_and_the_desk_enters_nobody_twice(office: Office) -> None:
    row = class_of(office)
    assert sign(row) == sign(row)
    with pytest.raises(Fault) as found:
        actions.sign_up(BY, row, wish(press="another", link="another", way=Way.DESK))
    assert (found.value.zh, standing(row)) == ("这个姓名和电话已经报过了，报名号 001", [(1, S.BOOKED)])


def test_all_reasons_are_said_at_once(office: Office) -> None:
    row = class_of(office, age_from=60, condition="能自己走两公里", companions=1)
    said = wish(name=" ", phone="12", age=40, companions=3)
    assert [field for field, _fault in reasons(row, said, now())] == [
        "name",
        "phone",
        "age",
        "agrees",
        "companions",
    ]
    assert list(reasons(row, wish(age=61, agrees=True, companions=1), now())) == []


def test_before_after_and_without_sign_up_it_says_why(office: Office, clock: Any) -> None:
    early = class_of(office, signup_opens=hour("09:00"), title="早")
    plain = opened(office, title="不用报名")
    for row, zh in ((early, "2026-11-27 09:00 才开始报名"), (plain, "这场活动不用报名")):
        with pytest.raises(Fault) as found:
            sign(row)
        assert found.value.zh == zh
    clock.set(early.starts_at)
    with pytest.raises(Fault) as found:
        sign(early)
    assert found.value.zh == "报名已经截止"
    activities.cancel(BY, early, reason="下雨")
    with pytest.raises(Fault) as found:
        sign(fresh(early))
    assert found.value.zh == "这场活动取消了，不能报名"


def test_an_activity_that_was_closed_meanwhile_takes_nobody(office: Office) -> None:
    row = class_of(office)
    activities.cancel(BY, fresh(row), reason="下雨")
    with pytest.raises(Fault):
        sign(row)  # as it was read before
    assert counter(row) == (0, 0, 0)


def test_who_it_is_is_sealed_and_stands_in_no_history(office: Office) -> None:
    row = class_of(office)
    made = sign(row, helper="女儿小陈", way=Way.HELPER, user=office.colleague)
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, phone, helper FROM almanac_registration")
        kept = str(cursor.fetchall())
    told = "".join(HistoryEntry.objects.values_list("payload", flat=True))
    [own] = HistoryEntry.objects.filter(subject=made.of).values_list("payload", flat=True)
    assert json.loads(own)["after"]["user"] == "●"
    assert [
        word for word in ("陈一0", "13800000000", "+8613800000000", "女儿小陈") if word in kept + told
    ] == []
    assert (str(made.name), str(made.phone)) == ("陈**", "138****0000")


def test_called_off_accounts_are_told_and_the_others_are_to_be_telephoned(office: Office) -> None:
    row = class_of(office)
    sign(row, 0, user=office.colleague)
    second = sign(row, 1)
    activities.cancel(person(office.worker), row, reason="台风")
    told = Notice.objects.filter(message__kind="almanac.activity.called_off").values_list(
        "user__username", flat=True
    )
    assert (sorted(told), list(queries.to_call(row))) == (["colleague"], [second])
    [reached] = actions.read_phones(person(office.worker), row, [second])
    assert (reached.name, reached.phone) == ("林二0", "13800000001")
    assert HistoryEntry.objects.filter(verb="almanac.signup.read", subject=second.of).count() == 1
    actions.called(person(office.worker), second)
    assert list(queries.to_call(row)) == []
    with pytest.raises(PermissionDenied):
        actions.read_phones(person(office.system), row, [second])


def test_who_has_closed_the_account_is_to_be_telephoned(office: Office) -> None:
    row = class_of(office, capacity=1)
    first, second, third = [sign(row, n, user=office.colleague) for n in range(3)]
    close_account(BY, office.colleague, reason="搬走了")
    actions.cancel_signup(ANYBODY, first, own=True)
    start = row.starts_at + timedelta(days=1)
    activities.reschedule(BY, row, starts_at=start, ends_at=start + timedelta(hours=2))
    assert [fresh(one).call for one in (first, second, third)] == ["", Call.PROMOTED, Call.CHANGED]
    activities.cancel(BY, fresh(row), reason="下雨")
    assert [fresh(one).call for one in (second, third)] == [Call.CANCELLED, Call.CANCELLED]
    assert told_of("almanac.signup.promoted") == []


def test_a_clerk_signs_somebody_up_and_makes_a_new_link(office: Office) -> None:
    row = class_of(office)
    made = actions.sign_up(person(office.clerk), row, wish(way=Way.DESK, phone=""))
    assert (made.typed_by, made.way, queries.by_link("link-0")) == (office.clerk, Way.DESK, made)
    link = actions.renew_link(person(office.clerk), made)
    assert (queries.by_link("link-0"), queries.by_link(link)) == (None, made)
    with pytest.raises(PermissionDenied):
        actions.sign_up(person(office.system), row, wish(1, way=Way.DESK))


def test_names_and_telephones_go_thirty_days_after_the_end(office: Office, clock: Any) -> None:
    row = class_of(office)
    made = sign(row)
    activities.cancel(BY, row, reason="下雨")
    clock.set(row.ends_at + timedelta(days=30))
    assert actions.forget() == 0
    clock.set(row.ends_at + timedelta(days=30, seconds=1))
    assert (actions.forget(), actions.forget()) == (1, 0)
    gone = fresh(made)
    assert (gone.name, gone.phone, gone.phone_index, gone.link_hash) == (None, None, "", None)
    assert (gone.number, gone.state) == (1, S.BOOKED)


def test_the_day_before_everybody_with_an_account_is_reminded_once(office: Office, clock: Any) -> None:
    row = class_of(office)
    sign(row, 0, user=office.colleague)
    assert actions.remind() == 0
    clock.set(row.starts_at - timedelta(hours=20))
    assert (actions.remind(), actions.remind()) == (1, 0)
    told = Notice.objects.filter(message__kind="almanac.signup.remind").values_list(
        "user__username", flat=True
    )
    assert sorted(told) == ["colleague", "worker"]


def test_people_are_found_by_number_characters_initials_and_telephone(office: Office) -> None:
    row = class_of(office, capacity=0)
    for n, name in enumerate(("张小梅", "欧阳娜", "陈静")):
        sign(row, n, name=name)
    found = {
        text: [str(one) for one in queries.find(queries.signups(row), text)]
        for text in ("2", "002", "zxm", "小梅", "ouyang", "cj", "13800000002", "没有")
    }
    assert found == {
        "2": ["002"],
        "002": ["002"],
        "zxm": ["001"],
        "小梅": ["001"],
        "ouyang": ["002"],
        "cj": ["003"],
        "13800000002": ["003"],
        "没有": [],
    }
    assert [initials_of(name) for name in ("张小梅", "欧阳娜", "陈静")] == ["zxm", "oyn", "cj"]


def test_what_a_mask_hides_of_a_telephone_is_not_found_digit_by_digit(office: Office) -> None:
    row = class_of(office, capacity=0)
    for n, phone in enumerate(("13857124321", "0571-88886666")):
        sign(row, n, phone=phone)
    last = sign(row, 2)
    with deed(BY, "almanac.signup.make") as d:
        d.change(last, number=1234)  # the thousands are found too
    found = {
        text: [str(one) for one in queries.find(queries.signups(row), text)]
        for text in ("4321", "24321", "57124321", "13857124321", "6666", "057188886666", "1234")
    }
    assert found == {
        "4321": ["001"],
        "24321": [],
        "57124321": [],
        "13857124321": ["001"],
        "6666": [],
        "057188886666": ["002"],
        "1234": ["1234"],
    }


def sheet(tmp_path: Path, *rows: tuple[object, ...]) -> Path:
    made = BytesIO()
    book = xlsxwriter.Workbook(made)
    page = book.add_worksheet()
    for at, line in enumerate((("姓名", "电话", "同行人数", "年龄"), *rows)):
        page.write_row(at, 0, line)
    book.close()
    path = tmp_path / "list.xlsx"
    path.write_bytes(made.getvalue())
    return path


def test_a_paper_list_is_looked_at_and_taken_in_its_order(office: Office, tmp_path: Path) -> None:
    row = class_of(office, companions=1)
    sign(row, 0)
    path = sheet(tmp_path, ("陈一0", "13800000000"), ("吴小花", 13900000001, 1), ("郑大伯", ""))
    drafts = sheets.read_list(path)
    plan = sheets.plan_list(person(office.clerk), row, drafts)
    assert (len(plan.wishes), plan.same, plan.places, plan.mistakes) == (2, 1, 3, [])
    actions.import_signups(person(office.clerk), row, drafts, seen=plan.fingerprint())
    assert standing(row) == [(1, S.BOOKED), (2, S.WAITING), (3, S.BOOKED)]  # two too many for what is free
    with pytest.raises(Fault):
        actions.import_signups(person(office.clerk), row, drafts, seen=plan.fingerprint())


def test_what_is_wrong_in_a_list_stands_at_its_cell_and_nothing_is_written(
    office: Office, tmp_path: Path
) -> None:
    row = class_of(office, age_from=60)
    path = sheet(
        tmp_path,
        ("陈静", "13900000001", "", 70),
        ("陈婧", "139 0000 0001", "", 71),
        ("吴小花", "12", "", 70),
        ("郑大伯", "", 2, 40),
    )
    drafts = sheets.read_list(path)
    plan = sheets.plan_list(person(office.clerk), row, drafts)
    assert [mistake.spot.cell.rpartition("!")[2] for mistake in plan.mistakes] == ["A3", "B4", "D5", "C5"]
    with pytest.raises(Fault):
        actions.import_signups(person(office.clerk), row, drafts)
    assert standing(row) == []


def test_who_is_in_from_the_web_and_spelt_otherwise_on_paper_takes_no_second_place(
    office: Office, tmp_path: Path
) -> None:
    row = class_of(office)
    sign(row, 0, name="陈静", phone="13900000001")
    left = sign(row, 1, name="吴华", phone="13900000002")
    actions.cancel_signup(BY, left)
    path = sheet(
        tmp_path,
        ("陈婧", "139 0000 0001"),  # in already, spelt otherwise
        ("陈刚", "13900000001"),  # another one of the house
        ("吴桦", "13900000002"),  # that one is not coming
        ("陈静", "13900000003"),  # another telephone
    )
    plan = sheets.plan_list(person(office.clerk), row, sheets.read_list(path))
    assert [(one.spot.cell.rpartition("!")[2], one.fault.zh) for one in plan.mistakes] == [
        ("A2", "和已经报名的 001 号像是同一个人：电话一样，名字读音一样")
    ]
    assert [wish.name for _row, wish, _made in plan.wishes] == ["陈刚", "吴桦", "陈静"]


def test_a_list_of_five_thousand_with_three_spellings_of_one_is_read_with_as_many_queries_as_one_of_two(
    office: Office, tmp_path: Path, django_assert_num_queries: Any
) -> None:
    row = class_of(office, capacity=0)
    sign(row, 0, name="陈静", phone="13900000001")
    many = [(f"吴{n}", f"138{n:08}") for n in range(4997)]
    spellings = [("陈靖", "139 0000 0001"), ("林婧", "13900000009"), ("林静", "139-0000-0009")]
    drafts = sheets.read_list(sheet(tmp_path, *many, *spellings))
    with django_assert_num_queries(1):
        plan = sheets.plan_list(person(office.clerk), row, drafts)
    found = [one.spot.cell.rpartition("!")[2] for one in plan.mistakes]
    assert (len(drafts.rows), len(plan.wishes), found) == (5000, 4998, ["A4999", "A5001"])


def test_a_long_list_is_taken_in_some_at_a_time_and_not_one_by_one(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = class_of(office, capacity=4)
    sign(row, 0)
    monkeypatch.setattr("yike.rooms.almanac.actions.signups.listing.TOGETHER", 3)
    drafts = sheets.read_list(sheet(tmp_path, *((f"吴{n}", f"138{n:08}") for n in range(1, 8))))
    with CaptureQueriesContext(connection) as asked:
        made = actions.import_signups(person(office.clerk), row, drafts)
    counters = [one for one in asked.captured_queries if 'UPDATE "almanac_seats"' in one["sql"]]
    assert [(one.number, one.state) for one in made] == [
        (n, S.BOOKED if n <= 4 else S.WAITING) for n in range(2, 9)
    ]
    assert len(counters) == 3


def test_what_goes_on_for_days_takes_people_in_until_its_own_end_of_signing_up(
    office: Office, clock: Any
) -> None:
    start = hour("09:00", "2026-11-30")
    last = start + timedelta(days=7)
    row = class_of(
        office, starts_at=start, ends_at=start + timedelta(days=10), signup_closes=last, companions=1
    )
    clock.set(start + timedelta(days=2))
    row = activities.begin(BY, row)
    made = sign(row)
    assert (made.state, row.signing_up(now())) == (S.BOOKED, True)
    assert actions.bring(ANYBODY, made, companions=1, own=True).party == 2
    clock.set(last)
    with pytest.raises(Fault, match="signing up has closed"):
        sign(row, 1)
    with pytest.raises(Fault, match="cannot be changed now"):
        actions.bring(ANYBODY, made, companions=0, own=True)


def test_without_an_end_of_signing_up_it_is_over_when_it_begins(office: Office, clock: Any) -> None:
    row = class_of(office)
    clock.set(row.starts_at)
    activities.begin(BY, row)
    with pytest.raises(Fault, match="signing up has closed"):
        sign(fresh(row))


@pytest.mark.parametrize(
    ("begins", "reminded", "words"),
    [("2026-11-30 09:00", "07:00", "今天"), ("2026-12-01 06:00", "09:00", "明天")],
)
def test_a_reminder_says_whether_it_is_today_or_tomorrow(
    office: Office, clock: Any, begins: str, reminded: str, words: str
) -> None:
    day, at = begins.split()
    row = class_of(office, starts_at=hour(at, day), ends_at=hour(at, day) + timedelta(hours=1))
    sign(row, user=office.colleague)
    clock.set(hour(reminded, "2026-11-30"))
    assert actions.remind() == 1
    titles = Notice.objects.filter(message__kind="almanac.signup.remind").values_list(
        "message__title", flat=True
    )
    assert set(titles) == {f"{words}的活动：梅东便民市集"}

"""The month gathers itself, and learns what became of its activities: on the desk, before and after it is out."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from gathering import market, opened
from monthly import MORNING, begun, person, signed
from office import BY, Office, seen_by
from points import make_point
from yike.core.outbox.models import Notice
from yike.engines.faults import Fault
from yike.rooms.almanac.actions import activities
from yike.rooms.almanac.actions import issues as actions
from yike.rooms.almanac.models import Bulletin, EntryKind, Issue, IssueState
from yike.rooms.almanac.models.activities import Activity
from yike.rooms.almanac.proofing import remarks_of
from yike.rooms.almanac.queries import gathering
from yike.rooms.circle import actions as circle

pytestmark = pytest.mark.django_db
S = IssueState


@pytest.fixture(autouse=True)
def morning(clock: Any) -> None:
    """Let every test begin on one morning in November."""
    clock.set(MORNING)


def day(month: int, number: int, hour: int) -> Any:
    return MORNING.replace(month=month, day=number, hour=hour)


def test_the_month_gathers_changes_of_points_and_notices_too_by_day(office: Office) -> None:
    point = make_point(office.first, "东园站")
    circle.go(BY, point, "pause", reason="修屋顶", back_on=date(2026, 12, 16))
    told = {"day": date(2026, 11, 30), "until": date(2026, 12, 4), "place": "各家各户", "phone": "67271234"}
    actions.add_bulletin(person(office.worker), area=office.first, title="换燃气表", **told)
    actions.add_bulletin(BY, area=office.first, title="元旦放假", day=date(2027, 1, 1))
    gone = actions.add_bulletin(BY, area=office.first, title="停水", day=date(2026, 12, 2))
    actions.withdraw_bulletin(BY, gone)
    opened(office, title="腊八粥会", starts_at=day(12, 20, 9), ends_at=day(12, 20, 11))
    issue = begun(office)
    K = EntryKind  # noqa: N806 - short in the table below
    assert [(row.kind, row.title, row.day, row.until) for row in issue.entries.all()] == [
        (K.NOTICE, "换燃气表", date(2026, 11, 30), date(2026, 12, 4)),
        (K.POINT, "东园站暂停服务", date(2026, 12, 1), date(2026, 12, 15)),
        (K.POINT, "东园站预计恢复服务", date(2026, 12, 16), None),
        (K.ACTIVITY, "腊八粥会", date(2026, 12, 20), None),
    ]
    assert [row.made_by for row in issue.entries.all()] == [office.clerk] * 4
    actions.drop_entry(person(office.clerk), issue.entries.get(title="换燃气表"))
    assert actions.gather(person(office.clerk), issue) == 0


def test_a_change_of_a_point_is_told_in_one_issue_and_a_notice_in_each_month_it_lasts(office: Office) -> None:
    point = make_point(office.first, "东园站")
    circle.change_point(BY, point, address="梅巷5号")
    told = {"day": date(2026, 12, 20), "until": date(2027, 1, 10)}
    actions.add_bulletin(BY, area=office.first, title="医保缴费", **told)
    december = begun(office)
    january = begun(office, date(2027, 1, 1))
    titles = [[row.title for row in issue.entries.all()] for issue in (december, january)]
    assert titles == [["东园站搬到梅巷5号", "医保缴费"], ["医保缴费"]]


def test_no_more_is_gathered_than_an_issue_has_room_for(office: Office) -> None:
    for n in range(62):
        actions.add_bulletin(BY, area=office.first, title=f"通知{n:02}", day=date(2026, 12, 1))
    issue = begun(office)
    assert [row.title for row in issue.entries.all()] == [f"通知{n:02}" for n in range(60)]
    assert actions.gather(person(office.clerk), issue) == 0


def test_a_notice_is_kept_by_those_who_may_write_for_its_area(office: Office) -> None:
    row = actions.add_bulletin(person(office.worker), area=office.first, title="停水", day=date(2026, 12, 2))
    with pytest.raises(PermissionDenied):
        actions.change_bulletin(person(office.stranger), row, title="别的")
    with pytest.raises(PermissionDenied):
        actions.change_bulletin(person(office.worker), row, area=office.second)
    with pytest.raises(PermissionDenied):
        actions.withdraw_bulletin(person(office.stranger), row)
    with pytest.raises(Fault, match="the last day is before the first"):
        actions.change_bulletin(person(office.worker), row, until=date(2026, 12, 1))
    with pytest.raises(Fault, match="it has no day"):
        actions.add_bulletin(person(office.worker), area=office.first, title="停电")
    with pytest.raises(Fault, match="2025-12-02 is over: no issue would gather it"):
        actions.add_bulletin(BY, area=office.first, title="停电", day=date(2025, 12, 2))
    with pytest.raises(Fault, match="2026-12-02 to 2029-12-02 is more than 92 days"):
        actions.add_bulletin(
            BY, area=office.first, title="停电", day=date(2026, 12, 2), until=date(2029, 12, 2)
        )
    with pytest.raises(ValueError, match="withdrawn"):
        actions.change_bulletin(person(office.worker), row, withdrawn=True)
    assert actions.change_bulletin(person(office.worker), row, title=" 停水一天 ").title == "停水一天"


def test_a_notice_is_not_moved_to_where_no_issue_gathers_it(office: Office, clock: Any) -> None:
    by = person(office.worker)
    row = actions.add_bulletin(by, area=office.first, title="停水", day=date(2026, 12, 2))
    with pytest.raises(Fault, match="2025-12-02 is over: no issue would gather it"):
        actions.change_bulletin(by, row, day=date(2025, 12, 2))
    with pytest.raises(Fault, match="2026-12-02 to 2029-12-02 is more than 92 days"):
        actions.change_bulletin(by, row, until=date(2029, 12, 2))
    kept = Bulletin.objects.get()
    assert (kept.day, kept.until) == (date(2026, 12, 2), None)
    clock.set(day(12, 4, 9))
    kept = actions.change_bulletin(by, row, title="停水一天", day=date(2026, 12, 2), until=None)
    assert (kept.title, actions.change_bulletin(by, row, until=date(2026, 12, 5)).until) == (
        "停水一天",
        date(2026, 12, 5),
    )


def later(row: Activity, days: int = 1) -> None:
    more = timedelta(days=days)
    activities.postpone(BY, row, reason="台风")
    activities.reschedule(BY, row, starts_at=row.starts_at + more, ends_at=row.ends_at + more)


def test_an_entry_whose_activity_has_changed_is_grave_until_it_is_taken_over(office: Office) -> None:
    moved = opened(
        office, title="腊八粥会", contact="67271234", starts_at=day(12, 20, 9), ends_at=day(12, 20, 11)
    )
    off = opened(
        office, title="写春联", contact="67271234", starts_at=day(12, 21, 9), ends_at=day(12, 21, 11)
    )
    issue = begun(office)
    actions.proof(person(office.clerk), issue)
    entry, dropped = issue.entries.order_by("day")
    actions.change_entry(person(office.clerk), entry, title="喝腊八粥", place="广场东头")
    later(moved)
    activities.cancel(BY, off, reason="台风")
    entries = list(issue.entries.order_by("day"))
    assert [[one.code for one in remarks_of(row, issue) if one.grave] for row in entries] == [
        ["moved"],
        ["called_off"],
    ]
    with pytest.raises(Fault, match="2 entries still have grave remarks: 喝腊八粥, 写春联"):
        actions.submit(person(office.clerk), issue)
    renewed = [actions.renew_entry(person(office.clerk), row) for row in entries]
    assert [(row.title, row.day, row.start, row.place, row.dropped) for row in renewed] == [
        ("喝腊八粥", date(2026, 12, 21), time(9), "广场东头", False),
        ("写春联", date(2026, 12, 21), time(9), "梅东广场", True),
    ]
    assert actions.submit(person(office.clerk), issue).state == S.FIRST
    assert dropped.pk == renewed[1].pk


def test_another_place_is_taken_over_as_well_and_what_did_not_change_stays(office: Office) -> None:
    row = opened(office, starts_at=day(12, 20, 9), ends_at=day(12, 20, 11))
    issue = begun(office)
    plan = market(office, starts_at=day(12, 20, 9), ends_at=day(12, 20, 11), place="邻里之家")
    entry = actions.change_entry(person(office.clerk), issue.entries.get(), end=time(10, 45))
    assert remarks_of(entry, issue)[0].code != "moved"
    activities.change_activity(BY, row, plan)
    entry = actions.renew_entry(person(office.clerk), issue.entries.get())
    assert (entry.place, entry.day, entry.end) == ("邻里之家", date(2026, 12, 20), time(10, 45))
    assert actions.renew_entry(person(office.clerk), entry).place == "邻里之家"


def test_a_published_entry_whose_activity_changes_brings_who_compiled_it_back(office: Office) -> None:
    row = opened(
        office, title="腊八粥会", contact="67271234", starts_at=day(12, 20, 9), ends_at=day(12, 20, 11)
    )
    other = opened(
        office, title="写春联", contact="67271234", starts_at=day(12, 21, 9), ends_at=day(12, 21, 11)
    )
    issue = begun(office)
    actions.publish(person(office.clerk), signed(office, issue), base="http://testserver/")
    assert gathering.untrue(office.clerk) == []
    later(row)
    notices = Notice.objects.filter(message__kind="almanac.issue.untrue")
    assert {one.user for one in notices} == {office.clerk}
    assert set(notices.values_list("message__title", flat=True)) == {"已发布的月历要勘误：腊八粥会"}
    assert f"http://testserver/desk/almanac/issues/{issue.pk}/" in notices[0].message.body
    assert [one.activity for one in gathering.untrue(office.clerk)] == [row]
    assert gathering.untrue(office.worker) == []
    activities.cancel(BY, other, reason="台风")
    assert [one.activity for one in gathering.untrue(office.clerk)] == [row, other]
    fresh = Issue.objects.get(pk=issue.pk)
    actions.correct(person(office.clerk), fresh, reason="活动改期")
    for one in gathering.untrue(office.clerk):
        actions.renew_entry(person(office.clerk), one)
    assert gathering.untrue(office.clerk) == []


def test_what_is_over_is_not_corrected_any_more(office: Office, clock: Any) -> None:
    row = opened(office, contact="67271234", starts_at=day(12, 20, 9), ends_at=day(12, 20, 11))
    issue = begun(office)
    actions.publish(person(office.clerk), signed(office, issue), base="http://testserver/")
    activities.cancel(BY, row, reason="台风")
    assert len(gathering.untrue(office.clerk)) == 1
    clock.set(day(12, 21, 9))
    assert gathering.untrue(office.clerk) == []


def test_notices_are_written_changed_and_kept_out(office: Office) -> None:
    client, page = seen_by(office.worker), "/desk/almanac/bulletins/"
    told = {
        "title": "停水",
        "area": office.first.pk,
        "strand": "service",
        "day": "2026-12-02",
        "place": "梅巷",
    }
    client.post(f"{page}new/", told)
    [row] = Bulletin.objects.all()
    assert (row.title, row.made_by) == ("停水", office.worker)
    client.post(f"{page}{row.pk}/", told | {"title": "停水一天"})
    assert [one.title for one in client.get(page).context["page"]] == ["停水一天"]
    wrong = client.post(f"{page}new/", told | {"until": "2026-12-01"})
    assert "最后一天早于第一天" in wrong.text
    client.post(f"{page}{row.pk}/withdraw/")
    assert Bulletin.objects.get().withdrawn
    stranger = seen_by(office.stranger)
    codes = [stranger.get(f"{page}{row.pk}/"), stranger.post(f"{page}{row.pk}/withdraw/")]
    assert [one.status_code for one in codes] == [404, 404]
    assert list(stranger.get(page).context["page"]) == []
    assert seen_by(office.audit).get(page).status_code == 403


def test_one_press_takes_over_what_an_activity_says_now(office: Office) -> None:
    start = MORNING.replace(month=12, day=20)
    row = opened(office, contact="67271234", starts_at=start, ends_at=start + timedelta(hours=2))
    issue = begun(office)
    later = start + timedelta(days=1)
    activities.postpone(BY, row, reason="台风")
    client, page = seen_by(office.clerk), f"/desk/almanac/issues/{issue.pk}/"
    assert "不登这一条" in client.get(page).text
    activities.reschedule(BY, row, starts_at=later, ends_at=later + timedelta(hours=2))
    shown = client.get(page)
    assert "用活动现在的时间地点" in shown.text
    assert "这场活动改了，现在是：12月21日周一9:00–11:00 梅东广场" in shown.text
    assert "The activity has changed" in client.get(page, headers={"Accept-Language": "en"}).text
    entry = issue.entries.get()
    client.post(f"{page}entries/{entry.pk}/renew/")
    assert issue.entries.get().day == later.date()
    assert "用活动现在的时间地点" not in client.get(page).text
    assert seen_by(office.audit).post(f"{page}entries/{entry.pk}/renew/").status_code == 403


def test_an_untrue_entry_stands_on_the_list_on_its_issue_and_among_todays_work(office: Office) -> None:
    start = MORNING.replace(month=12, day=20)
    row = opened(
        office, title="腊八粥会", contact="67271234", starts_at=start, ends_at=start + timedelta(hours=2)
    )
    issue = begun(office)
    actions.publish(person(office.clerk), signed(office, issue), base="http://testserver/")
    client = seen_by(office.clerk)
    assert "发出以后" not in client.get("/desk/almanac/issues/").text
    activities.cancel(BY, row, reason="台风")
    for page in ("/desk/almanac/issues/", f"/desk/almanac/issues/{issue.pk}/"):
        assert "发出以后，1 条变了" in client.get(page).text
    assert "已发布、后来变了的月历条目" in client.get("/desk/").text
    assert "已发布、后来变了的月历条目" not in seen_by(office.worker).get("/desk/").text

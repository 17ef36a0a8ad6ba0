"""The monthly calendar: gathered, written, proof-read, looked at by three people, published, corrected."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from icalendar import Calendar

from gathering import opened
from monthly import MONTH, MORNING, at, begun, corrected, person, published, signed, wrote
from office import BY, Office, seen_by
from yike.core.look.leading import leads
from yike.core.outbox.models import Notice
from yike.core.record.counting import how_many
from yike.engines.faults import Fault
from yike.engines.recurrence import Every, Rule
from yike.rooms.almanac.actions import activities, signups
from yike.rooms.almanac.actions import issues as actions
from yike.rooms.almanac.actions.activities import NewPart, Wanted
from yike.rooms.almanac.actions.issues import scheduling
from yike.rooms.almanac.models import Entry, EntryKind, Issue, IssueState, IssueVersion, VersionKind
from yike.rooms.almanac.models.parts import PartKind
from yike.rooms.almanac.proofing import remarks_of
from yike.rooms.almanac.queries import issues as queries
from yike.rooms.almanac.signing import Wish

pytestmark = pytest.mark.django_db
S = IssueState


@pytest.fixture(autouse=True)
def morning(clock: Any) -> None:
    """Let every test begin on one morning in November."""
    clock.set(MORNING)


def state(issue: Issue) -> str:
    return str(Issue.objects.get(pk=issue.pk).state)


def test_the_month_gathers_itself_from_what_was_approved(office: Office) -> None:
    inside = opened(office, title="腊八粥会", starts_at=day(12, 20, 9), ends_at=day(12, 20, 11))
    opened(office, title="十一月的会", starts_at=day(11, 29, 9), ends_at=day(11, 29, 11))
    issue = begun(office)
    [entry] = issue.entries.all()
    assert (entry.kind, entry.activity, entry.title) == (EntryKind.ACTIVITY, inside, "腊八粥会")
    assert (entry.day, entry.start, entry.end, entry.until) == (date(2026, 12, 20), time(9), time(11), None)
    assert (entry.place, entry.link) == ("梅东广场", f"/on/a/{inside.code}/")


def day(month: int, number: int, hour: int) -> Any:
    return MORNING.replace(month=month, day=number, hour=hour)


def test_gathering_again_brings_only_what_is_new_and_nothing_dropped_comes_back(office: Office) -> None:
    opened(office, title="腊八粥会", starts_at=day(12, 20, 9), ends_at=day(12, 20, 11))
    issue = begun(office)
    actions.drop_entry(person(office.clerk), issue.entries.get())
    opened(office, title="写春联", starts_at=day(12, 21, 9), ends_at=day(12, 21, 11))
    assert actions.gather(person(office.clerk), issue) == 1
    assert actions.gather(person(office.clerk), issue) == 0
    assert [(row.title, row.dropped) for row in issue.entries.all()] == [
        ("腊八粥会", True),
        ("写春联", False),
    ]


def test_a_month_has_one_issue(office: Office) -> None:
    begun(office)
    with pytest.raises(Fault, match="has an issue already"):
        begun(office)


@pytest.mark.parametrize("month", [date(2026, 9, 1), date(2028, 1, 1)])
def test_a_month_far_away_is_refused(office: Office, month: date) -> None:
    with pytest.raises(Fault, match="too far away"):
        begun(office, month)


def test_only_the_office_begins_and_only_for_a_street(office: Office) -> None:
    with pytest.raises(PermissionDenied):
        actions.begin_issue(person(office.worker), area=office.street, month=MONTH)
    with pytest.raises(Fault, match="for a whole street"):
        actions.begin_issue(person(office.clerk), area=office.first, month=MONTH)


def test_a_community_writes_its_own_entries_while_they_are_gathered(office: Office) -> None:
    issue = begun(office)
    told = {"title": "体检", "day": date(2026, 12, 7), "place": "居委会", "phone": "67271234"}
    row = actions.add_entry(person(office.worker), issue, area=office.first, **told)
    with pytest.raises(PermissionDenied):
        actions.add_entry(person(office.worker), issue, area=office.second, **told)
    with pytest.raises(PermissionDenied):
        actions.change_entry(person(office.stranger), row, title="别的")
    actions.proof(person(office.clerk), issue)
    with pytest.raises(PermissionDenied):
        actions.change_entry(person(office.worker), row, title="改一改")
    assert actions.change_entry(person(office.clerk), row, title="免费体检").title == "免费体检"


def test_entries_change_places(office: Office) -> None:
    issue = begun(office)
    rows = [wrote(office, issue, name) for name in "甲乙丙"]
    actions.move_entry(person(office.clerk), rows[2], up=True)
    actions.move_entry(person(office.clerk), rows[0], up=True)
    assert [row.title for row in issue.entries.all()] == ["甲", "丙", "乙"]
    assert [row.order for row in issue.entries.all()] == [1, 2, 3]


def test_nothing_goes_to_its_reviewers_empty_or_with_a_grave_remark(office: Office) -> None:
    issue = begun(office)
    actions.proof(person(office.clerk), issue)
    with pytest.raises(Fault, match="has no entry yet"):
        actions.submit(person(office.clerk), issue)
    row = wrote(office, issue, "12月5日周日市集")
    assert [one.code for one in remarks_of(row, issue)] == ["weekday"]
    with pytest.raises(Fault, match="still have grave remarks"):
        actions.submit(person(office.clerk), issue)
    actions.change_entry(person(office.clerk), row, title="周六市集")
    assert actions.submit(person(office.clerk), issue).state == S.FIRST


def test_three_looks_are_by_three_people(office: Office) -> None:
    issue = begun(office)
    wrote(office, issue)
    actions.proof(person(office.clerk), issue)
    actions.submit(person(office.clerk), issue)
    actions.look(person(office.admin), issue, step="first")
    with pytest.raises(Fault, match="by three people"):
        actions.look(person(office.admin), issue, step="second")
    with pytest.raises(PermissionDenied):
        actions.look(person(office.clerk), issue, step="second")
    with pytest.raises(Fault, match="its state has changed"):
        actions.look(person(office.leader), issue, step="sign")
    actions.look(person(office.leader), issue, step="second")
    assert [one.by for one in queries.approvals_of(Issue.objects.get(pk=issue.pk))] == [
        office.admin,
        office.leader,
    ]
    assert state(issue) == S.SIGNING


def test_who_comes_next_is_told_and_nobody_who_has_looked(office: Office) -> None:
    issue = begun(office)
    wrote(office, issue)
    actions.proof(person(office.clerk), issue)
    actions.submit(person(office.clerk), issue)
    actions.look(person(office.admin), issue, step="first")
    told = Notice.objects.filter(message__kind="almanac.issue").order_by("pk")
    rows = {(one.message.title, one.user) for one in told}
    assert rows == {
        ("12月便民月历：待初审", office.clerk),
        ("12月便民月历：待初审", office.admin),
        ("12月便民月历：待复审", office.leader),
    }


def test_what_goes_back_is_looked_at_by_all_again(office: Office) -> None:
    issue = begun(office)
    wrote(office, issue)
    signed(office, issue)
    actions.back(person(office.leader), issue, reason="地点写错")
    assert (state(issue), queries.access_issue(office.clerk, issue.pk).reason) == (S.PROOFING, "地点写错")
    actions.submit(person(office.clerk), issue)
    assert queries.approvals_of(Issue.objects.get(pk=issue.pk)) == []
    actions.look(person(office.clerk), issue, step="first")
    assert state(issue) == S.SECOND


def test_a_reason_is_needed(office: Office) -> None:
    issue = begun(office)
    wrote(office, issue)
    signed(office, issue)
    with pytest.raises(Fault, match="a reason is needed"):
        actions.back(person(office.leader), issue, reason="  ")


def test_numbers_have_no_gaps_whatever_was_begun_and_withdrawn(office: Office) -> None:
    first = published(office)
    left = begun(office, date(2027, 1, 1))
    second = published(office, month=date(2027, 2, 1))
    actions.withdraw(person(office.leader), second.issue, reason="重复")
    wrote(office, left, day=date(2027, 1, 9))
    third = actions.publish(person(office.clerk), signed(office, left))
    assert [Issue.objects.get(pk=one.issue_id).number for one in (first, second, third)] == [1, 2, 3]


def test_published_is_counted_once_and_a_withdrawal_takes_it_back(office: Office) -> None:
    version = published(office, "甲", "乙", "丙")
    assert counted() == (1, 3)
    corrected(office, version)
    assert counted() == (1, 3)
    actions.withdraw(person(office.leader), version.issue, reason="重复")
    assert counted() == (0, 0)


def counted() -> tuple[int, int]:
    span = {"since": date(2026, 11, 1), "until": date(2026, 12, 31)}
    issues, entries = (how_many(code, **span).total for code in ("almanac.issues", "almanac.entries"))
    return int(issues), int(entries)


def test_residents_read_the_former_version_until_the_correction_is_signed(office: Office) -> None:
    version = published(office)
    issue = Issue.objects.get(pk=version.issue_id)
    actions.correct(person(office.clerk), issue, reason="日期写错")
    actions.change_entry(person(office.clerk), issue.entries.get(), day=date(2026, 12, 12))
    assert queries.public_issue(issue.pk)[1] == version
    assert queries.public_issue(issue.pk)[1].content[0]["day"] == "2026-12-05"
    actions.submit(person(office.clerk), issue)
    actions.look(person(office.admin), issue, step="second")
    actions.look(person(office.leader), issue, step="sign")
    second = actions.publish(person(office.clerk), issue)
    assert (second.kind, second.reason, second.number) == (VersionKind.CORRECTION, "日期写错", 2)
    assert [one["day"] for one in queries.public_issue(issue.pk)[1].content] == ["2026-12-12"]
    assert IssueVersion.objects.get(pk=version.pk).content[0]["day"] == "2026-12-05"
    assert [one.pk for one in queries.standing_versions()] == [second.pk]


def test_a_correction_sent_back_is_written_again_as_a_correction(office: Office) -> None:
    issue = Issue.objects.get(pk=published(office).issue_id)
    actions.correct(person(office.clerk), issue, reason="日期写错")
    actions.submit(person(office.clerk), issue)
    actions.back(person(office.admin), issue, reason="还差一处")
    assert state(issue) == S.CORRECTING


def test_what_is_out_cannot_be_written(office: Office) -> None:
    version = published(office)
    with pytest.raises(Fault, match="cannot be changed in its present state"):
        actions.change_entry(person(office.clerk), Entry.objects.get(), title="偷偷改")
    with pytest.raises(Fault, match="its state has changed"):
        actions.publish(person(office.clerk), version.issue)


def test_an_address_leads_where_residents_can_go(office: Office) -> None:
    row = opened(office)
    told = [leads(one) for one in ("/", "/on/", f"/on/a/{row.code}/", "/on/a/NOPE/", "/desk/", "/nowhere/")]
    assert told == [True, True, True, False, False, False]


def test_a_series_a_zone_and_an_issue_lead_somewhere_and_what_is_not_there_does_not(office: Office) -> None:
    row = opened(office, kind="open_day")
    [zone] = activities.set_parts(BY, row, PartKind.ZONE, [NewPart("警车", "交警")])
    series = activities.make_series(BY, row, Wanted("市集", Rule(Every.WEEK, count=2)))
    version = published(office)
    there = [f"/on/s/{series.code}/", f"/on/z/{zone.code}/", f"/on/issues/{version.issue_id}/"]
    gone = ["/on/s/NOPE/", "/on/z/NOPE/", "/on/issues/9999/", "/i/9999/", "/p/nope/", "/grid/nope/"]
    assert [leads(one) for one in there + gone] == [True] * 3 + [False] * 6
    actions.withdraw(person(office.leader), version.issue, reason="作废")
    assert not leads(f"/on/issues/{version.issue_id}/")


def test_an_address_that_is_one_persons_own_leads_nobody_else_anywhere(office: Office) -> None:
    row = opened(office, signup="open")
    signups.sign_up(BY, row, Wish(name="张小梅", phone="13800000001", link="her-own", press="p"))
    told = ["/on/me/her-own/", "/on/me/x/", "/on/team/x/", "/on/judge/x/", "/on/my/x/", "/say/q/x/", "/r/x/"]
    assert [leads(one) for one in told] == [False] * 7


def test_what_is_withdrawn_and_begun_anew_is_the_same_in_calendars(office: Office, client: Client) -> None:
    version = published(office, "磨刀", "缝补")
    actions.withdraw(person(office.leader), version.issue, reason="日期都错了")
    off = events(client, "/on/calendar.ics")
    assert [(name, status, turn) for _uid, name, status, turn in off] == [
        ("磨刀", "CANCELLED", 2),
        ("缝补", "CANCELLED", 2),
    ]
    again = begun(office)
    assert [row.title for row in again.entries.all()] == ["磨刀", "缝补"]
    actions.drop_entry(person(office.clerk), again.entries.get(title="缝补"))
    wrote(office, again, "配钥匙")
    actions.publish(person(office.clerk), signed(office, again), base="http://testserver/")
    found = {name: (uid, status, turn) for uid, name, status, turn in events(client, "/on/calendar.ics")}
    was = {name: uid for uid, name, _status, _turn in off}
    assert found["磨刀"] == (was["磨刀"], "CONFIRMED", 3)
    assert found["缝补"] == (was["缝补"], "CANCELLED", 2)
    assert found["配钥匙"][1:] == ("CONFIRMED", 3)


def test_what_a_correction_strikes_out_is_off_in_every_calendar(office: Office, client: Client) -> None:
    version = published(office, "磨刀", "缝补")
    issue = Issue.objects.get(pk=version.issue_id)
    actions.correct(person(office.clerk), issue, reason="缝补不来了")
    actions.drop_entry(person(office.clerk), issue.entries.get(title="缝补"))
    actions.submit(person(office.clerk), issue)
    actions.look(person(office.admin), issue, step="second")
    actions.look(person(office.leader), issue, step="sign")
    actions.publish(person(office.clerk), issue, base="http://testserver/")
    for path in ("/on/calendar.ics", f"/on/issues/{issue.pk}/calendar.ics"):
        told = {name: (status, turn) for _uid, name, status, turn in events(client, path)}
        assert told == {"磨刀": ("CONFIRMED", 2), "缝补": ("CANCELLED", 2)}


def events(client: Client, path: str) -> list[tuple[str, str, str, int]]:
    found = Calendar.from_ical(client.get(path).content).walk("VEVENT")
    told = [(str(one["UID"]), str(one["SUMMARY"]), str(one["STATUS"]), int(one["SEQUENCE"])) for one in found]
    return sorted(told, key=lambda one: one[1])


def test_a_signed_issue_is_published_at_its_hour_by_itself(office: Office, clock: Any) -> None:
    issue = begun(office)
    wrote(office, issue)
    with pytest.raises(Fault):
        actions.schedule(person(office.clerk), issue, at=at(28, 7))  # not signed yet
    signed(office, issue)
    for wrong in (MORNING, at(27, 8), MORNING + timedelta(days=90)):
        with pytest.raises(Fault, match="not possible"):
            actions.schedule(person(office.clerk), issue, at=wrong)
    with pytest.raises(PermissionDenied):
        actions.schedule(person(office.worker), issue, at=at(28, 7))
    actions.schedule(person(office.clerk), issue, at=at(28, 7), base="https://yike.example/")
    clock.set(at(28, 6, 59))
    assert (actions.publish_due(), state(issue)) == (0, S.SIGNED)
    clock.set(at(28, 7))
    assert (actions.publish_due(), actions.publish_due(), state(issue)) == (1, 0, S.PUBLISHED)
    version = IssueVersion.objects.get(issue=issue)
    assert (version.base, version.published_at) == ("https://yike.example", at(28, 7))
    assert Issue.objects.get(pk=issue.pk).publish_at is None


@pytest.mark.parametrize("other", [None, at(29, 7)])
def test_an_hour_changed_in_the_very_moment_publishes_nothing(
    office: Office, clock: Any, other: datetime | None
) -> None:
    issue = begun(office)
    wrote(office, issue)
    signed(office, issue)
    actions.schedule(person(office.clerk), issue, at=at(28, 7))
    clock.set(at(28, 7))
    found = Issue.objects.select_related("area").get(publish_at__lte=at(28, 7))  # as the sweep has found it
    actions.schedule(person(office.clerk), issue, at=other)
    assert (scheduling._published(found), state(issue)) == (0, S.SIGNED)
    assert Issue.objects.get(pk=issue.pk).publish_at == other


def test_what_goes_back_loses_its_hour_and_the_page_sets_and_unsets_it(office: Office, clock: Any) -> None:
    issue = begun(office)
    wrote(office, issue)
    signed(office, issue)
    client, page = seen_by(office.clerk), f"/desk/almanac/issues/{issue.pk}/schedule/"
    assert page in client.get(issue.get_absolute_url()).text
    client.post(page, {"at": "2026-11-28T07:00"})
    assert "定在 2026-11-28 07:00 自动发布" in client.get(issue.get_absolute_url()).text
    assert client.post(page, {"at": "2026-11-20T07:00"}).status_code == 200
    assert seen_by(office.worker).post(page, {"at": ""}).status_code == 403
    client.post(page, {"at": ""})
    assert Issue.objects.get(pk=issue.pk).publish_at is None
    client.post(page, {"at": "2026-11-28T07:00"})
    actions.back(person(office.leader), issue, reason="再看看")
    clock.set(at(28, 8))
    assert (actions.publish_due(), Issue.objects.get(pk=issue.pk).publish_at) == (0, None)


def test_a_month_after_its_month_an_issue_is_put_away_and_still_read(office: Office, clock: Any) -> None:
    version = published(office)
    clock.set(MORNING.replace(year=2027, month=1, day=31))
    assert actions.archive_old() == 0
    clock.set(MORNING.replace(year=2027, month=2, day=2))
    assert (actions.archive_old(), actions.archive_old()) == (1, 0)
    issue = Issue.objects.get(pk=version.issue_id)
    assert (issue.state, issue.out) == (S.ARCHIVED, True)
    assert Client().get(f"/on/issues/{issue.pk}/").status_code == 200
    with pytest.raises(Fault):
        actions.correct(person(office.clerk), issue, reason="太晚了")
    assert actions.withdraw(person(office.leader), issue, reason="出了错").kind == VersionKind.WITHDRAWAL


def test_what_is_published_late_can_be_corrected_for_a_month(office: Office, clock: Any) -> None:
    issue = begun(office)
    wrote(office, issue)
    signed(office, issue)
    late = MORNING.replace(year=2027, month=2, day=5)
    clock.set(late)
    actions.publish(person(office.clerk), issue)
    clock.set(late + timedelta(days=31) - timedelta(seconds=1))
    assert (actions.archive_old(), state(issue)) == (0, S.PUBLISHED)
    assert scheduling._archived(Issue.objects.get(pk=issue.pk)) == 0  # corrected since the sweep found it
    clock.set(late + timedelta(days=31))
    assert (actions.archive_old(), state(issue)) == (1, S.ARCHIVED)

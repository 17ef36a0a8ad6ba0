"""Agreements: drafted, signed, renewed, ended; three lists; what is held under them; each year rated by both."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from agreeing import Sides, draft, drafted, line, refused, sides, signed
from gathering import fresh, hour, market, opened, person
from office import BY, Office
from yike.core.deadlines.models import Deadline
from yike.core.outbox.models import Message
from yike.core.record.counting import how_many, record_of
from yike.core.record.deed import deed
from yike.core.record.models import HistoryEntry
from yike.core.record.queries import timeline
from yike.engines.faults import Fault
from yike.rooms.almanac.actions import activities as acts
from yike.rooms.almanac.actions import agreements as actions
from yike.rooms.almanac.actions.agreements import NewLine
from yike.rooms.almanac.models.agreements import (
    Agreement,
    AgreementLine,
    AgreementRating,
    AgreementState,
    LineState,
    UnderAgreement,
)
from yike.rooms.almanac.queries import agreements as queries

S, L = AgreementState, LineState
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def morning(clock: Any) -> None:
    """Let every test begin on one morning of November 2026."""
    clock.set(hour("08:00"))


@pytest.fixture
def both(office: Office) -> Sides:
    return sides(office)


def counted(code: str) -> int:
    return int(how_many(code, since=date(2026, 1, 1), until=date(2027, 12, 31)).total)


def test_a_draft_has_its_parties_the_owner_first(office: Office, both: Sides) -> None:
    row = drafted(office, both)
    assert (row.state, row.made_by, [str(one) for one in row.parties.all()]) == (
        S.DRAFT,
        office.worker,
        ["梅东社区居委会", "枕梅银行"],
    )


@pytest.mark.parametrize(
    ("wrong", "zh"),
    [
        ({"ends": date(2025, 12, 31)}, "最后一天 2025-12-31 早于开始 2026-01-01"),
        ({"ends": date(2032, 1, 1)}, "期限超过 5 年"),
        ({"parties": ()}, "各方里没有共建单位或企业"),
    ],
)
def test_a_draft_that_cannot_be_is_refused(
    office: Office, both: Sides, wrong: dict[str, Any], zh: str
) -> None:
    with pytest.raises(Fault) as told:
        drafted(office, both, **wrong)
    assert (told.value.zh, Agreement.objects.count()) == (zh, 0)


def test_a_partner_does_not_keep_an_agreement(office: Office, both: Sides) -> None:
    with refused("牵头单位“枕梅银行”不是街道、社区或部门"):
        drafted(office, both, owner=both.bank)


@pytest.mark.parametrize("who", ["stranger", "leader", "grid_worker", "system"])
def test_who_does_not_keep_the_area_drafts_nothing(office: Office, both: Sides, who: str) -> None:
    with pytest.raises(PermissionDenied):
        actions.draft_agreement(person(getattr(office, who)), draft(office, both))


def test_a_draft_is_changed_and_a_signed_one_is_not(office: Office, both: Sides) -> None:
    row = drafted(office, both)
    actions.change_agreement(
        person(office.colleague), row, draft(office, both, title="新名称", parties=(both.bank, both.other))
    )
    assert (fresh(row).title, row.parties.count()) == ("新名称", 3)
    actions.change_agreement(person(office.colleague), row, draft(office, both))
    assert [str(one) for one in fresh(row).parties.all()] == ["梅东社区居委会", "枕梅银行"]
    actions.sign(BY, row, signed_on=date(2026, 1, 1), signers="周、许")
    with refused("签了的协议不能再改"):
        actions.change_agreement(BY, row, draft(office, both))


def test_a_party_with_something_in_the_lists_stays(office: Office, both: Sides) -> None:
    row = drafted(office, both)
    line(row, "resource", "讲反诈", both.bank)
    with refused("清单里还有“枕梅银行”的内容"):
        actions.change_agreement(BY, row, draft(office, both, parties=(both.other,)))
    assert row.parties.count() == 2


def test_signing_counts_it_and_tells_the_other_side(office: Office, both: Sides) -> None:
    row = drafted(office, both)
    actions.sign(person(office.leader), row, signed_on=date(2026, 11, 27), signers="周社工、许行员")
    answer = how_many("almanac.agreements", since=date(2026, 1, 1), until=date(2026, 12, 31))
    assert (fresh(row).state, answer.total, [record_of(one) for one in answer.facts]) == (
        S.IN_FORCE,
        1,
        [row],
    )
    [told] = Message.objects.filter(kind="almanac.agreement.signed")
    assert (told.title, told.body) == (
        "共建协议签了：梅东社区和枕梅银行共建协议",
        "期限 2026-01-01 到 2026-12-31。",
    )


@pytest.mark.parametrize(
    ("said", "zh"),
    [
        ({"signed_on": date(2026, 11, 28), "signers": "周"}, "签约日期 2026-11-28 还没到"),
        ({"signed_on": date(2026, 11, 1), "signers": " "}, "没有写谁签的字"),
    ],
)
def test_signing_needs_a_day_and_names(office: Office, both: Sides, said: dict[str, Any], zh: str) -> None:
    row = drafted(office, both)
    with pytest.raises(Fault) as told:
        actions.sign(BY, row, **said)
    assert (told.value.zh, fresh(row).state, counted("almanac.agreements")) == (zh, S.DRAFT, 0)


def test_a_term_that_is_over_is_not_signed(office: Office, both: Sides) -> None:
    row = drafted(office, both, ends=date(2026, 11, 26))
    with refused("期限 2026-11-26 已经过了"):
        actions.sign(BY, row, signed_on=date(2026, 11, 1), signers="周")


@pytest.mark.parametrize("who", ["worker", "clerk", "stranger"])
def test_signing_is_noted_by_whoever_may_confirm(office: Office, both: Sides, who: str) -> None:
    row = drafted(office, both)
    with pytest.raises(PermissionDenied):
        actions.sign(person(getattr(office, who)), row, signed_on=date(2026, 1, 1), signers="周")


def test_its_end_comes_near_is_due_and_passes(office: Office, both: Sides, clock: Any) -> None:
    row = signed(office, both, ends=date(2027, 3, 1))
    assert (actions.run_out(), Deadline.objects.count()) == (0, 0)
    clock.set(hour("08:00", "2026-12-31"))
    assert (actions.run_out(), actions.run_out()) == (1, 0)
    [due] = Deadline.objects.all()
    assert (due.of, due.kind, due.due_at, due.owner, due.owner_unit) == (
        f"almanac.agreement:{row.pk}",
        "almanac.agreement.end",
        hour("00:00", "2027-03-02"),
        office.worker,
        both.house,
    )
    clock.set(hour("00:10", "2027-03-02"))
    assert (actions.run_out(), actions.run_out()) == (1, 0)
    kept = fresh(row)
    assert (kept.state, kept.ended_on, fresh(due).state) == (S.ENDED, date(2027, 3, 1), "cancelled")
    assert counted("almanac.agreements") == 0


def test_where_its_author_has_left_a_colleague_is_reminded(office: Office, both: Sides, clock: Any) -> None:
    signed(office, both, ends=date(2027, 3, 1))
    with deed(BY, "accounts.user.close") as d:
        d.change(d.lock(office.worker), is_active=False)
    clock.set(hour("08:00", "2026-12-31"))
    actions.run_out()
    assert Deadline.objects.get().owner == office.colleague


def test_nobody_ends_it_by_hand_before_its_term(office: Office, both: Sides) -> None:
    from yike.rooms.almanac.actions.agreements.moving import end  # noqa: PLC0415 - the machine's alone

    row = signed(office, both)
    with pytest.raises(PermissionDenied):
        end(person(office.leader), row)
    with refused("还没到期：2026-12-31 是最后一天"):
        end(BY, row)


def test_renewing_carries_what_is_open_into_the_next_term(office: Office, both: Sides) -> None:
    row = signed(office, both)
    need = line(row, "need", "老人不会用手机银行", both.house)
    line(row, "project", "教手机银行", both.house, need=need)
    done = line(row, "project", "反诈讲座", both.bank)
    actions.move_line(BY, done, "finish")
    actions.run_out()
    term = {"begins": date(2027, 1, 1), "ends": date(2027, 12, 31)}
    new = actions.renew(person(office.leader), row, signed_on=date(2026, 11, 27), signers="周、许", **term)
    lines = [(one.kind, one.title, str(one.need or "")) for one in new.lines.order_by("pk")]
    assert (fresh(row).state, new.state, new.renews, lines) == (
        S.RENEWED,
        S.IN_FORCE,
        row,
        [("need", "老人不会用手机银行", ""), ("project", "教手机银行", "老人不会用手机银行")],
    )
    assert [str(one) for one in new.parties.all()] == ["梅东社区居委会", "枕梅银行"]
    assert (counted("almanac.agreements"), Deadline.objects.get().state) == (1, "met")


def test_the_next_term_is_later(office: Office, both: Sides) -> None:
    row = signed(office, both)
    with refused("新的期限没有比原来的晚"):
        actions.renew(
            BY,
            row,
            begins=date(2026, 6, 1),
            ends=date(2026, 12, 31),
            signed_on=date(2026, 6, 1),
            signers="周",
        )
    assert Agreement.objects.count() == 1


def test_it_is_terminated_with_a_reason_that_is_told(office: Office, both: Sides) -> None:
    row = signed(office, both)
    with refused("没有写原因"):
        actions.terminate(BY, row, reason=" ")
    actions.terminate(person(office.leader), row, reason="网点撤并")
    kept = fresh(row)
    assert (kept.state, kept.why, kept.ended_on, counted("almanac.agreements")) == (
        S.TERMINATED,
        "网点撤并",
        date(2026, 11, 27),
        0,
    )
    [told] = Message.objects.filter(kind="almanac.agreement.ended")
    assert told.body == "原因：网点撤并。"
    assert [one.reason for one in HistoryEntry.objects.filter(verb="almanac.agreement.terminate")][:1] == [
        "网点撤并"
    ]


def test_a_draft_is_put_away(office: Office, both: Sides) -> None:
    row = drafted(office, both)
    actions.drop(person(office.worker), row, reason="谈不拢")
    assert (fresh(row).state, fresh(row).why) == (S.DROPPED, "谈不拢")
    with refused("现在不能这样做：它的状态已经变了"):
        actions.sign(BY, row, signed_on=date(2026, 1, 1), signers="周")


def test_a_project_takes_its_need_and_resource_along_and_counts(office: Office, both: Sides) -> None:
    row = signed(office, both)
    need = line(row, "need", "老人怕被骗", both.house)
    resource = line(row, "resource", "反诈讲师", both.bank)
    first, second = (
        line(row, "project", name, both.bank, need=need, resource=resource) for name in ("讲座", "上门")
    )

    def states() -> list[str]:
        return [fresh(one).state for one in (need, resource, first, second)]

    actions.move_line(person(office.worker), first, "start")
    assert states() == [L.DOING, L.DOING, L.DOING, L.OPEN]
    actions.move_line(BY, fresh(second), "start")
    actions.move_line(BY, fresh(first), "finish", result="来了 40 人")
    assert states() == [L.DOING, L.DOING, L.DONE, L.DOING]
    actions.move_line(BY, fresh(second), "finish")
    assert states() == [L.DONE, L.OPEN, L.DONE, L.DONE]
    answer = how_many("almanac.agreements.projects", since=date(2026, 1, 1), until=date(2026, 12, 31))
    assert (answer.total, sorted(str(record_of(one)) for one in answer.facts)) == (2, ["上门", "讲座"])
    assert fresh(first).done_on == date(2026, 11, 27)


def test_a_project_given_up_gives_back_what_it_held(office: Office, both: Sides) -> None:
    row = signed(office, both)
    need = line(row, "need", "缺场地", both.house)
    resource = line(row, "resource", "会议室", both.bank)
    project = line(row, "project", "借会议室", both.house, need=need, resource=resource)
    actions.move_line(BY, project, "start")
    with refused("没有写为什么不做了"):
        actions.move_line(BY, fresh(project), "give_up")
    actions.move_line(BY, fresh(project), "give_up", result="装修")
    assert [fresh(one).state for one in (need, resource, project)] == [L.OPEN, L.OPEN, L.DROPPED]
    assert counted("almanac.agreements.projects") == 0


def test_lines_are_of_parties_and_join_lines_of_the_same_agreement(office: Office, both: Sides) -> None:
    row, another = signed(office, both), drafted(office, both, title="另一份")
    foreign = line(another, "need", "别家的", both.house)
    wrong = [
        (NewLine("need", "x", both.other), "“望梅银行”不是协议的一方"),
        (NewLine("project", "x", both.bank, need=foreign), "项目只能对应本协议清单里的需求和资源"),
    ]
    for new, zh in wrong:
        with pytest.raises(Fault) as told:
            actions.add_line(BY, row, new)
        assert told.value.zh == zh
    with refused("三张清单加起来最多 200 行"):
        actions.add_lines(BY, row, [NewLine("need", f"第{n}条", both.house) for n in range(201)])
    assert row.lines.count() == 0


def test_a_partner_writes_its_own_needs_and_resources_alone(office: Office, both: Sides) -> None:
    row, partner = signed(office, both), person(both.liaison)
    made = actions.add_line(partner, row, NewLine("resource", "反诈讲师", both.bank))
    actions.move_line(partner, made, "give_up", result="调走了")
    for new in (NewLine("need", "x", both.house), NewLine("project", "x", both.bank)):
        with pytest.raises(PermissionDenied):
            actions.add_line(partner, row, new)
    with pytest.raises(PermissionDenied):
        actions.add_line(person(both.other_liaison), row, NewLine("need", "x", both.other))


def test_lists_of_an_agreement_that_is_over_stand(office: Office, both: Sides) -> None:
    row = signed(office, both)
    made = line(row, "need", "x", both.house)
    actions.terminate(BY, row, reason="停办")
    with refused("协议已经结束，清单不能再改"):
        actions.move_line(BY, made, "finish")


def test_nothing_begins_before_it_is_signed(office: Office, both: Sides) -> None:
    row = drafted(office, both)
    made = line(row, "project", "反诈讲座", both.bank)
    for verb in ("start", "finish"):
        with refused("协议还没有签，清单上的事还不能开始"):
            actions.move_line(person(office.worker), made, verb)
    assert fresh(made).state == "open"


def held(office: Office, both: Sides, **other: Any) -> Any:
    return opened(office, **({"hosts": (both.house,), "co_hosts": (both.bank,)} | other))


def test_an_activity_of_its_area_and_parties_stands_under_it(office: Office, both: Sides) -> None:
    row, activity = signed(office, both), held(office, both)
    project = line(row, "project", "市集设摊", both.bank)
    made = actions.put_under(person(office.worker), row, activity=activity, project=project)
    assert (made.project, UnderAgreement.objects.count()) == (project, 1)
    with refused("“梅东便民市集”已经记在这份协议下"):
        actions.put_under(BY, row, activity=activity)
    actions.take_out(person(office.worker), made)
    assert UnderAgreement.objects.count() == 0
    verbs = [one.verb for one in timeline(row.recorded_subject(), limit=50)]
    assert verbs[:2] == ["almanac.agreement.out", "almanac.agreement.under"]


@pytest.mark.parametrize(
    ("other", "zh"),
    [
        ("second", "活动在“梅西社区”，不是“梅东社区”的"),
        ("strangers", "主办、协办里没有协议的一方"),
        ("late", "活动在 2027-02-10，不在协议的期限里"),
        ("cancelled", "活动已经取消"),
    ],
)
def test_what_is_not_of_the_agreement_does_not_stand_under_it(
    office: Office, both: Sides, other: str, zh: str
) -> None:
    row = signed(office, both)
    start = hour("09:00", "2027-02-10")
    plans: dict[str, dict[str, Any]] = {
        "second": {"area": office.second},
        "strangers": {"hosts": (office.unit,), "co_hosts": ()},
        "late": {"starts_at": start, "ends_at": start + timedelta(hours=1)},
        "cancelled": {},
    }
    plan = market(office, **({"hosts": (both.house,)} | plans[other]))
    activity = acts.plan_activity(BY, plan)
    if other == "cancelled":
        activity = acts.cancel(BY, activity, reason="下雨")
    with pytest.raises(Fault) as told:
        actions.put_under(BY, row, activity=activity)
    assert told.value.zh == zh


def test_a_draft_has_nothing_under_it(office: Office, both: Sides) -> None:
    with refused("协议还没有签"):
        actions.put_under(BY, drafted(office, both), activity=held(office, both))


def test_both_sides_rate_a_year_and_may_say_it_anew(office: Office, both: Sides) -> None:
    row = signed(office, both)
    actions.rate(person(both.liaison), row, unit=both.bank, year=2026, grade=4)
    actions.rate(person(office.worker), row, unit=both.house, year=2026, grade=5, words="来得勤")
    actions.rate(person(both.liaison), row, unit=both.bank, year=2026, grade=5)
    rows = AgreementRating.objects.order_by("pk").values_list("unit__name", "grade", "by__name")
    assert list(rows) == [("枕梅银行", 5, "许行员0"), ("梅东社区居委会", 5, "周社工")]


def active(both: Sides, to: bool) -> None:
    with deed(BY, "tests.account") as d:
        d.change(fresh(both.liaison), is_active=to)


def test_the_house_speaks_for_a_partner_on_paper_alone(office: Office, both: Sides) -> None:
    row, keeper = signed(office, both), person(office.worker)
    own = "“枕梅银行”自己评，别人不能替它填"
    with refused(own):
        actions.rate(keeper, row, unit=both.bank, year=2026, grade=5)
    assert queries.ratable_by(office.worker, row) == [both.house]
    active(both, False)
    assert queries.ratable_by(office.worker, row) == [both.house, both.bank]
    actions.rate(keeper, row, unit=both.bank, year=2026, grade=4)
    active(both, True)
    actions.rate(person(fresh(both.liaison)), row, unit=both.bank, year=2026, grade=3)
    active(both, False)
    with refused(own):
        actions.rate(keeper, row, unit=both.bank, year=2026, grade=5)
    assert list(AgreementRating.objects.values_list("grade", "by__name")) == [(3, "许行员0")]


def test_what_is_called_off_put_off_or_moved_out_of_the_term_does_not_count(
    office: Office, both: Sides
) -> None:
    row = signed(office, both)
    first, second, third, fourth = (held(office, both) for _n in range(4))
    for one in (first, second, third, fourth):
        actions.put_under(BY, row, activity=one)
    acts.cancel(BY, first, reason="下雨")
    acts.postpone(BY, second, reason="下雨")
    start = hour("09:00", "2027-02-10")
    acts.reschedule(BY, third, starts_at=start, ends_at=start + timedelta(hours=1))
    assert queries.counted(queries.visible_to(office.worker)).get().held == 1
    told = {one.activity_id: one.counts for one in queries.under_of(row)}
    assert told == {first.pk: False, second.pk: False, third.pk: False, fourth.pk: True}


@pytest.mark.parametrize(
    ("said", "zh"),
    [
        ({"year": 2025}, "2025 年不能评：可以评 2026 到 2026 年"),
        ({"year": 2027}, "2027 年不能评：可以评 2026 到 2026 年"),
        ({"grade": 2}, "评“差”要写说明"),
    ],
)
def test_a_rating_that_cannot_be_is_refused(
    office: Office, both: Sides, said: dict[str, Any], zh: str
) -> None:
    row = signed(office, both)
    with pytest.raises(Fault) as told:
        actions.rate(BY, row, **({"unit": both.bank, "year": 2026, "grade": 4} | said))
    assert (told.value.zh, AgreementRating.objects.count()) == (zh, 0)


def test_a_partner_rates_for_itself_alone(office: Office, both: Sides) -> None:
    row = signed(office, both)
    for who, unit in (
        (both.liaison, both.house),
        (both.other_liaison, both.other),
        (office.stranger, both.bank),
    ):
        with pytest.raises(PermissionDenied):
            actions.rate(person(who), row, unit=unit, year=2026, grade=5)
    assert AgreementLine.objects.count() == 0

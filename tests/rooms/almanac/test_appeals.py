"""Appeals against a result: in time, ruled on by who did not score; upheld, they make the next version of it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from agreeing import refused
from gathering import fresh, hour, opened, person
from office import BY, EARLY, PASSWORD, Office, seen_by
from yike.core.accounts.actions import add_user, give_role
from yike.core.accounts.models import User
from yike.core.deadlines.models import Deadline
from yike.core.outbox.models import Message
from yike.core.rights.by import By
from yike.core.rights.roles import Role
from yike.engines.contest import Criterion, Rules
from yike.rooms.almanac.actions import contests as actions
from yike.rooms.almanac.models.activities import Activity
from yike.rooms.almanac.models.appeals import Appeal, AppealState, ResultSheet
from yike.rooms.almanac.models.contests import Contest, ContestState, Judge, Team
from yike.rooms.almanac.printed.result import Result
from yike.rooms.almanac.queries import appeals as queries
from yike.rooms.almanac.queries import contests

S, A = ContestState, AppealState
D = Decimal
pytestmark = pytest.mark.django_db
RULES = Rules((Criterion("动作", D(60)), Criterion("队形", D(40))), 0, 0)
LEVELS = {"甲队": "9", "乙队": "8", "丙队": "7"}


@pytest.fixture
def row(office: Office, clock: Any) -> Activity:
    clock.set(hour("08:00"))
    return opened(office, kind="contest", title="农耕操比赛")


@pytest.fixture
def contest(office: Office, row: Activity) -> Contest:
    """A contest of three teams, published by the leader, all revealed; the third has points deducted."""
    made = published(office, row)
    return actions.reveal(person(office.worker), made, upto=3)


def published(office: Office, row: Activity, **said: int) -> Contest:
    """A contest of three teams whose places are still sealed."""
    by = person(office.worker)
    made = actions.set_rules(by, row, RULES, **said)
    for name in LEVELS:
        actions.add_team(by, made, name=name, people=20)
    actions.draw(by, made, word="海棠")
    judges = [actions.add_judge(by, made, name=f"评委{n}")[0] for n in (1, 2)]
    actions.begin_judging(by, made)
    for team in Team.objects.all():
        for judge in judges:
            actions.give(by, judge, team, dict.fromkeys(("动作", "队形"), D(LEVELS[team.name])))
    actions.take_off(by, made, team=team_of("丙队"), points=D(5), reason="超时")
    actions.settle(by, made)
    actions.publish(person(office.leader), made)
    return fresh(made)


def team_of(name: str) -> Team:
    return Team.objects.select_related("contest__activity").get(name=name)


def appealed(office: Office, name: str = "乙队") -> Appeal:
    return actions.appeal(person(office.worker), team_of(name), words="一号评委把 10 分记成 8 分")


def ten(judge: int = 1) -> dict[str, Any]:
    return {
        "judge": Judge.objects.get(name=f"评委{judge}"),
        "points": dict.fromkeys(("动作", "队形"), D(10)),
    }


def standing() -> list[tuple[str, int, str]]:
    rows = Team.objects.order_by("place", "order").values_list("name", "place", "score")
    return [(name, place, f"{score:.2f}") for name, place, score in rows]


def test_an_appeal_is_entered_told_and_due(office: Office, contest: Contest) -> None:
    made = appealed(office)
    told = Message.objects.get(kind="almanac.appeal.entered")
    [due] = Deadline.objects.filter(kind="almanac.appeal")
    assert (made.state, made.entered_by, told.title, told.body, due.of) == (
        A.OPEN,
        office.worker,
        "有申诉要裁定：乙队",
        "一号评委把 10 分记成 8 分",
        f"almanac.appeal:{made.pk}",
    )
    assert queries.rulers(made) == [office.admin, office.leader]


def test_an_upheld_appeal_makes_the_next_version_and_keeps_the_former(
    office: Office, contest: Contest
) -> None:
    made = appealed(office)
    before = standing()
    actions.uphold(person(office.leader), made, ruling="看了录像", **ten())
    [second, first] = queries.sheets_of(contest)
    told = [sorted((row["team"], row["place"], row["score"]) for row in one.rows) for one in (first, second)]
    assert before == [("甲队", 1, "90.00"), ("乙队", 2, "80.00"), ("丙队", 3, "65.00")]
    assert told == [
        [("丙队", 3, "65.00"), ("乙队", 2, "80.00"), ("甲队", 1, "90.00")],
        [("丙队", 3, "65.00"), ("乙队", 1, "90.00"), ("甲队", 1, "90.00")],
    ]
    assert (first.number, second.number, second.appeal, first.appeal) == (1, 2, made, None)
    kept = fresh(made)
    assert (kept.state, kept.ruling, kept.ruled_by, Deadline.objects.get(kind="almanac.appeal").state) == (
        A.UPHELD,
        "看了录像",
        office.leader,
        "met",
    )
    assert Message.objects.get(kind="almanac.appeal.ruled").title == "申诉成立，成绩单已改：乙队"


def test_no_appeal_is_upheld_before_all_places_are_told(office: Office, row: Activity) -> None:
    by, ruler, made = person(office.worker), person(office.leader), published(office, row)
    actions.reveal(by, made, upto=1)
    before, entered = standing(), appealed(office, "丙队")
    said = {"ruling": "看了录像"} | ten() | {"waived": list(made.deductions.all())}
    with refused("名次还没有全部揭晓，现在改会让还没揭晓的名次先露出来"):
        actions.uphold(ruler, entered, **said)
    assert [one.team for one in contests.revealed(fresh(made))] == ["丙队"]
    assert (fresh(entered).state, standing(), ResultSheet.objects.count()) == (A.OPEN, before, 1)
    actions.reveal(by, made, upto=3)
    actions.uphold(ruler, entered, **said)
    assert (fresh(entered).state, standing()[1:]) == (A.UPHELD, [("丙队", 2, "85.00"), ("乙队", 3, "80.00")])


def test_a_deduction_is_waived(office: Office, contest: Contest) -> None:
    made = appealed(office, "丙队")
    [taken] = contest.deductions.all()
    actions.uphold(person(office.leader), made, ruling="秒表坏了", waived=[taken])
    assert standing()[2] == ("丙队", 3, "70.00")
    assert [len(one.rows) for one in queries.sheets_of(contest)] == [3, 3]


def test_a_refused_appeal_changes_nothing_and_says_why(office: Office, contest: Contest) -> None:
    made, before = appealed(office), standing()
    with refused("没有写理由"):
        actions.refuse(person(office.leader), made, ruling=" ")
    actions.refuse(person(office.leader), made, ruling="录像里就是 8 分")
    assert (fresh(made).state, standing(), ResultSheet.objects.count()) == (A.REFUSED, before, 1)
    assert Message.objects.get(kind="almanac.appeal.ruled").body == "录像里就是 8 分"
    with refused("现在不能这样做：它的状态已经变了"):
        actions.uphold(person(office.leader), made, ruling="x", **ten())


def test_who_scored_entered_or_planned_does_not_rule(office: Office, contest: Contest) -> None:
    scorer = add_user(BY, username="scorer", name="评委1", unit=office.unit, password=PASSWORD)
    give_role(BY, user=scorer, role=Role.LEADER, area=office.street, since=EARLY)
    both = add_user(BY, username="both", name="许书记", unit=office.unit, password=PASSWORD)
    for role in (Role.SECRETARY, Role.COMMUNITY_WORKER):
        give_role(BY, user=both, role=role, area=office.first, since=EARLY)
    made = actions.appeal(person(both), team_of("乙队"), words="记错了")
    for who in (scorer, both, office.worker, office.clerk, office.stranger):
        with pytest.raises(PermissionDenied):
            actions.refuse(person(User.objects.get(pk=who.pk)), made, ruling="不行")
    assert fresh(made).state == A.OPEN


def test_a_ruling_has_to_change_something(office: Office, contest: Contest) -> None:
    made, by = appealed(office), person(office.leader)
    with refused("没有写改什么"):
        actions.uphold(by, made, ruling="对")
    same = ten() | {"points": dict.fromkeys(("动作", "队形"), D(8))}
    with refused("评委1给乙队的分和原来一样"):
        actions.uphold(by, made, ruling="对", **same)
    swapped = ten() | {"points": {"动作": D(8), "队形": D("8.0001")}}
    with refused("评委1给乙队的“队形”要以 0.1 分为一档"):
        actions.uphold(by, made, ruling="对", **swapped)
    even = ten() | {"points": {"动作": D("8.4"), "队形": D("7.4")}}
    with refused("这样改，成绩和名次都不变"):
        actions.uphold(by, made, ruling="对", **even)
    ResultSheet.objects.all()._raw_delete("default")  # published before versions were kept
    with refused("这样改，成绩和名次都不变"):
        actions.uphold(by, made, ruling="对", **even)
    [taken] = contest.deductions.all()
    with refused("这项扣分不是这支队伍的"):
        actions.uphold(by, made, ruling="对", waived=[taken])
    assert (fresh(made).state, ResultSheet.objects.count()) == (A.OPEN, 0)
    actions.uphold(by, made, ruling="对", **ten())
    first = ResultSheet.objects.get(number=1)
    assert [(row["team"], row["score"]) for row in first.rows] == [
        ("甲队", "90.00"),
        ("乙队", "80.00"),
        ("丙队", "65.00"),
    ]


def test_eleven_of_ten_is_refused_in_a_ruling_too(office: Office, contest: Contest) -> None:
    wrong = ten() | {"points": {"动作": D(11), "队形": D(8)}}
    with refused("评委1给乙队的“动作”打了 11 分，满分是 10 分"):
        actions.uphold(person(office.leader), appealed(office), ruling="对", **wrong)


def test_an_appeal_comes_in_time_with_words_and_one_after_another(
    office: Office, contest: Contest, clock: Any
) -> None:
    by = person(office.worker)
    with refused("申诉要写清是什么事，不超过 500 个字"):
        actions.appeal(by, team_of("乙队"), words=" ")
    with refused("申诉要写清是什么事，不超过 500 个字"):
        actions.appeal(by, team_of("乙队"), words="长" * 501)
    appealed(office)
    with refused("“乙队”已经有一件申诉在等裁定"):
        appealed(office)
    clock.set(hour("08:00", "2026-11-29"))
    with refused("申诉期已经过了"):
        appealed(office, "甲队")
    assert Appeal.objects.count() == 1


def test_nobody_appeals_for_a_sealed_place_and_the_days_begin_with_the_last_one_revealed(
    office: Office, row: Activity, clock: Any, client: Client
) -> None:
    by, made = person(office.worker), published(office, row)
    links = {name: actions.make_team_link(by, team_of(name)) for name in LEVELS}
    desk = seen_by(office.worker)
    assert (desk.get(page(made)).context["may_appeal"], desk.get(page(made, "appeal/")).status_code) == (
        False,
        404,
    )
    actions.reveal(by, made, upto=1)
    with refused("“乙队”的名次还没有揭晓"):
        appealed(office)
    sealed, told = (client.get(f"/on/team/{links[name]}/") for name in ("乙队", "丙队"))
    assert [one.context["may_appeal"] for one in (sealed, told)] == [False, True]
    assert "全部揭晓后 2 天内可以申诉。由没有打分的人裁定。" in told.text
    asked = desk.get(page(made, "appeal/")).context["form"]
    assert [str(one) for one in asked.fields["team"].queryset] == ["丙队"]
    clock.set(hour("08:00", "2026-12-04"))
    with refused("名次还没有全部揭晓，申诉期还没有开始"):
        actions.finish(by, made)
    actions.reveal(by, made, upto=3)
    actions.reveal(by, made, upto=2)  # shown again: nobody forgets what was told
    assert queries.said(queries.appeals_until(fresh(made))) == "2026-12-06 08:00"
    appealed(office, "乙队")
    clock.set(hour("08:00", "2026-12-06"))
    with refused("申诉期已经过了"):
        appealed(office, "丙队")
    assert Appeal.objects.count() == 1


def test_what_nobody_may_object_to_stands_for_good_without_a_projector(office: Office, row: Activity) -> None:
    made = published(office, row, appeal_days=0)
    actions.finish(person(office.worker), fresh(made))
    assert (fresh(made).state, fresh(made).shown, queries.appealing(fresh(made))) == (S.FINAL, 0, False)


def test_a_contest_may_have_no_time_for_appeals(office: Office, contest: Contest) -> None:
    quick = opened(office, kind="contest", title="拔河")
    made = actions.set_rules(person(office.worker), quick, RULES, appeal_days=0)
    assert (made.appeal_days, queries.appealing(made)) == (0, False)


def test_before_it_is_published_there_is_nothing_to_appeal(office: Office, row: Activity) -> None:
    made = actions.set_rules(person(office.worker), row, RULES)
    team = actions.add_team(person(office.worker), made, name="甲队")
    with refused("比赛现在是“报名”，不能这样做"):
        actions.appeal(person(office.worker), team, words="不公平")


def test_a_result_stands_for_good_once_appeals_are_over(office: Office, contest: Contest, clock: Any) -> None:
    by, made = person(office.worker), appealed(office)
    with refused("还有申诉没有裁定"):
        actions.finish(by, contest)
    actions.refuse(person(office.leader), made, ruling="没错")
    with refused("申诉期到 2026-11-29 08:00 才过"):
        actions.finish(by, contest)
    clock.set(hour("08:00", "2026-11-29"))
    actions.finish(by, contest)
    assert fresh(contest).state == S.FINAL


def page(contest: Contest, more: str = "") -> str:
    return f"/desk/almanac/activities/{contest.activity_id}/contest/{more}"


def test_the_clerk_enters_and_the_leader_rules_on_pages(office: Office, contest: Contest) -> None:
    client = seen_by(office.colleague)
    client.post(page(contest, "appeal/"), {"team": team_of("乙队").pk, "words": "记错了"})
    made = Appeal.objects.get()
    at = f"/desk/almanac/appeals/{made.pk}/"
    assert (client.get(at).status_code, client.get(at + "uphold/").status_code) == (200, 403)
    leader = seen_by(office.leader)
    form = leader.get(at + "uphold/").context["form"]
    assert list(form.fields) == ["ruling", "judge", "c0", "c1"]
    said = {"ruling": "看了录像", "judge": Judge.objects.get(name="评委1").pk}
    missing = leader.post(at + "uphold/", said)
    assert list(missing.context["form"].errors) == ["c0", "c1"]
    leader.post(at + "uphold/", said | {"c0": "10", "c1": "10"})
    shown = client.get(page(contest))
    assert (fresh(made).state, [one.number for one in shown.context["sheets"]]) == (A.UPHELD, [2, 1])
    assert "第 1 版成绩单" in shown.text
    first, second = (Result(fresh(contest), one, 2) for one in reversed(shown.context["sheets"]))
    assert (len(first.judges), len(second.judges) > 0) == (0, True)
    assert [client.get(page(contest, f"result-{n}.pdf")).content[:5] for n in (1, 2)] == [b"%PDF-"] * 2
    assert leader.get(at + "refuse/").status_code == 404


@pytest.mark.parametrize(
    ("who", "codes"),
    [
        ("worker", [200, 200]),
        ("leader", [200, 403]),
        ("grid_worker", [200, 403]),
        ("system", [403, 403]),
    ],
)
def test_each_person_opens_what_is_theirs(
    office: Office, contest: Contest, who: str, codes: list[int]
) -> None:
    made = appealed(office)
    client = seen_by(getattr(office, who))
    pages = (f"/desk/almanac/appeals/{made.pk}/", page(contest, "appeal/"))
    assert [client.get(one).status_code for one in pages] == codes


def test_a_stranger_does_not_see_an_appeal(office: Office, contest: Contest) -> None:
    made = appealed(office)
    other = add_user(BY, username="far", name="远处人", unit=None, area=office.second, password=PASSWORD)
    give_role(BY, user=other, role=Role.COMMUNITY_WORKER, area=office.second, since=EARLY)
    assert seen_by(other).get(f"/desk/almanac/appeals/{made.pk}/").status_code == 404


def test_a_teams_leader_appeals_by_the_teams_link(office: Office, contest: Contest, client: Client) -> None:
    told = seen_by(office.worker).post(page(contest, f"teams/{team_of('乙队').pk}/link/"))
    link = told.context["address"].rstrip("/").rsplit("/", 1)[1]
    at = f"/on/team/{link}/"
    first = client.get(at)
    assert (first.status_code, first.context["may_appeal"], first["Cache-Control"]) == (
        200,
        True,
        "private, no-store",
    )
    assert client.post(at, {"words": ""}).status_code == 422
    assert client.post(at, {"words": "一号评委记错了"}).status_code == 302
    made = Appeal.objects.get()
    assert (made.team, made.entered_by, client.get(at).context["may_appeal"]) == (
        team_of("乙队"),
        None,
        False,
    )
    actions.refuse(person(office.leader), made, ruling="录像里就是 8 分")
    assert "录像里就是 8 分" in client.get(at).text
    new = actions.make_team_link(person(office.worker), team_of("乙队"))
    assert [client.get(f"/on/team/{one}/").status_code for one in (link, new, "x")] == [404, 200, 404]


def test_a_team_sees_nothing_before_it_is_published(office: Office, row: Activity, client: Client) -> None:
    made = actions.set_rules(person(office.worker), row, RULES)
    team = actions.add_team(person(office.worker), made, name="甲队")
    link = actions.make_team_link(By.person(office.worker), team)
    shown = client.get(f"/on/team/{link}/")
    assert (shown.context["out"], shown.context["may_appeal"]) == (False, False)
    assert client.post(f"/on/team/{link}/", {"words": "不公平"}).status_code == 422

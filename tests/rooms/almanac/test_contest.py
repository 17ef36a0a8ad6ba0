"""A contest of nine teams, from the draw to the prize list; sealed until somebody else has published it."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.db.models import Sum
from django.test import Client
from django.utils.translation import override

from agreeing import refused
from gathering import fresh, hour, opened, person
from office import BY, EARLY, PASSWORD, Office
from yike.core.accounts.actions import add_user, give_role
from yike.core.record.deed import deed
from yike.core.record.models import HistoryEntry
from yike.core.rights.by import By
from yike.core.rights.roles import Role
from yike.engines.contest import Criterion, Rules, drawn
from yike.engines.faults import Fault
from yike.rooms.almanac.actions import activities
from yike.rooms.almanac.actions import contests as actions
from yike.rooms.almanac.forms.contests import RulesForm
from yike.rooms.almanac.models.activities import Activity
from yike.rooms.almanac.models.appeals import ResultSheet
from yike.rooms.almanac.models.contests import Contest, ContestState, Judge, ScoreSheet, Team
from yike.rooms.almanac.printed.result import Result
from yike.rooms.almanac.queries import contests as queries

S = ContestState
pytestmark = pytest.mark.django_db
D = Decimal
RULES = Rules(
    (Criterion("动作", D(40)), Criterion("队形", D(30)), Criterion("难度", D(30))),
    ties=("动作", "队形", "难度"),
)
TEAMS = [
    "素质教育中心",
    "里河社区",
    "依云社区",
    "供电所",
    "工行支行",
    "子城艺术团",
    "健身队",
    "突击队",
    "少年宫",
]
LEVELS = ["9.5", "9.0", "9.0", "8.8", "8.5", "8.0", "7.9", "7.5", "7.0"]
WORD = "海棠花开"


@pytest.fixture
def row(office: Office, clock: Any) -> Activity:
    clock.set(hour("08:00"))
    return opened(office, kind="contest", title="农耕操比赛")


@pytest.fixture
def contest(office: Office, row: Activity) -> Contest:
    by = person(office.worker)
    made = actions.set_rules(by, row, RULES)
    for at, name in enumerate(TEAMS):
        actions.add_team(by, made, name=name, people=22 + at % 3)
    return made


def judged(by: By, contest: Contest) -> list[Judge]:
    """Draw, name five judges, and let them give each team its level, a little up and down."""
    actions.draw(by, contest, word=WORD)
    judges = [actions.add_judge(by, contest, name=f"评委{n}")[0] for n in range(1, 6)]
    actions.begin_judging(by, contest)
    for team in Team.objects.all():
        level = D(LEVELS[TEAMS.index(team.name)])
        for judge, more in zip(judges, ("0.5", "-0.5", "0", "0.1", "-0.1"), strict=True):
            given = min(level + D(more), D(10))
            actions.give(by, judge, team, dict.fromkeys(("动作", "队形", "难度"), given))
    return judges


def test_nine_teams_from_the_draw_to_the_prize_list(office: Office, contest: Contest, clock: Any) -> None:
    by = person(office.worker)
    judged(by, contest)
    order = list(Team.objects.values_list("name", flat=True))
    assert order == drawn(TEAMS, WORD)
    assert Team.objects.aggregate(people=Sum("people"))["people"] == 207
    late = Team.objects.get(name="供电所")
    actions.take_off(by, contest, team=late, points=D(5), reason="超时")
    actions.settle(by, contest)
    assert queries.published(fresh(contest)) == []
    with pytest.raises(PermissionDenied):
        actions.publish(by, contest)
    actions.publish(person(office.leader), contest)
    places = [(one.team, one.place, str(one.score)) for one in queries.published(fresh(contest))]
    assert places == [
        ("素质教育中心", 1, "95.00"),
        *(((name, 2, "90.00")) for name in order if name in {"里河社区", "依云社区"}),
        ("工行支行", 4, "85.00"),
        ("供电所", 5, "83.00"),
        ("子城艺术团", 6, "80.00"),
        ("健身队", 7, "79.00"),
        ("突击队", 8, "75.00"),
        ("少年宫", 9, "70.00"),
    ]
    assert (Team.objects.get(name="素质教育中心").place, fresh(contest).checked_by) == (1, office.leader)
    actions.reveal(by, contest, upto=9)
    clock.set(hour("08:01", "2026-11-29"))
    actions.finish(by, contest)
    assert fresh(contest).state == S.FINAL


def test_what_judges_give_is_sealed_in_the_history_too(office: Office, contest: Contest) -> None:
    judged(person(office.worker), contest)
    told = "".join(HistoryEntry.objects.filter(model="almanac.scoresheet").values_list("payload", flat=True))
    assert ("9.5" in told, ScoreSheet.objects.count()) == (False, 45)


def test_a_judge_who_gives_eleven_of_ten_is_told_and_what_stood_stays(
    office: Office, contest: Contest
) -> None:
    [judge, *_] = judged(person(office.worker), contest)
    team = Team.objects.get(order=1)
    before = ScoreSheet.objects.get(judge=judge, team=team).points
    with pytest.raises(Fault) as found:
        actions.give(BY, judge, team, {"动作": D(11), "队形": D(8), "难度": D(8)})
    assert found.value.zh == f"评委1给{team.name}的“动作”打了 11 分，满分是 10 分"
    actions.give(BY, judge, team, dict.fromkeys(("动作", "队形", "难度"), D(1)))
    assert (before != ScoreSheet.objects.get(judge=judge, team=team).points, ScoreSheet.objects.count()) == (
        True,
        45,
    )


def test_ten_is_kept_as_ten_however_it_is_written(office: Office, contest: Contest) -> None:
    [judge, *_] = judged(person(office.worker), contest)
    team = Team.objects.get(order=1)
    kept = actions.give(BY, judge, team, {"动作": D("1E+1"), "队形": D("8.0"), "难度": D(8)})
    assert kept.points == {"动作": "10", "队形": "8.0", "难度": "8"}


def test_each_step_has_its_time(office: Office, contest: Contest) -> None:
    by = person(office.worker)
    with pytest.raises(Fault):
        actions.begin_judging(by, contest)
    with pytest.raises(Fault):
        actions.draw(by, contest, word=" ")
    actions.draw(by, contest, word=WORD)
    with pytest.raises(Fault):
        actions.draw(by, contest, word="another")
    with pytest.raises(Fault):
        actions.add_team(by, contest, name="迟到队")
    actions.add_judge(by, contest, name="评委1")
    with pytest.raises(Fault):
        actions.begin_judging(by, contest)
    with pytest.raises(Fault):
        actions.add_judge(by, contest, name="评委1")


def test_a_judge_whose_page_is_lost_goes_on_by_a_new_link(
    office: Office, contest: Contest, client: Client
) -> None:
    [judge, *_] = judged(person(office.worker), contest)
    links = [actions.make_judge_link(person(office.worker), judge) for _n in range(2)]
    assert [client.get(f"/on/judge/{link}/").status_code for link in links] == [404, 200]
    assert [given for _team, given in client.get(f"/on/judge/{links[1]}/").context["teams"]] == [True] * 9
    with pytest.raises(PermissionDenied):
        actions.make_judge_link(person(office.grid_worker), judge)
    actions.settle(person(office.worker), contest)
    with pytest.raises(Fault):
        actions.make_judge_link(person(office.worker), judge)


def test_a_judge_who_leaves_early_takes_the_own_points_along_and_nobody_elses(
    office: Office, contest: Contest
) -> None:
    by = person(office.worker)
    [judge, other, third, *_] = judged(by, contest)
    with pytest.raises(Fault, match="this judge has judged all teams"):
        actions.drop_judge(by, judge, leaving=True)
    for one in (judge, other, third):
        with deed(BY, "almanac.contest.give") as d:
            d.remove(ScoreSheet.objects.filter(judge=one).order_by("team__order").last())
    actions.drop_judge(by, judge, leaving=True)
    actions.drop_judge(by, other, leaving=True)
    with pytest.raises(Fault, match="too few for the scores that are dropped") as found:
        actions.drop_judge(by, third, leaving=True)
    assert found.value.do_zh == "请让这位评委打完；别人不能用这位评委的码打分"
    assert (Judge.objects.count(), ScoreSheet.objects.count()) == (3, 8 + 9 + 9)
    assert queries.still_missing(fresh(contest)) == [(Team.objects.get(order=9).name, "评委3")]


def test_the_desk_makes_a_judges_link_anew_and_asks_before_it_takes_one_out(
    office: Office, contest: Contest
) -> None:
    by = person(office.worker)
    actions.draw(by, contest, word=WORD)
    judges = [actions.add_judge(by, contest, name=f"评委{n}")[0] for n in range(4)]
    actions.begin_judging(by, contest)
    desk, page = Client(), f"/desk/almanac/activities/{contest.activity_id}/contest/"
    desk.force_login(office.worker)
    at = f"{page}judges/{judges[0].pk}/"
    assert (f"{at}link/" in desk.get(page).text, f"{at}out/" in desk.get(page).text) == (True, True)
    told = desk.post(f"{at}link/")
    assert (told.context["address"].count("/on/judge/"), told["Cache-Control"]) == (1, "private, no-store")
    assert "评委0打过的分都不算，其余评委的分照算。" in desk.get(f"{at}out/").text
    assert Judge.objects.count() == 4
    desk.post(f"{at}out/")
    assert list(Judge.objects.values_list("name", flat=True)) == ["评委1", "评委2", "评委3"]
    desk.force_login(office.grid_worker)
    assert desk.post(f"{page}judges/{judges[1].pk}/link/").status_code == 403


def test_a_page_from_before_it_began_takes_no_judge_out_without_a_question(
    office: Office, contest: Contest
) -> None:
    by = person(office.worker)
    actions.draw(by, contest, word=WORD)
    judges = [actions.add_judge(by, contest, name=f"评委{n}")[0] for n in range(4)]
    actions.begin_judging(by, contest)
    for team in Team.objects.filter(order__lte=3):
        actions.give(by, judges[0], team, dict.fromkeys(("动作", "队形", "难度"), D(8)))
    desk, page = Client(), f"/desk/almanac/activities/{contest.activity_id}/contest/"
    desk.force_login(office.worker)
    told = desk.post(f"{page}drop/judge/{judges[0].pk}/", follow=True)
    assert "比赛现在是“比赛”，不能这样做" in told.text
    assert (Judge.objects.count(), ScoreSheet.objects.filter(judge=judges[0]).count()) == (4, 3)


def test_a_judge_taken_out_or_given_a_new_link_meanwhile_gives_nothing_more(
    office: Office, contest: Contest
) -> None:
    by = person(office.worker)
    actions.draw(by, contest, word=WORD)
    links = [actions.add_judge(by, contest, name=f"评委{n}")[1] for n in range(4)]
    actions.begin_judging(by, contest)
    opened_before = [queries.judge_by_link(link) for link in links]
    actions.drop_judge(by, opened_before[0], leaving=True)
    fresh_link = actions.make_judge_link(by, opened_before[1])
    team, points = Team.objects.get(order=1), dict.fromkeys(("动作", "队形", "难度"), D(8))
    for judge in opened_before[:2]:
        with refused("这个打分码已经不能用了，分没有记下"):
            actions.give(BY, judge, team, points)
    assert ScoreSheet.objects.count() == 0
    for judge in (queries.judge_by_link(fresh_link), opened_before[2]):
        actions.give(BY, judge, team, points)
    assert sorted(row.judge.name for row in ScoreSheet.objects.all()) == ["评委1", "评委2"]


def test_who_publishes_learns_whose_link_was_made_anew_while_it_ran(office: Office, contest: Contest) -> None:
    by = person(office.worker)
    early = actions.add_judge(by, contest, name="早换的")[0]
    actions.make_judge_link(by, early)
    actions.drop_judge(by, early)
    judges = judged(by, contest)
    leader, planner = Client(), Client()
    leader.force_login(office.leader)
    planner.force_login(office.worker)
    page = f"/desk/almanac/activities/{contest.activity_id}/contest/"
    actions.make_judge_link(by, judges[1])
    actions.settle(by, contest)
    told = leader.get(page)
    assert [(one, entry.actor) for one, entry in told.context["remade"]] == [(judges[1], office.worker)]
    assert ("打分码重发过" in told.text, told.text.count(f" {office.worker.name}</span></li>")) == (True, 1)
    assert "打分码重发过" not in planner.get(page).text
    actions.publish(person(office.leader), contest)
    assert "打分码重发过" not in leader.get(page).text


def test_what_was_revealed_is_sealed_no_more(office: Office, contest: Contest) -> None:
    by = person(office.worker)
    judged(by, contest)
    actions.settle(by, contest)
    actions.publish(person(office.leader), contest)
    shown = []
    for upto in (3, 2, 9, 3, 0, 12):
        actions.reveal(by, contest, upto=upto)
        shown.append(fresh(contest).shown)
    assert shown == [3, 3, 9, 9, 9, 9]
    assert len(queries.revealed(fresh(contest))) == 9


def test_sheets_that_are_missing_are_named_before_adding_up(office: Office, contest: Contest) -> None:
    by = person(office.worker)
    actions.draw(by, contest, word=WORD)
    for n in range(3):
        actions.add_judge(by, contest, name=f"评委{n}")
    actions.begin_judging(by, contest)
    first = Team.objects.get(order=1)
    assert len(queries.still_missing(fresh(contest))) == 27
    with pytest.raises(Fault) as found:
        actions.settle(by, contest)
    assert found.value.zh == f"评委0还没有给{first.name}打分，另有 26 张没有交"


def test_a_wrong_line_of_the_rules_is_told_in_english_too() -> None:
    with override("en"):
        unread = RulesForm({"criteria": "动作 40\n队形"}).errors["criteria"]
        wrong = RulesForm({"criteria": "动作 -40 10"}).errors["criteria"]
    assert unread == ["Line 2 cannot be read: give name, weight and full marks, parted by spaces"]
    assert wrong == ["Weight or full marks of line 1 are wrong"]


def test_the_pages_from_rules_to_the_projector(office: Office, row: Activity, client: Client) -> None:
    desk, leader = Client(), Client()
    desk.force_login(office.worker)
    leader.force_login(office.leader)
    page = f"/desk/almanac/activities/{row.pk}/contest/"
    assert leader.get(page).status_code == 404
    assert desk.get(page)["Location"] == page + "rules/"
    wrong = desk.post(page + "rules/", {"criteria": "动作 40\n队形"})
    assert wrong.context["form"].errors["criteria"] == ["第 2 行看不懂：要写名称、权重、满分，用空格隔开"]
    uneven = desk.post(page + "rules/", {"criteria": "动作 40 10\n队形 30 10"})
    assert uneven.context["form"].non_field_errors() == ["各项权重加起来是 70%，不是 100%。请改权重。"]
    desk.post(
        page + "rules/", {"criteria": "动作 60 10\n队形 40% 10", "ties": "队形、动作", "drop_highest": "0"}
    )
    for name in ("甲队", "乙队"):
        desk.post(page + "enter/team/", {"name": name, "people": "20"})
    desk.post(page + "enter/draw/", {"word": WORD})
    told = desk.post(page + "judge/", {"name": "评委1"}).context["address"]
    link = "/" + told.split("/", 3)[3]
    assert client.get(link).context["open"] is False
    desk.post(page + "enter/begin/")
    bad = client.post(f"{link}{Team.objects.get(order=1).pk}/", {"c0": "11", "c1": "8"})
    assert bad.status_code == 422
    for team, points in zip(Team.objects.all(), ("8", "9"), strict=True):
        client.post(f"{link}{team.pk}/", {"c0": points, "c1": points})
    assert [given for _team, given in client.get(link).context["teams"]] == [True, True]
    desk.post(page + "enter/settle/")
    assert desk.get(page).context["result"] == []
    assert leader.post(page + "publish/").status_code == 302
    names = [one.team for one in desk.get(page).context["result"]]
    assert names == [Team.objects.get(order=2).name, Team.objects.get(order=1).name]
    desk.post(page + "reveal/")
    assert [one.team for one in desk.get(page + "projector/").context["rows"]] == names[1:]
    public = f"/on/a/{row.code}/"
    made = Contest.objects.get()
    links = {name: actions.make_team_link(BY, made.teams.get(name=name)) for name in names}
    teams = {name: client.get(f"/on/team/{links[name]}/") for name in names}
    assert [(teams[name].context["out"], teams[name].context["sealed"]) for name in names] == [
        (False, True),
        (True, False),
    ]
    score = f"{queries.published(made)[0].score}"
    assert (score in teams[names[0]].text, score in client.get(public).text) == (False, False)
    assert [one.team for one in client.get(public).context["result"]] == names[1:]
    assert desk.get(page).context["hidden"] == 1
    desk.post(page + "reveal/", {"all": "1"})
    assert [one.team for one in client.get(public).context["result"]] == names
    assert score in client.get(f"/on/team/{links[names[0]]}/").text
    assert client.get("/on/judge/nothing/").status_code == 404


def test_the_result_sheet_says_all_that_was_judged_to_be_signed(office: Office, contest: Contest) -> None:
    by = person(office.worker)
    judged(by, contest)
    late = Team.objects.get(name="供电所")
    actions.take_off(by, contest, team=late, points=D(5), reason="超时")
    actions.settle(by, contest)
    client, page = Client(), f"/desk/almanac/activities/{contest.activity_id}/contest/result-1"
    client.force_login(office.colleague)
    assert client.get(f"{page}.pdf").status_code == 404
    actions.publish(person(office.leader), contest)
    made = Result(fresh(contest), ResultSheet.objects.get(), 1)
    assert made.heads()[2:7] == [f"评委{n}" for n in range(1, 6)]
    places = [row[0] for row in made.rows()]
    assert places == ["1", "2", "2", "4", "5", "6", "7", "8", "9"]
    first, taken = made.rows()[0], next(row for row in made.rows() if row[1] == "供电所")
    assert first == [
        "1",
        "素质教育中心",
        "(100.00)",
        "(90.00)",
        "95.00",
        "96.00",
        "94.00",
        "95.00",
        "",
        "95.00",
        "",
    ]
    assert taken[-4:] == ["88.00", "5.0", "83.00", ""]
    assert (made.deductions(), made.prizes()[0]) == (["供电所 −5.0 超时"], ["第 1 名", "素质教育中心"])
    assert [place for place, _teams in made.prizes()] == ["第 1 名", "第 2 名"]
    assert made.signatures()[-3:] == ["评委 评委5", f"复核人 {office.leader.name}", "日期"]
    pdf, table = client.get(f"{page}.pdf"), client.get(f"{page}.xlsx")
    assert (pdf.content[:5], pdf["Cache-Control"]) == (b"%PDF-", "private, no-store")
    cells = list(openpyxl.load_workbook(io.BytesIO(table.content)).active.values)
    assert (list(cells[0]), [row[0] for row in cells[1:]]) == (made.heads(), places)


def test_the_result_sheet_is_for_those_who_see_the_activity(office: Office, contest: Contest) -> None:
    judged(BY, contest)
    actions.settle(BY, contest)
    actions.publish(BY, contest)
    far = add_user(BY, username="far", name="远处人", area=office.second, password=PASSWORD)
    give_role(BY, user=far, role=Role.COMMUNITY_WORKER, area=office.second, since=EARLY)
    page = f"/desk/almanac/activities/{contest.activity_id}/contest/result-1.pdf"
    codes = []
    for user in (office.worker, office.colleague, far):
        client = Client()
        client.force_login(user)
        codes.append(client.get(page).status_code)
    assert (codes, client.get(page.replace("-1.", "-2.")).status_code) == ([200, 200, 404], 404)


def test_a_contest_held_again_is_judged_as_it_was(office: Office, contest: Contest) -> None:
    by = person(office.worker)
    judged(by, contest)
    again = activities.hold_again(by, contest.activity, starts_at=hour("09:00", "2027-11-26"))
    made, was = Contest.objects.get(activity=again), fresh(contest)
    told = [
        (one.criteria, one.ties, one.drop_highest, one.drop_lowest, one.decimals, one.appeal_days)
        for one in (made, was)
    ]
    assert (told[0], len(made.criteria)) == (told[1], 3)
    assert (made.state, made.word, made.teams.count(), made.judges.count()) == (S.ENTRY, "", 0, 0)


def test_what_is_no_contest_any_more_takes_no_rules_along(office: Office) -> None:
    row = opened(office)
    actions.set_rules(BY, row, RULES)
    again = activities.hold_again(BY, row, starts_at=hour("09:00", "2027-11-26"))
    assert (again.kind, Contest.objects.filter(activity=again).exists()) == ("market", False)

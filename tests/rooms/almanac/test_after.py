"""Afterwards: three taps once a link, told without telling on anybody; opinions and questions go on."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client

from agreeing import refused
from gathering import fresh, hour, opened, person
from office import BY, EARLY, PASSWORD, Office, seen_by
from yike.core.accounts.actions import add_user, give_role, hand_over
from yike.core.accounts.handover import open_work
from yike.core.deadlines.models import Deadline
from yike.core.outbox.models import Message
from yike.core.record.models import HistoryEntry
from yike.core.rights.roles import Role
from yike.rooms.almanac.actions import activities, door, signups
from yike.rooms.almanac.actions import after as actions
from yike.rooms.almanac.models.activities import Activity
from yike.rooms.almanac.models.after import Opinion, OpinionState, SurveyAnswer, Task
from yike.rooms.almanac.models.signups import Registration
from yike.rooms.almanac.queries import after as queries
from yike.rooms.almanac.signing import Wish
from yike.rooms.grid.models import Request

pytestmark = pytest.mark.django_db
O = OpinionState  # noqa: E741 - as short as the other states


@pytest.fixture
def row(office: Office, clock: Any) -> Activity:
    """An activity to which people can sign up."""
    clock.set(hour("08:00"))
    return opened(office, signup="open")


def came(row: Activity, n: int = 1) -> list[tuple[Registration, str]]:
    """Let so many people sign up; return them with their personal links."""
    made = []
    for at in range(n):
        link = f"link-of-{at}-which-is-long-enough-to-be-one"
        wish = Wish(name=f"来人{at}", phone=f"1540000{at:04}", link=link)
        made.append((signups.sign_up(BY, row, wish), link))
    return made


def ended(row: Activity, clock: Any, people: list[tuple[Registration, str]]) -> None:
    """Let it take place, and these people come."""
    clock.set(row.starts_at)
    activities.begin(BY, row)
    for one, _link in people:
        door.check_in(BY, one)
    clock.set(row.ends_at)
    activities.end(BY, row)


def tapped(people: list[tuple[Registration, str]], *taps: tuple[int, int, int]) -> None:
    for (one, _link), (liked, useful, again) in zip(people, taps, strict=True):
        actions.take_survey(BY, fresh(one), liked=liked, useful=useful, again=again)


def test_three_taps_are_kept_once_and_nothing_says_whose_they_are(row: Activity, clock: Any) -> None:
    people = came(row)
    [(one, _link)] = people
    with refused("问卷在活动结束以后开放，给来过的人"):
        actions.take_survey(BY, one, liked=1, useful=1, again=1)
    ended(row, clock, people)
    with refused("没有这个选项"):
        actions.take_survey(BY, fresh(one), liked=4, useful=1, again=1)
    actions.take_survey(BY, fresh(one), liked=1, useful=2, again=3)
    with refused("已经答过了"):
        actions.take_survey(BY, fresh(one), liked=1, useful=1, again=1)
    kept = HistoryEntry.objects.filter(verb="almanac.survey.answer")
    assert [(entry.model, entry.subject) for entry in kept] == [
        ("almanac.surveyanswer", f"almanac.survey:{row.pk}")
    ]
    names = {field.name for field in SurveyAnswer._meta.get_fields()}
    assert names == {"id", "activity", "liked", "useful", "again", "on_the_spot"}


def test_who_did_not_come_is_not_asked(row: Activity, clock: Any) -> None:
    people = came(row)
    absent = signups.sign_up(BY, row, Wish(name="没来的", phone="15400009999"))
    ended(row, clock, people)
    with refused("问卷在活动结束以后开放，给来过的人"):
        actions.take_survey(BY, fresh(absent), liked=1, useful=1, again=1)


def test_below_five_nothing_is_told(row: Activity, clock: Any) -> None:
    people = came(row, 4)
    ended(row, clock, people)
    tapped(people, *[(1, 1, 1)] * 4)
    assert queries.survey(row) == ("<5", [])


def test_a_cell_of_a_few_makes_all_numbers_rough(row: Activity, clock: Any) -> None:
    people = came(row, 12)
    ended(row, clock, people)
    tapped(people[:6], *[(1, 1, 1)] * 6)
    assert [answers for _q, answers in _numbers(row)] == [["5", "0", "0"]] * 3
    tapped(people[6:], (3, 1, 1), *[(1, 1, 1)] * 5)
    number, _told = queries.survey(row)
    assert (number, _numbers(row)[0][1]) == ("≈10", ["≈10", "0", "<5"])


def test_five_answers_of_which_one_differs_are_not_told_as_none(row: Activity, clock: Any) -> None:
    people = came(row, 5)
    ended(row, clock, people)
    tapped(people, *[(1, 1, 1)] * 4, (3, 1, 1))
    number, _told = queries.survey(row)
    assert (number, [answers for _q, answers in _numbers(row)]) == (
        "≈10",
        [["<5", "0", "<5"], ["≈10", "0", "0"], ["≈10", "0", "0"]],
    )


def test_who_looks_twice_does_not_see_what_one_person_said(
    office: Office, row: Activity, clock: Any, client: Client
) -> None:
    people = came(row, 10)
    ended(row, clock, people)
    tapped(people[:5], *[(1, 1, 1)] * 5)
    before = queries.survey(row)
    for one in people[5:9]:
        tapped([one], (3, 3, 3))
        assert queries.survey(row) == before
    client.force_login(office.worker)
    assert "5 人答了，每满 5 份才算进来。" in client.get(page(row)).text
    english = client.get(page(row), headers={"Accept-Language": "en"}).text
    assert "5 answered, counted five at a time." in english
    tapped(people[9:], (3, 3, 3))
    number, _told = queries.survey(row)
    assert (number, [answers for _q, answers in _numbers(row)]) == ("10", [["5", "0", "5"]] * 3)


def _numbers(row: Activity) -> list[tuple[str, list[str]]]:
    _number, told = queries.survey(row)
    return [(str(one.question), [number for _word, number in one.answers]) for one in told]


def test_the_survey_is_three_taps_without_scripts(row: Activity, clock: Any, client: Client) -> None:
    people = came(row)
    [(_one, link)] = people
    at = f"/on/me/{link}/survey/"
    assert client.get(at).status_code == 404
    ended(row, clock, people)
    assert at in client.get(f"/on/me/{link}/").text
    first = client.get(at)
    second = client.post(at, {"liked": "1"})
    third = client.post(at, {"liked": "1", "useful": "2"})
    asked = [(answer.context["name"], answer.context["step"]) for answer in (first, second, third)]
    assert asked == [("liked", 1), ("useful", 2), ("again", 3)]
    assert SurveyAnswer.objects.count() == 0
    last = client.post(at, {"liked": "1", "useful": "2", "again": "3"})
    assert (last.context["done"], last["Cache-Control"], last["X-Robots-Tag"]) == (
        True,
        "private, no-store",
        "noindex",
    )
    client.post(at, {"liked": "3", "useful": "3", "again": "3"})
    assert list(SurveyAnswer.objects.values_list("liked", "useful", "again")) == [(1, 2, 3)]
    assert (client.get(at).context["done"], at in client.get(f"/on/me/{link}/").text) == (True, False)
    assert client.get("/on/me/wrong/survey/").status_code == 404


@pytest.mark.parametrize("tap", ["4", "x", "", "1e3"])
def test_a_tap_that_is_none_asks_again(row: Activity, clock: Any, client: Client, tap: str) -> None:
    people = came(row)
    [(_one, link)] = people
    ended(row, clock, people)
    answer = client.post(f"/on/me/{link}/survey/", {"liked": tap})
    assert (answer.status_code, answer.context["name"]) == (200, "liked")


def test_opinions_are_written_down_and_become_requests(office: Office, row: Activity) -> None:
    by = person(office.worker)
    first, thanks = actions.take_opinions(by, row, ["广场的路灯坏了", " ", "谢谢理发师傅"])
    actions.note(by, thanks)
    done = actions.hand(by, first)
    made = Request.objects.get()
    assert (made.words, made.source, made.kind, made.area, made.address, made.number, made.of) == (
        "广场的路灯坏了",
        "book",
        "suggestion",
        office.first,
        "梅东广场",
        done.number,
        done.of,
    )
    assert [one.state for one in Opinion.objects.all()] == [O.HANDED, O.NOTED]
    for one in (first, thanks):
        with pytest.raises(Exception, match="dealt with already"):
            actions.hand(by, one)
    assert Request.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "title", "source"),
    [
        ("lecture", "代表讲坛：充电桩怎么装", "deputy"),
        ("lecture", "人大代表讲碳资产", "deputy"),
        ("lecture", "健康讲坛：护好膝盖", "book"),
        ("market", "代表讲坛旁的便民市集", "book"),
    ],
)
def test_what_deputies_hear_at_a_lecture_of_theirs_is_a_request_of_that_source(
    office: Office, clock: Any, kind: str, title: str, source: str
) -> None:
    clock.set(hour("08:00"))
    [opinion] = actions.take_opinions(BY, opened(office, kind=kind, title=title), ["巷口要装充电桩"])
    actions.hand(BY, opinion)
    assert Request.objects.get().source == source


@pytest.mark.parametrize("words", [[], [" "], ["长" * 501], ["x"] * 101])
def test_opinions_that_cannot_be_are_refused(office: Office, row: Activity, words: list[str]) -> None:
    with refused("一次写 1 到 100 条意见，每条不超过 500 个字"):
        actions.take_opinions(person(office.worker), row, words)


def test_who_does_not_plan_writes_no_opinion(office: Office, row: Activity) -> None:
    with pytest.raises(PermissionDenied):
        actions.take_opinions(person(office.grid_worker), row, ["x"])


def test_a_question_is_given_told_due_and_answered(office: Office, row: Activity) -> None:
    made = actions.ask_later(
        person(office.worker), row, words="碳关税几时开始？", owner=office.clerk, due=date(2026, 12, 4)
    )
    [due] = Deadline.objects.filter(kind="almanac.task")
    told = Message.objects.get(kind="almanac.task.asked")
    assert (due.of, due.owner, due.due_at, told.body, list(queries.mine(office.clerk))) == (
        f"almanac.task:{made.pk}",
        office.clerk,
        hour("00:00", "2026-12-05"),
        "碳关税几时开始？",
        [made],
    )
    with refused("没有写答复"):
        actions.answer_task(person(office.clerk), made, answer=" ")
    with pytest.raises(PermissionDenied):
        actions.answer_task(person(office.grid_worker), made, answer="不知道")
    actions.answer_task(person(office.clerk), made, answer="2026 年起分步实行，资料已寄")
    with refused("已经答复过了"):
        actions.answer_task(person(office.clerk), made, answer="再答")
    assert (fresh(due).state, fresh(made).answer, list(queries.mine(office.clerk))) == (
        "met",
        "2026 年起分步实行，资料已寄",
        [],
    )


def test_a_leavers_questions_pass_on_and_the_successor_answers_them(office: Office, row: Activity) -> None:
    asked = {"words": "几时开始？", "owner": office.clerk, "due": date(2026, 12, 4)}
    by, to = person(office.worker), office.grid_worker
    done, made = (actions.ask_later(by, row, **asked) for _ in range(2))
    actions.answer_task(person(office.clerk), done, answer="明年")
    assert [(work.code, n) for work, n in open_work(office.clerk)] == [
        ("almanac.tasks", 1),
        ("deadlines.running", 1),
    ]
    hand_over(BY, office.clerk, to=to, reason="调走")
    assert [fresh(one).owner for one in (done, made)] == [office.clerk, to]
    passed = HistoryEntry.objects.filter(verb="accounts.hand_over", model="almanac.task")
    assert [one.object_pk for one in passed] == [str(made.pk)]
    assert Deadline.objects.get(of=made.key).owner == to
    client = seen_by(to)
    assert "我要答的提问" in client.get("/desk/").text
    assert list(client.get("/desk/almanac/tasks/").context["page"]) == [made]
    client.post(f"/desk/almanac/tasks/{made.pk}/", {"answer": "后年"})
    assert (fresh(made).answer, Deadline.objects.get(of=made.key).state) == ("后年", "met")


@pytest.mark.parametrize(
    ("said", "zh"),
    [
        ({"words": " "}, "没有写问了什么"),
        ({"due": date(2026, 11, 26)}, "期限要在今天到 60 天以内"),
        ({"due": date(2027, 1, 27)}, "期限要在今天到 60 天以内"),
    ],
)
def test_a_question_that_cannot_be_is_refused(
    office: Office, row: Activity, said: dict[str, Any], zh: str
) -> None:
    with refused(zh):
        actions.ask_later(
            person(office.worker),
            row,
            **({"words": "x", "owner": office.clerk, "due": date(2026, 12, 4)} | said),
        )
    assert Task.objects.count() == 0


def page(row: Activity, more: str = "") -> str:
    return f"/desk/almanac/activities/{row.pk}/after/{more}"


@pytest.mark.parametrize(
    ("who", "codes"),
    [
        ("worker", [200, 200, 200]),
        ("colleague", [200, 200, 200]),
        ("leader", [200, 403, 403]),
        ("system", [403, 403, 403]),
    ],
)
def test_each_person_opens_what_is_theirs(office: Office, row: Activity, who: str, codes: list[int]) -> None:
    client = seen_by(getattr(office, who))
    pages = (page(row), page(row, "opinions/"), page(row, "ask/"))
    assert [client.get(one).status_code for one in pages] == codes


def test_a_stranger_sees_nothing_of_it(office: Office, row: Activity) -> None:
    [opinion] = actions.take_opinions(BY, row, ["路灯坏了"])
    made = actions.ask_later(BY, row, words="x", owner=office.clerk, due=date(2026, 12, 4))
    far = add_user(BY, username="far", name="远处人", area=office.second, password=PASSWORD)
    give_role(BY, user=far, role=Role.COMMUNITY_WORKER, area=office.second, since=EARLY)
    client = seen_by(far)
    codes = [
        client.get(page(row)).status_code,
        client.post(page(row, f"opinions/{opinion.pk}/hand/")).status_code,
        client.get(f"/desk/almanac/tasks/{made.pk}/").status_code,
    ]
    assert (codes, Request.objects.count()) == ([404, 404, 404], 0)


def test_opinions_are_handed_on_from_the_page(office: Office, row: Activity) -> None:
    client = seen_by(office.worker)
    client.post(page(row, "opinions/"), {"words": "路灯坏了\n谢谢"})
    first, second = Opinion.objects.all()
    client.post(page(row, f"opinions/{first.pk}/hand/"))
    client.post(page(row, f"opinions/{second.pk}/note/"))
    made = Request.objects.get()
    shown = client.get(page(row))
    assert f'href="/desk/grid/requests/{made.pk}/"' in shown.text
    assert shown.context["told"] == {
        "hours": "0.0",
        "opinions": {"all": 2, "handed": 1},
        "tasks": {"all": 0, "done": 0},
        "surveyed": "0",
        "on_the_spot": "0",
    }
    assert client.post(page(row, f"opinions/{first.pk}/fly/")).status_code == 404


def test_a_question_stands_on_the_page_of_its_owner(office: Office, row: Activity) -> None:
    said = {"words": "几时开始？", "owner": office.clerk.pk, "due": "2026-12-04"}
    seen_by(office.worker).post(page(row, "ask/"), said)
    made, client = Task.objects.get(), seen_by(office.clerk)
    assert "我要答的提问" in client.get("/desk/").text
    assert list(client.get("/desk/almanac/tasks/").context["page"]) == [made]
    empty = client.post(f"/desk/almanac/tasks/{made.pk}/", {"answer": ""})
    assert list(empty.context["form"].errors) == ["answer"]
    client.post(f"/desk/almanac/tasks/{made.pk}/", {"answer": "明年"})
    assert (fresh(made).answer, list(client.get("/desk/almanac/tasks/").context["page"])) == ("明年", [])
    assert "明年" in client.get(f"/desk/almanac/tasks/{made.pk}/").text
    assert seen_by(office.leader).get(f"/desk/almanac/tasks/{made.pk}/").status_code == 200

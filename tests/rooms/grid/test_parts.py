"""Co-units: asked for a part by a day, they see little, answer once; what is missing is seen, and ends in time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from dues import with_calendar
from office import BY, EARLY, PASSWORD, Office, seen_by
from voices import make_request
from whistling import person
from workdays import at
from yike.core.accounts.actions import add_unit, add_user, give_role
from yike.core.accounts.models import Unit, User
from yike.core.deadlines.models import Deadline
from yike.core.deadlines.queries import running
from yike.core.outbox.models import Notice
from yike.core.rights.roles import Role
from yike.engines.faults import Fault
from yike.rooms.grid.actions import requests as actions
from yike.rooms.grid.actions.requests.parting import answer_part, ask_part, call_off_part
from yike.rooms.grid.models import Request, RequestPart
from yike.rooms.grid.queries.requests.parts import missing, waiting_for

pytestmark = pytest.mark.django_db
DAY = date(2026, 12, 2)
WORDS = "林小满家楼下的井盖响，住 12 号 301"


class Crew:
    """A request that the first community handles, and a department beside it with one liaison."""

    def __init__(self, office: Office, clock: Any) -> None:
        with_calendar(clock, at("2026-11-30 Mon 10:00"))
        self.unit = add_unit(BY, kind="department", name="城管中队", area=office.street)
        self.helper = self.somebody("helper", "卫城管", self.unit, Role.LIAISON, office)
        self.row = make_request(
            office.grids[0], WORDS, name="林小满", phone="13800138000", address="梅巷 12 号"
        )
        clerk = person(office.clerk)
        actions.dispatch(clerk, self.row, unit=office.unit, owner=office.worker)
        actions.sign(person(office.worker), self.row)

    @staticmethod
    def somebody(username: str, name: str, unit: Unit, role: Role, office: Office) -> User:
        user = add_user(BY, username=username, name=name, unit=unit, password=PASSWORD)
        give_role(BY, user=user, role=role, area=office.street, since=EARLY)
        return User.objects.get(pk=user.pk)


@pytest.fixture
def crew(office: Office, clock: Any) -> Crew:
    return Crew(office, clock)


def asked(office: Office, crew: Crew, **more: Any) -> RequestPart:
    said = {"unit": crew.unit, "what": "看看井盖是哪家的", "due_on": DAY} | more
    return ask_part(person(office.worker), crew.row, **said)


def test_a_co_unit_is_asked_told_and_answers_by_its_own_day(office: Office, crew: Crew, clock: Any) -> None:
    part = asked(office, crew)
    (due,) = running(part.of)
    assert (due.due_at, due.owner_unit, due.name) == (at("2026-12-02 Wed 18:00"), crew.unit, crew.row.number)
    assert [one.message.title for one in Notice.objects.filter(user=crew.helper)] == [
        f"请您单位协办：{crew.row.number}"
    ]
    assert list(waiting_for(crew.helper)) == missing(crew.row) == [part]
    clock.set(at("2026-12-01 Tue 10:00"))
    answer_part(person(crew.helper), part, words="是电信的，已通知")
    part.refresh_from_db()
    assert (part.answer, part.answered_by, part.waits) == ("是电信的，已通知", crew.helper, False)
    assert (list(waiting_for(crew.helper)), missing(crew.row), running(part.of)) == ([], [], [])
    assert Deadline.objects.get(of=part.of).state == "met"
    assert (
        Notice.objects.filter(user=office.worker).last().message.title
        == f"城管中队已答复协办：{crew.row.number}"
    )
    with pytest.raises(Fault, match="answered already"):
        answer_part(person(crew.helper), part, words="再答一次")


def test_the_co_unit_sees_what_it_needs_and_no_more(office: Office, crew: Crew) -> None:
    part, client = asked(office, crew), seen_by(crew.helper)
    page = client.get(f"/desk/grid/parts/{part.pk}/").content.decode()
    for shown in ("看看井盖是哪家的", crew.row.number, "梅巷 12 号", "2026-12-02", office.unit.name):
        assert shown in page
    for kept in ("林小满", "138", "301", office.worker.name):
        assert kept not in page
    assert client.get(f"/desk/grid/requests/{crew.row.pk}/").status_code == 404
    assert "看看井盖是哪家的" in client.get("/desk/grid/parts/").content.decode()
    answer = client.post(f"/desk/grid/parts/{part.pk}/", {"words": "是电信的"})
    assert answer["Location"] == f"/desk/grid/parts/{part.pk}/"
    assert "是电信的" in client.get(f"/desk/grid/parts/{part.pk}/").content.decode()
    again = client.post(f"/desk/grid/parts/{part.pk}/", {"words": "是电信的"})
    assert (again.status_code, "已经答复过" in again.content.decode()) == (422, True)


def test_owner_colleague_and_stranger(office: Office, crew: Crew) -> None:
    part = asked(office, crew)
    pages = (
        f"/desk/grid/parts/{part.pk}/",
        f"/desk/grid/parts/{part.pk}/off/",
        f"/desk/grid/requests/{crew.row.pk}/parts/new/",
    )
    found = {
        who: [seen_by(getattr(office, who)).get(page).status_code for page in pages]
        for who in ("worker", "colleague", "clerk", "stranger", "audit")
    }
    assert found == {
        "worker": [302, 200, 200],
        "colleague": [302, 403, 403],
        "clerk": [302, 200, 200],
        "stranger": [302, 403, 403],
        "audit": [403, 403, 403],
    }
    water = add_unit(BY, kind="department", name="水务所", area=office.street)
    outsider = crew.somebody("outsider", "蒋水务", water, Role.LIAISON, office)
    assert [seen_by(crew.helper).get(page).status_code for page in pages] == [200, 403, 404]
    assert [seen_by(outsider).get(page).status_code for page in pages] == [404, 404, 404]
    for who in (office.worker, outsider, office.clerk):
        with pytest.raises(PermissionDenied):
            answer_part(person(who), part, words="替它答")
    for who in (crew.helper, office.colleague):
        with pytest.raises(PermissionDenied):
            call_off_part(person(who), part, reason="不用了")


def test_the_main_unit_sees_who_is_missing_before_it_answers(office: Office, crew: Crew) -> None:
    client = seen_by(office.worker)
    said = {"unit": crew.unit.pk, "what": "看看井盖", "due_on": "2026-12-02"}
    assert client.post(f"/desk/grid/requests/{crew.row.pk}/parts/new/", said)["Location"] == (
        crew.row.get_absolute_url()
    )
    page = client.get(crew.row.get_absolute_url()).content.decode()
    assert ("城管中队" in page, "没有答复" in page) == (True, True)
    actions.contact(person(office.worker), crew.row, words="打过电话")
    before = client.get(f"/desk/grid/requests/{crew.row.pk}/go/answer/").content.decode()
    assert ("还有协办单位没有答复" in before, "城管中队，2026-12-02 前" in before) == (True, True)
    answer_part(person(crew.helper), RequestPart.objects.get(), words="是电信的")
    after = client.get(f"/desk/grid/requests/{crew.row.pk}/go/answer/").content.decode()
    assert "还有协办单位没有答复" not in after
    assert "是电信的" in client.get(crew.row.get_absolute_url()).content.decode()


@pytest.mark.parametrize("ends", ["answer", "pass", "withdraw", "off"])
def test_what_is_not_needed_any_more_ends_and_the_co_unit_is_told(
    office: Office, crew: Crew, ends: str
) -> None:
    part, worker = asked(office, crew), person(office.worker)
    if ends == "answer":
        actions.contact(worker, crew.row, words="打过电话")
        actions.answer(worker, crew.row, words="好了", result="solved")
    elif ends == "pass":
        actions.pass_on(person(office.clerk), crew.row, unit=crew.unit, reason="归它")
    elif ends == "withdraw":
        actions.withdraw(BY, crew.row)
    else:
        call_off_part(worker, part, reason="自己找到了")
    part.refresh_from_db()
    assert (part.waits, part.answered_at, running(part.of)) == (False, None, [])
    assert part.why == ("自己找到了" if ends == "off" else "诉求已经答复、改派或撤回")
    titles = [one.message.title for one in Notice.objects.filter(user=crew.helper)]
    assert f"不用协办了：{crew.row.number}" in titles
    assert list(waiting_for(crew.helper)) == []
    with pytest.raises(Fault, match="called off"):
        answer_part(person(crew.helper), part, words="晚了")


def test_after_a_second_handling_begins_a_unit_can_be_asked_again(office: Office, crew: Crew) -> None:
    asked(office, crew)
    worker = person(office.worker)
    actions.contact(worker, crew.row, words="打过电话")
    actions.answer(worker, crew.row, words="好了", result="solved")
    actions.say_unsolved(BY, crew.row, words="还响")
    again = asked(office, crew)
    assert (missing(crew.row), crew.row.parts.count()) == ([again], 2)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"what": " \n "}, "nothing was written"),
        ({"what": "字" * 201}, "too many"),
        ({"due_on": date(2026, 11, 29)}, "the day has passed"),
        ({"due_on": date(2026, 11, 30) + timedelta(days=69)}, "over 69 days"),
        ({"unit": "main"}, "cannot be asked to help"),
        ({"unit": "nobody"}, "has nobody to answer"),
    ],
)
def test_what_cannot_be_asked_is_told(office: Office, crew: Crew, more: dict[str, Any], told: str) -> None:
    units = {"main": office.unit, "nobody": add_unit(BY, kind="department", name="空的", area=office.street)}
    if "unit" in more:
        more = {"unit": units[more["unit"]]}
    with pytest.raises(Fault, match=told):
        asked(office, crew, **more)
    assert not RequestPart.objects.exists()


def test_nobody_is_asked_twice_too_early_or_for_a_secret_report(office: Office, crew: Crew) -> None:
    asked(office, crew)
    with pytest.raises(Fault, match="asked already"):
        asked(office, crew)
    fresh = make_request(office.grids[0], "刚说的")
    with pytest.raises(Fault, match="after it was signed for"):
        ask_part(person(office.clerk), fresh, unit=crew.unit, what="看看", due_on=DAY)
    secret = make_request(office.grids[0], "有人卖烟花", secret=True)
    actions.dispatch(BY, secret, unit=office.unit, owner=office.worker)
    actions.sign(person(office.worker), secret)
    with pytest.raises(Fault, match="secret report"):
        ask_part(person(office.worker), secret, unit=crew.unit, what="看看", due_on=DAY)
    page = seen_by(office.worker).get(secret.get_absolute_url()).content.decode()
    assert "请单位协办" not in page
    assert Request.objects.filter(parts__isnull=False).count() == 1


def test_a_day_is_due_at_its_end_even_when_work_is_over(office: Office, crew: Crew, clock: Any) -> None:
    clock.set(at("2026-11-30 Mon 20:00"))
    part = asked(office, crew, due_on=date(2026, 11, 30))
    (due,) = running(part.of)
    assert due.due_at == at("2026-11-30 Mon 20:01")

"""Who may have signed up more than once: shown to the desk as one group until decided, told to no stranger."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gathering import fresh, hour, opened, person
from office import BY, Office, seen_by
from signers import ANYBODY
from yike.engines.faults import Fault
from yike.rooms.almanac.actions import door, signups
from yike.rooms.almanac.models.activities import Activity
from yike.rooms.almanac.models.signups import Registration, SignUpState
from yike.rooms.almanac.queries import signups as queries
from yike.rooms.almanac.signing import Wish

S = SignUpState
pytestmark = pytest.mark.django_db
ONE, TWO = "13800000001", "13800000002"


@pytest.fixture
def row(office: Office, clock: Any) -> Activity:
    """A class to which everybody may come."""
    clock.set(hour("08:00"))
    return opened(office, signup="open")


def sign(row: Activity, name: str, phone: str = ONE, **more: Any) -> Registration:
    return signups.sign_up(ANYBODY, row, Wish(name=name, phone=phone, **more))


def groups(row: Activity) -> list[list[int]]:
    return [[one.number for one in group] for group in queries.twice(row)]


def press(client: Client, row: Activity, **said: str) -> Any:
    form = client.get(f"/on/a/{row.code}/").context["form"]
    filled = {"name": "陈静", "phone": ONE, "press": form["press"].value()} | said
    return client.post(f"/on/a/{row.code}/", filled)


def page_of(row: Activity) -> str:
    return f"/desk/almanac/activities/{row.pk}/people/"


def test_all_spellings_with_one_telephone_are_one_card_until_they_are_told_apart(
    office: Office, row: Activity
) -> None:
    for name in ("陈静", "陈婧", "李大力", "陈敬"):
        sign(row, name)
    sign(row, "陈静", TWO)
    client, page = seen_by(office.worker), page_of(row)
    assert (groups(row), client.get(page).text.count("可能报了不止一次")) == ([[1, 2, 4]], 1)
    first, second, fourth = Registration.objects.filter(number__in=(1, 2, 4))
    client.post(f"{page}{fourth.pk}/cancel/")
    assert groups(row) == [[1, 2]]
    client.post(f"{page}{first.pk}/each/", {"one": str(second.pk)})
    assert (groups(row), "可能报了不止一次" in client.get(page).text) == ([], False)
    assert [fresh(one).apart for one in (first, second)] == [[2], [1]]


def test_a_spelling_that_comes_later_is_asked_about_with_all_the_others(
    office: Office, row: Activity
) -> None:
    door.tell_all_apart(BY, *[sign(row, name) for name in ("陈静", "陈婧")])
    sign(row, "陈敬")
    assert groups(row) == [[1, 2, 3]]
    first, *others = Registration.objects.order_by("number")
    seen_by(office.worker).post(f"{page_of(row)}{first.pk}/each/", {"one": [one.pk for one in others]})
    assert (groups(row), fresh(first).apart) == ([], [2, 3])


def test_who_comes_while_the_desk_decides_is_asked_about_afterwards(row: Activity) -> None:
    shown = [sign(row, name) for name in ("陈静", "陈婧")]
    sign(row, "陈静")
    door.tell_all_apart(BY, *shown)
    assert groups(row) == [[1, 2, 3]]


def test_only_who_keeps_the_list_tells_people_apart_and_only_those_of_one_list(
    office: Office, row: Activity
) -> None:
    one, two = (sign(row, name) for name in ("陈静", "陈婧"))
    other = sign(opened(office, signup="open", title="另一场"), "陈静")
    with pytest.raises(PermissionDenied):
        door.tell_all_apart(person(office.audit), one, two)
    with pytest.raises(PermissionDenied):
        door.tell_apart(BY, one, other)
    client, page = seen_by(office.worker), page_of(row)
    codes = [client.post(f"{page}{one.pk}/each/", {"one": pk}).status_code for pk in ("", "x", other.pk)]
    assert (codes, fresh(one).apart) == ([404] * 3, [])
    with pytest.raises(Http404):
        queries.access_signups(row, [two.pk, other.pk])


def test_the_one_that_has_the_place_or_is_there_is_kept(office: Office, clock: Any) -> None:
    clock.set(hour("08:00"))
    row = opened(office, signup="open", capacity=2, companions=1)
    first = sign(row, "甲", TWO)
    waits, booked = sign(row, "陈静", companions=1), sign(row, "陈婧")
    assert ([one.state for one in (waits, booked)], groups(row)) == ([S.WAITING, S.BOOKED], [[3, 2]])
    page = seen_by(office.worker).get(page_of(row)).text
    cancel = [page.count(f"{one.pk}/cancel/") for one in (waits, booked)]  # in the list, and on the card
    assert ("多报的，取消 002 号" in page, cancel) == (True, [2, 1])
    signups.cancel_signup(BY, first)
    signups.bring(BY, fresh(waits), companions=0)
    assert groups(row) == [[2, 3]]
    clock.set(row.starts_at)
    door.check_in(BY, booked)
    assert groups(row) == [[3, 2]]


def test_a_walk_in_told_apart_is_asked_about_again_once_somebody_else_is_on_the_list(
    office: Office, row: Activity, clock: Any
) -> None:
    clock.set(row.starts_at - (row.ends_at - row.starts_at))
    sign(row, "李大力", ONE)
    walked = door.walk_in(BY, row, name="李大力")
    client, page = seen_by(office.worker), page_of(row)
    client.post(f"{page}{walked.pk}/apart/", {"one": Registration.objects.get(number=1).pk})
    assert queries.doubts(row) == []
    sign(row, "李大力", TWO)
    assert [(one.number, [like.number for like in some]) for one, some in queries.doubts(row)] == [(2, [3])]


NAMES = ("陈静", "陈婧", "陈敬", "李丽", "李莉", "张三")
SOUNDS = (0, 0, 0, 1, 1, 2)
SOME = st.lists(st.integers(0, 9), min_size=2, max_size=4, unique=True)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("sign"), st.tuples(st.integers(0, 5), st.sampled_from([ONE, TWO]))),
        st.tuples(st.just("cancel"), st.integers(0, 9)),
        st.tuples(st.sampled_from(["each", "apart"]), SOME),
        st.tuples(st.just("card"), st.integers(0, 2)),
    ),
    max_size=14,
)


class Told:
    """What the groups must be, reckoned from every pair of people anew."""

    def __init__(self, row: Activity) -> None:
        self.row = row
        self.people: list[tuple[Registration, tuple[int, str]]] = []
        self.decided: set[frozenset[int]] = set()

    def step(self, kind: str, about: Any) -> None:
        if kind == "sign":
            name, phone = about
            self.people.append((sign(self.row, NAMES[name], phone), (SOUNDS[name], phone)))
        elif kind == "cancel":
            for made, _key in self.people[about : about + 1]:
                signups.cancel_signup(BY, made)
        elif kind == "card":
            for group in queries.twice(self.row)[about : about + 1]:
                self.apart(group, list(combinations(group, 2)))
        else:
            some = [self.people[n][0] for n in about if n < len(self.people)]
            if len(some) > 1:
                all_pairs = list(combinations(some, 2))
                self.apart(some, all_pairs if kind == "each" else all_pairs[: len(some) - 1])

    def apart(self, some: list[Registration], pairs: list[Any]) -> None:
        everybody = len(pairs) == len(some) * (len(some) - 1) // 2
        (door.tell_all_apart if everybody else door.tell_apart)(BY, *some)
        self.decided |= {frozenset((one.number, other.number)) for one, other in pairs}

    def groups(self) -> list[list[int]]:
        found: dict[tuple[int, str], list[int]] = {}
        for made, key in self.people:
            if fresh(made).state != S.CANCELLED:
                found.setdefault(key, []).append(made.number)
        wanted = [sorted({n for pair in self.open(some) for n in pair}) for some in found.values()]
        return sorted(filter(None, wanted), key=max)

    def open(self, numbers: list[int]) -> list[tuple[int, int]]:
        return [pair for pair in combinations(numbers, 2) if frozenset(pair) not in self.decided]


@settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(STEPS)
def test_in_any_order_of_arrivals_and_decisions_just_those_are_asked_about_who_are_not_told_apart(
    row: Activity, steps: list[tuple[str, Any]]
) -> None:
    with transaction.atomic():
        told = Told(row)
        for step in steps:
            told.step(*step)
            assert groups(row) == told.groups()
        while left := queries.twice(row):
            door.tell_all_apart(BY, *left[0])
            assert left[0] not in queries.twice(row)
        transaction.set_rollback(True)


def test_a_stranger_who_knows_name_and_telephone_is_answered_as_anybody(
    office: Office, row: Activity, client: Client
) -> None:
    press(client, row)
    answers = []
    for name, phone in (("陈静", ONE), ("陈婧", ONE), ("周全", "13800000009")):
        stranger = Client()
        answer = press(stranger, row, name=name, phone=phone)
        told = stranger.get(answer.url).text
        answers.append((answer.status_code, answer.url[:7], "报上了" in told, "报过" in told))
    assert answers == [(302, "/on/me/", True, False)] * 3
    assert [(len(group), group[0].number) for group in queries.twice(row)] == [(3, 1)]


def test_the_phone_that_signed_somebody_up_comes_back_to_their_page_and_makes_no_second_one(
    row: Activity, client: Client
) -> None:
    first = press(client, row, helper="女儿").url
    client.get(first)
    assert (press(client, row, helper="女儿").url, press(client, row, name=" 陈 静 ").url) == (first, first)
    assert Registration.objects.count() == 1
    client.post(f"{first}cancel/")
    assert press(client, row).url != first
    assert Registration.objects.count() == 2


def test_who_comes_back_has_the_photos_answered_anew_and_is_told_that_the_party_stands(
    office: Office, client: Client
) -> None:
    row = opened(office, signup="open", companions=3, photo_note="会拍照")
    client.get(press(client, row, photos="yes").url)
    again = press(client, row, photos="no", companions="2")
    kept = Registration.objects.get()
    assert (kept.photos, kept.party) == ("no", 1)
    assert "来几个人没有改" in client.get(again.url).text


def test_at_the_door_the_one_with_a_place_is_let_in_and_a_no_to_photos_holds_for_all_that_are_the_same(
    office: Office, clock: Any
) -> None:
    row = opened(office, signup="open", capacity=2, companions=3, photo_note="会拍照")
    sign(row, "甲一", TWO)
    queued = sign(row, "陈静", companions=2, photos="yes", press="a")
    placed = sign(row, "陈静", photos="yes", press="b")
    clock.set(row.starts_at)
    came = door.walk_in(person(office.clerk), row, name="陈静", phone=ONE, photos="no")
    assert (came.pk, fresh(placed).came, fresh(queued).came_at) == (placed.pk, 1, None)
    assert (fresh(placed).photos, fresh(queued).photos) == ("no", "no")


def test_the_owner_of_an_account_is_told_even_where_somebody_else_came_first(
    office: Office, row: Activity, client: Client
) -> None:
    said = {"name": "吴同事", "phone": "13800000009"}
    press(client, row, **said)
    owner = seen_by(office.colleague)
    assert [press(owner, row, **said).status_code for _ in range(2)] == [302, 422]
    assert Registration.objects.count() == 2


def test_the_desk_that_reloads_tells_nobody_apart_whom_it_was_not_asked_about(
    office: Office, row: Activity, client: Client
) -> None:
    desk = seen_by(office.clerk)
    sent = {"name": "陈静", "phone": ONE, "press": "reloaded"}
    address = f"{page_of(row)}new/"
    assert desk.post(address, sent).status_code == 200
    press(client, row, name="陈婧")
    assert desk.post(address, sent).status_code == 200
    assert groups(row) == [[1, 2]]


def test_the_phone_that_signed_somebody_up_is_asked_whether_another_spelling_is_somebody_else(
    row: Activity, client: Client
) -> None:
    client.get(press(client, row).url)
    again = press(client, row, name="陈婧")
    form = again.context["form"]
    assert (again.status_code, list(form.errors), "陈静" in again.text) == (422, ["another"], False)
    assert press(client, row, name="陈婧", another="on").status_code == 302
    assert press(client, row, name="陈刚").status_code == 302  # of the same house
    assert press(client, row, name="陈敬", phone=TWO).status_code == 302
    assert Registration.objects.count() == 4


def test_a_page_of_another_activity_on_the_phone_tells_nothing(
    office: Office, row: Activity, client: Client
) -> None:
    client.get(press(client, row).url)
    other = opened(office, signup="open", title="写春联")
    assert press(client, other).status_code == 302
    assert Registration.objects.filter(activity=other).count() == 1


def test_the_owner_of_an_account_is_told_that_they_are_in_and_no_other_account(
    office: Office, row: Activity
) -> None:
    said = {"name": "吴同事", "phone": "13800000009"}
    client = seen_by(office.colleague)
    press(client, row, **said)
    again = press(client, row, **said)
    wrong = ["这个姓名和电话已经报过了。找不到原来的网页，请按“报过名，找不到网页了”，凭报名号和电话找回。"]
    assert (again.status_code, again.context["form"].non_field_errors()) == (422, wrong)
    assert press(seen_by(office.worker), row, **said).status_code == 302


def test_the_desk_is_told_the_number_of_who_is_in_and_asked_about_another_spelling(
    office: Office, row: Activity
) -> None:
    sign(row, "陈静")
    desk, page = seen_by(office.worker), f"{page_of(row)}new/"
    said = {"name": "陈静", "phone": ONE, "press": desk.get(page).context["form"]["press"].value()}
    assert "报名号 001" in desk.post(page, said).context["form"].non_field_errors()[0]
    asked = desk.post(page, said | {"name": "陈径"})
    assert list(asked.context["form"].errors) == ["another"]
    assert "row" in desk.post(page, said | {"name": "陈径", "another": "on"}).context
    assert (groups(row), fresh(Registration.objects.get(number=2)).apart) == ([], [1])
    assert (
        "row" in desk.post(page, said | {"name": "陈径", "another": "on"}).context
    )  # pressed again: the same
    with pytest.raises(Fault, match="signed up already, number 001"):
        signups.sign_up(person(office.worker), row, Wish(name="陈静", phone=ONE, way="desk"))

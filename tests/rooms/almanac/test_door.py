"""The door: in by number, name or link, once; walk-ins and heads; kept on phones and joined without doubles."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections

from beside import Hand
from gathering import fresh, hour, opened, person
from office import BY, Office, seen_by
from yike.core.record.clock import moved_to, now
from yike.core.record.deed import deed
from yike.core.record.models import Fact
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.almanac.actions import activities, signups
from yike.rooms.almanac.actions import door as actions
from yike.rooms.almanac.models.activities import Activity, ActivityState
from yike.rooms.almanac.models.signups import Counted, HeadCount, Registration, Seats, Seen, SignUpState
from yike.rooms.almanac.queries import signups as queries
from yike.rooms.almanac.signing import Wish

S = SignUpState
pytestmark = pytest.mark.django_db


@pytest.fixture
def row(office: Office, clock: Any) -> Activity:
    """A class of three places with four who signed up; it has begun."""
    clock.set(hour("08:00"))
    made = opened(office, signup="open", capacity=3, companions=1)
    for n, name in enumerate(("张小梅", "李大力", "王芳", "赵敏")):
        wish = Wish(name=name, phone=f"1380000000{n}", link=f"link-{n}", press=f"p{n}")
        signups.sign_up(By(None, "报名的人", "web"), made, wish)
    clock.set(made.starts_at)
    return activities.begin(BY, made)


def of(row: Activity, number: int) -> Registration:
    return queries.by_number(row, number)


def counter(row: Activity) -> tuple[int, int]:
    seats = Seats.objects.get(activity=row)
    return seats.taken, seats.waiting


def test_scanned_twice_counts_once(office: Office, row: Activity, clock: Any) -> None:
    actions.check_in(person(office.worker), of(row, 1), seen=Seen.LINK)
    clock.set(row.starts_at + timedelta(minutes=5))
    again = actions.check_in(person(office.colleague), of(row, 1))
    assert (again.came_at, again.came, again.seen, again.seen_by) == (
        row.starts_at,
        1,
        Seen.LINK,
        office.worker,
    )
    assert queries.figures(row) == {"booked": 3, "waiting": 1, "came": 1, "missing": 2, "calls": 0}


def test_who_waits_comes_in_once_it_has_begun_and_somebody_is_missing(office: Office, row: Activity) -> None:
    for number in (1, 2):
        actions.check_in(BY, of(row, number))
    late = actions.check_in(BY, of(row, 4))
    assert (late.state, late.came) == (S.BOOKED, 1)
    with pytest.raises(Fault) as found:
        actions.walk_in(BY, row, name="钱来")
    assert found.value.zh == "没有空位"


def test_before_it_begins_the_places_are_kept(office: Office, clock: Any) -> None:
    clock.set(hour("08:00"))
    made = opened(office, signup="open", capacity=1)
    signups.sign_up(BY, made, Wish(name="张小梅", phone="13800000000"))
    with pytest.raises(Fault) as found:
        actions.walk_in(BY, made)
    assert found.value.zh == "2026-11-30 08:00 才开始，现在签到太早"
    clock.set(made.starts_at - timedelta(hours=1))
    with pytest.raises(Fault) as found:
        actions.walk_in(BY, made)
    assert found.value.zh == "名额还留给报了名的人"


def test_a_walk_in_is_taken_down_once_for_each_press(office: Office, clock: Any) -> None:
    clock.set(hour("08:00"))
    made = opened(office)
    clock.set(made.starts_at)
    first = actions.walk_in(person(office.worker), made, party=3, key="k1")
    again = actions.walk_in(person(office.worker), made, party=3, key="k1")
    second = actions.walk_in(person(office.worker), made, key="k2")
    assert (first, [first.number, second.number], queries.figures(made)["came"]) == (again, [1, 2], 4)
    assert Seats.objects.get(activity=made).taken == 4


def test_a_wrong_check_in_is_taken_back(office: Office, row: Activity) -> None:
    actions.check_in(BY, of(row, 1))
    actions.check_out(person(office.worker), of(row, 1))
    assert (fresh(of(row, 1)).came_at, queries.figures(row)["came"]) == (None, 0)


def test_a_check_in_taken_back_leaves_everybody_where_they_stood(office: Office, row: Activity) -> None:
    signups.cancel_signup(BY, of(row, 2))
    actions.check_in(BY, of(row, 2))
    walked = actions.walk_in(BY, row, name="钱来")
    assert counter(row) == (5, 0)
    for one in (of(row, 2), walked, walked):
        actions.check_out(BY, one)
    assert [(fresh(one).state, fresh(one).came) for one in (of(row, 2), walked)] == [(S.CANCELLED, 0)] * 2
    assert (counter(row), queries.figures(row)["booked"]) == ((3, 0), 3)


def test_who_waited_waits_again_and_a_place_left_free_goes_on(office: Office, row: Activity) -> None:
    actions.check_in(BY, of(row, 4))
    assert (fresh(of(row, 4)).state, counter(row)) == (S.BOOKED, (4, 0))
    actions.check_out(BY, of(row, 4))
    assert (fresh(of(row, 4)).state, counter(row)) == (S.WAITING, (3, 1))
    actions.walk_in(BY, row, name="钱来")
    signups.cancel_signup(BY, of(row, 1))
    actions.check_out(BY, of(row, 5))
    assert (fresh(of(row, 4)).state, counter(row)) == (S.BOOKED, (3, 0))


def test_heads_are_counted_or_guessed_and_a_count_stands_before_a_guess(
    office: Office, row: Activity
) -> None:
    actions.count_heads(BY, row, people=300, how=Counted.ESTIMATE)
    actions.count_heads(BY, row, people=210, key="k")
    actions.count_heads(BY, row, people=210, key="k")
    actions.count_heads(BY, row, people=190)
    found = queries.headcount(row)
    assert found is not None
    assert (found.people, found.how, HeadCount.objects.count()) == (210, Counted.COUNT, 3)
    with pytest.raises(Fault):
        actions.count_heads(BY, row, people=-1)


def test_only_staff_and_volunteers_of_the_place_stand_at_the_door(office: Office, row: Activity) -> None:
    with pytest.raises(PermissionDenied):
        actions.check_in(person(office.system), of(row, 1))
    codes = {
        name: seen_by(getattr(office, name)).get(f"/desk/almanac/door/{row.pk}/").status_code
        for name in ("worker", "grid_worker", "leader", "system")
    }
    assert codes == {"worker": 200, "grid_worker": 200, "leader": 403, "system": 403}


def test_the_page_finds_lets_in_and_takes_down(office: Office, row: Activity) -> None:
    client, page = seen_by(office.worker), f"/desk/almanac/door/{row.pk}/"
    found = client.get(page + "?q=zxm")
    assert [str(one) for one in found.context["rows"]] == ["001"]
    assert '<a href="/desk/almanac/activities/" aria-current="page">' in found.content.decode()
    client.post(f"{page}in/{of(row, 1).pk}/", {"seen": "name"})
    client.post(f"{page}walk-in/", {"name": "", "party": "1", "key": "x"})
    assert [(one.number, one.seen) for one in Registration.objects.exclude(came_at=None)] == [
        (1, "name"),
        (5, "walk_in"),
    ]
    wrong = client.post(f"{page}walk-in/", {"phone": "12", "party": "1", "key": "y"})
    assert (wrong.status_code, list(wrong.context["walk"].errors)) == (422, ["phone"])
    client.post(f"{page}count/", {"people": "2", "how": "count", "key": "z"})
    client.post(f"{page}out/{of(row, 1).pk}/")
    assert (fresh(of(row, 1)).came, HeadCount.objects.get().people) == (0, 2)


def test_the_camera_is_open_at_the_door_alone_and_the_list_knows_whose_code_it_is(
    office: Office, row: Activity
) -> None:
    client, page = seen_by(office.worker), f"/desk/almanac/door/{row.pk}/"
    policies = [client.get(one)["Permissions-Policy"] for one in (page, "/desk/")]
    assert ["camera=(self)" in one for one in policies] == [True, False]
    kept = client.get(f"{page}list.json").json()["rows"][0]["link"]
    whole = Registration.objects.get(activity=row, number=1).link_hash
    assert (kept, len(kept)) == (whole[:32], 32)
    assert client.get(f"/on/me/{kept}/").status_code == 404  # what the list holds opens nothing


def test_the_list_taken_along_masks_names(office: Office, row: Activity) -> None:
    rows = seen_by(office.worker).get(f"/desk/almanac/door/{row.pk}/list.json").json()["rows"]
    del rows[0]["link"]
    assert rows[0] == {"number": 1, "name": "张*梅", "keys": "zxm", "party": 1, "state": "booked", "came": 0}


def test_what_a_phone_kept_is_done_once_however_often_it_is_sent(
    office: Office, row: Activity, clock: Any
) -> None:
    client, page = seen_by(office.worker), f"/desk/almanac/door/{row.pk}/kept/"
    noted = row.starts_at + timedelta(minutes=3)
    clock.set(row.starts_at + timedelta(minutes=30))
    sent = [
        {"what": "in", "number": "1", "key": "a", "at": noted.isoformat(), "seen": "name"},
        {"what": "walk", "name": "钱来", "key": "b", "at": noted.isoformat()},
        {"what": "count", "people": "40", "how": "estimate", "key": "c", "at": noted.isoformat()},
    ]
    codes = [client.post(page, one).status_code for one in (*sent, *sent)]
    assert (codes, queries.figures(row)["came"], HeadCount.objects.count()) == ([201] * 6, 2, 1)
    assert [one.came_at for one in Registration.objects.exclude(came_at=None)] == [noted, noted]
    wrong = [
        client.post(page, one).json()["wrong"]
        for one in ({"what": "in", "number": "99", "key": "d"}, {"what": "walk", "phone": "12", "key": "e"})
    ]
    assert wrong[0] == ["名单里没有这个号。"]
    assert wrong[1][0].startswith("不是电话号码")
    assert client.post(page, {"what": "fly", "key": "f"}).status_code == 422


@pytest.mark.django_db(transaction=True)
def test_who_is_let_in_while_it_is_archived_stands_in_its_figures(office: Office, row: Activity) -> None:
    """Archiving waits for who is just being let in, and counts them."""
    activities.end(BY, row)
    at = now()

    def archive() -> None:
        with moved_to(at):
            activities.archive(BY, row, words="办好了")
        connections.close_all()

    hand = Hand(target=archive)
    with deed(BY, "almanac.door.in"):
        actions.check_in(BY, of(row, 1))
        hand.start()
        hand.join(0.5)
        held = hand.is_alive()
    hand.join(20)
    counted = Fact.objects.filter(measure="almanac.visits.signed").count()
    assert (held, counted, fresh(row).state) == (True, 1, ActivityState.ARCHIVED)


@pytest.mark.django_db(transaction=True)
def test_three_phones_join_what_they_kept_without_loss_or_double(office: Office, clock: Any) -> None:
    """Each phone has let in two of three people; what they kept is sent at once, as their networks come back."""
    clock.set(hour("08:00"))
    made = opened(office, signup="open")
    for n in range(60):
        signups.sign_up(BY, made, Wish(name=f"陈{n}", phone=f"138{n:08}"))
    starts = made.starts_at

    def phone(which: int) -> None:
        with moved_to(starts):  # the clock is one thread's own
            for number in (n for n in range(1, 61) if n % 3 != which):
                actions.check_in(BY, of(made, number))
            for n in range(5):
                actions.walk_in(BY, made, key=f"{n}")
        connections.close_all()

    hands = [Hand(target=phone, args=(which,)) for which in range(3)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join(120)
    assert (queries.figures(made)["came"], Registration.objects.count()) == (65, 65)
    assert Seats.objects.get(activity=made).taken == 65


def test_who_has_signed_up_and_gives_the_name_at_the_door_is_let_in_not_taken_down(
    office: Office, row: Activity
) -> None:
    let = actions.walk_in(BY, row, name="李大力", phone="138 0000 0001", party=2, key="k1")
    again = actions.walk_in(BY, row, name="李大力", phone="13800000001", party=1, key="k2")
    assert (let, again) == (of(row, 2), of(row, 2))
    assert (fresh(let).came, fresh(let).seen) == (2, Seen.NAME)
    assert (Registration.objects.filter(activity=row).count(), counter(row)) == (4, (3, 1))


def test_taken_down_at_two_doors_without_network_it_is_one_visit(office: Office, clock: Any) -> None:
    made = opened(office)
    clock.set(made.starts_at + timedelta(hours=1))
    first = {
        "name": "钱来",
        "phone": "13900000001",
        "key": "one",
        "at": made.starts_at + timedelta(minutes=9),
    }
    other = first | {"key": "two", "party": 3, "at": made.starts_at + timedelta(minutes=4)}
    rows = [actions.walk_in(BY, made, **told) for told in (first, other, other, first)]
    assert len({row.pk for row in rows}) == 1
    kept = fresh(rows[0])
    assert (kept.came, kept.came_at) == (3, made.starts_at + timedelta(minutes=4))
    activities.end(BY, activities.begin(BY, made))
    activities.archive(BY, made, words="来了")
    facts = Fact.objects.filter(measure__in=("almanac.visits.signed", "almanac.visitors"))
    assert sorted(facts.values_list("measure", "quantity")) == [
        ("almanac.visitors", 1),
        ("almanac.visits.signed", 3),
    ]


def test_who_waits_and_gives_the_name_at_the_door_comes_in_only_where_there_is_room(
    office: Office, row: Activity
) -> None:
    for number in (1, 2, 3):
        actions.check_in(BY, of(row, number))
    with pytest.raises(Fault, match="there is no room"):
        actions.walk_in(BY, row, name="赵敏", phone="13800000003")
    actions.check_out(BY, of(row, 1))
    signups.cancel_signup(BY, of(row, 1))
    let = actions.walk_in(BY, row, name="赵敏", phone="13800000003")
    assert (let.number, let.state, counter(row)) == (4, S.BOOKED, (3, 0))


def test_the_desk_decides_where_only_the_name_or_only_the_telephone_is_the_same(
    office: Office, clock: Any
) -> None:
    made = opened(office, signup="open", capacity=9)
    signups.sign_up(BY, made, Wish(name="李大力", phone="13800000001", link="l", press="p"))
    clock.set(made.starts_at)
    nameless = actions.walk_in(BY, made)
    same_name = actions.walk_in(BY, made, name="李大力", party=2)
    same_phone = actions.walk_in(BY, made, name="李太太", phone="13800000001")
    asked = {row.number: [one.number for one in some] for row, some in queries.doubts(made)}
    assert asked == {
        3: [
            1,
        ],
        4: [1],
    }
    client = seen_by(office.worker)
    page = f"/desk/almanac/activities/{made.pk}/people/"
    assert [row.number for row, _some in client.get(page).context["doubts"]] == [3, 4]
    assert client.post(f"{page}{same_name.pk}/same/").status_code == 404  # nobody is named
    client.post(f"{page}{same_name.pk}/same/", {"one": of(made, 1).pk})
    assert client.post(f"{page}{same_phone.pk}/apart/").status_code == 404
    client.post(f"{page}{same_phone.pk}/apart/", {"one": of(made, 1).pk})
    assert client.get(page).context["doubts"] == []
    states = [(one.number, one.state, one.came) for one in queries.signups(made)]
    assert states == [(1, S.BOOKED, 2), (2, S.BOOKED, 1), (3, S.CANCELLED, 0), (4, S.BOOKED, 1)]
    assert (counter(made), fresh(nameless).came) == ((3, 0), 1)


@pytest.mark.parametrize("spelling", ["李大力", "李达力"])
def test_who_says_no_to_photos_at_the_door_has_said_no_whatever_was_said_before(
    office: Office, clock: Any, spelling: str
) -> None:
    made = opened(office, signup="open", capacity=9)
    signups.sign_up(BY, made, Wish(name="李大力", phone="13800000001", link="l", press="p", photos="yes"))
    clock.set(made.starts_at)
    let = actions.walk_in(BY, made, name=spelling, phone="13800000001", photos="no")
    if let != of(made, 1):  # another spelling: the desk says that it is the same person
        actions.join(BY, let, of(made, 1))
    assert (of(made, 1).photos, of(made, 1).photos_at) == ("no", made.starts_at)


def test_who_is_who_is_decided_once_by_who_keeps_the_list_and_not_once_it_is_archived(
    office: Office, clock: Any
) -> None:
    made = opened(office)
    clock.set(made.starts_at)
    first, second = (actions.walk_in(BY, made, name="李大力") for _ in range(2))
    with pytest.raises(PermissionDenied):
        actions.join(person(office.audit), second, first)
    with pytest.raises(PermissionDenied):
        actions.tell_apart(person(office.audit), second, first)
    with pytest.raises(Fault, match="seen to already"):
        actions.join(BY, first, first)
    actions.join(BY, second, first)
    with pytest.raises(Fault, match="seen to already"):
        actions.join(BY, second, first)
    third = actions.walk_in(BY, made, name="李大力")
    activities.end(BY, activities.begin(BY, made))
    activities.archive(BY, made, words="来了")
    with pytest.raises(Fault, match="archived"):
        actions.join(BY, third, first)


def test_walk_ins_are_asked_about_photos_where_photos_are_announced(office: Office, clock: Any) -> None:
    clock.set(hour("08:00"))
    made = opened(office, photo_note="现场拍照")
    bare = opened(office, title="不拍照")
    clock.set(made.starts_at)
    client = seen_by(office.worker)
    asked = [client.get(f"/desk/almanac/door/{one.pk}/").context["walk"].fields for one in (made, bare)]
    assert ["photos" in fields for fields in asked] == [True, False]
    client.post(f"/desk/almanac/door/{made.pk}/walk-in/", {"name": "李路过", "party": 1, "photos": "no"})
    kept = {"what": "walk", "name": "王路过", "key": "k" * 16, "photos": "yes"}
    assert client.post(f"/desk/almanac/door/{made.pk}/kept/", kept).status_code == 201
    answers = list(
        Registration.objects.filter(activity=made).values_list("photos", flat=True).order_by("number")
    )
    assert answers == ["no", "yes"]
    times = Registration.objects.filter(activity=made).values_list("photos_at", flat=True)
    assert all(times)

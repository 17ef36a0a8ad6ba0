"""How full the zones of an open day are: counted by whoever stands there, told to residents in a word."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.test import Client

from beside import Hand
from gathering import fresh, hour, opened, person
from office import BY, Office, seen_by
from yike.core.accounts.actions import add_unit
from yike.core.record.clock import moved_to, now
from yike.engines.faults import Fault
from yike.rooms.almanac.actions import activities, door
from yike.rooms.almanac.actions.activities import NewPart
from yike.rooms.almanac.models.activities import Activity
from yike.rooms.almanac.models.parts import Part, PartKind
from yike.rooms.almanac.queries.crowds import Crowd, crowd_of, shown

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def morning(clock: Any) -> None:
    """Let every test begin on one morning."""
    clock.set(hour("08:00"))


def open_day(office: Office) -> tuple[Activity, Part, Part]:
    """Return an open day that is on, and its two zones."""
    police = add_unit(BY, name="派出所", kind=office.unit.kind, area=office.first)
    row = opened(office, kind="open_day", hosts=(police,), starts_at=hour("09:00"), ends_at=hour("16:00"))
    dogs, engine = activities.set_parts(BY, row, PartKind.ZONE, [NewPart("警犬"), NewPart("消防车")])
    with moved_to(row.starts_at):
        row = activities.begin(BY, row)
    return row, dogs, engine


def test_one_comes_and_one_goes_and_never_are_there_fewer_than_none(office: Office) -> None:
    _row, dogs, engine = open_day(office)
    for step in (1, 1, -1):
        door.step_crowd(person(office.worker), dogs, step)
    door.step_crowd(person(office.worker), engine, -1)
    assert (fresh(dogs).inside, fresh(engine).inside, fresh(dogs).counted_at) == (1, 0, now())


@pytest.mark.parametrize(
    ("inside", "holds", "told"),
    [
        (0, 0, None),
        (11, 20, Crowd.QUIET),
        (12, 20, Crowd.BUSY),
        (19, 20, Crowd.BUSY),
        (20, 20, Crowd.FULL),
        (25, 20, Crowd.FULL),
    ],
)
def test_a_zone_is_quiet_busy_or_full_by_what_it_holds(inside: int, holds: int, told: Any) -> None:
    part = Part(inside=inside, holds=holds, counted_at=now())
    assert crowd_of(part, now()) == told
    assert crowd_of(part, now() + timedelta(minutes=61)) is None  # says nothing about now


def test_residents_are_told_only_while_it_is_on(office: Office, clock: Any) -> None:
    row, dogs, _engine = open_day(office)
    page, part = f"/on/a/{row.code}/", f"/on/a/{row.code}/crowd/"
    assert "现在哪里人多" not in Client().get(page).text
    door.set_crowd(BY, dogs, people=20, holds=20)
    for address in (page, part):
        text = Client().get(address).text
        assert (text.count("满了"), "消防车 <span" in text, 'hx-trigger="every 30s"' in text) == (
            1,
            False,
            True,
        )
    assert "Full" in Client().get(part, headers={"accept-language": "en"}).text
    clock.set(row.ends_at)
    row = activities.end(BY, row)
    assert (shown(row, now()), Client().get(part).text) == ([], "")
    with pytest.raises(Fault):
        door.step_crowd(BY, dogs, 1)


def test_on_the_phone_at_a_zone_it_is_one_press(office: Office) -> None:
    row, dogs, _engine = open_day(office)
    client, base = seen_by(office.colleague), f"/desk/almanac/door/{row.pk}/"
    assert f"{base}crowd/" in client.get(base).text
    for what in ("more", "more", "less"):
        assert client.post(f"{base}crowd/{dogs.pk}/{what}/").url == f"{base}crowd/#zone-{dogs.pk}"
    assert fresh(dogs).inside == 1
    said = {f"{dogs.pk}-people": "12", f"{dogs.pk}-holds": "20"}
    assert client.post(f"{base}crowd/{dogs.pk}/say/", said).status_code == 302
    answer = client.get(f"{base}crowd/")
    assert [one.crowd for one, _form in answer.context["zones"]] == [Crowd.BUSY, None]
    wrong = client.post(f"{base}crowd/{dogs.pk}/say/", said | {f"{dogs.pk}-people": "-1"})
    assert (wrong.status_code, fresh(dogs).inside) == (422, 12)
    assert client.post(f"{base}crowd/{dogs.pk}/fly/").status_code == 404


def test_who_works_elsewhere_and_who_is_nobody_counts_nothing(office: Office) -> None:
    row, dogs, _engine = open_day(office)
    page = f"/desk/almanac/door/{row.pk}/crowd/"
    assert seen_by(office.stranger).get(page).status_code == 404
    assert seen_by(office.stranger).post(f"{page}{dogs.pk}/more/").status_code == 404
    assert Client().post(f"{page}{dogs.pk}/more/").status_code == 302
    with pytest.raises(PermissionDenied):
        door.step_crowd(person(office.stranger), dogs, 1)
    assert fresh(dogs).inside == 0


@pytest.mark.django_db(transaction=True)
def test_two_who_count_at_once_lose_nobody(office: Office) -> None:
    _row, dogs, _engine = open_day(office)
    at = now()

    def press() -> None:
        with moved_to(at):
            for _ in range(10):
                door.step_crowd(BY, dogs, 1)
        connections.close_all()

    hands = [Hand(target=press) for _ in range(3)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join(30)
    assert fresh(dogs).inside == 30

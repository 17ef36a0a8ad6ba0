"""A crowd at the door, by its own pages: written in few deeds, each answered for what they alone have said."""

from __future__ import annotations

import json
import secrets
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connections
from django.test import Client

from beside import Hand
from dues import with_calendar
from office import BY, Office
from whistling import told
from workdays import at
from yike.core.accounts.actions import add_unit
from yike.core.accounts.models import UnitKind
from yike.core.apikeys.actions import issue
from yike.core.deadlines.models import Deadline
from yike.core.outbox.models import Notice
from yike.core.record.clock import today
from yike.core.record.models import HistoryEntry
from yike.core.record.together import Together
from yike.rooms.grid.actions.categories import load_sample
from yike.rooms.grid.actions.requests import taking
from yike.rooms.grid.models import NumberSeries, Request, Series

pytestmark = pytest.mark.django_db(transaction=True)
LONGEST = 60  # seconds, before anything is given up
FIRE = "三楼着火了"
Press = Callable[[], Any]


class Held:
    """The writing of what is said, held up until everybody has come."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.write = taking._write
        self.together = Together(self._write)

    def _write(self, by: Any, drafts: Any) -> Any:
        assert self.gate.wait(LONGEST)
        return self.write(by, drafts)

    def here(self) -> int:
        """Return how many have come: those who write, and those who stand in line behind them."""
        return sum(1 + len(line) for line in list(self.together._lines.values()))


@pytest.fixture
def held(office: Office, clock: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    cache.clear()
    with_calendar(clock, at("2026-11-30 Mon 10:00"))
    load_sample(BY)
    made = Held()
    monkeypatch.setattr(taking, "_at_once", made.together)
    yield made
    made.gate.set()


def page(number: int, words: str, **more: str) -> Press:
    """Return one press on the button at the door, from an address of its own."""
    said = {"words": words, "kind": "help", "press": secrets.token_urlsafe(32)} | more
    # what breaks for one is told to all clients of a process; here each minds their own answer
    return lambda: Client(raise_request_exception=False, REMOTE_ADDR=f"10.0.0.{number}").post("/say/", said)


def programme(key: str, words: str) -> Press:
    headers = {"authorization": f"Bearer {key}", "idempotency-key": secrets.token_urlsafe(32)}
    body = json.dumps({"words": words, "category": "101"})
    kind = {"content_type": "application/json", "headers": headers}
    return lambda: Client().post("/api/v1/grid/requests", body, **kind)


def open311(words: str) -> Press:
    return lambda: Client().post("/open311/v2/requests.json", {"service_code": "101", "description": words})


def pressed(held: Held, presses: list[Press]) -> list[Any]:
    """Let all press, in this order, and write only once each of them waits or was refused; return their answers."""
    answers: list[Any] = [None] * len(presses)

    def go(at: int) -> None:
        try:
            answers[at] = presses[at]()
        finally:
            connections.close_all()

    hands = [Hand(target=go, args=(at,)) for at in range(len(presses))]
    for hand in hands:
        came, until = held.here(), time.monotonic() + LONGEST
        hand.start()
        while hand.is_alive() and held.here() == came and time.monotonic() < until:
            time.sleep(0.01)
    held.gate.set()
    for hand in hands:
        hand.join(LONGEST)
    return answers


def deeds() -> dict[str, int]:
    """Return in how many deeds each hand has registered what came by it."""
    taken = HistoryEntry.objects.filter(verb="grid.request.take", model="grid.request")
    return Counter(name for name, _deed in set(taken.values_list("actor_name", "deed")))


def numbers() -> list[str]:
    return sorted(Request.objects.values_list("number", flat=True))


def issued(office: Office, name: str, code: str) -> str:
    unit = add_unit(BY, kind=UnitKind.PARTNER, name=code, area=office.street)
    return issue(BY, unit, name=name, scopes=("say",), expires_on=today() + timedelta(days=30))[1]


def test_a_crowd_is_registered_in_few_deeds_and_each_is_led_to_what_they_said(
    office: Office, held: Held
) -> None:
    key = issued(office, "街道公众号", "梅巷公众号")
    words = [f"第{n}盏路灯不亮" for n in range(6)] + [FIRE]
    presses = [page(n, one) for n, one in enumerate(words)]
    wrong = [page(20, "没留对电话", phone="12"), page(21, "  ")]
    answers = pressed(held, [*presses, *wrong, programme(key, "公众号说的"), open311("按标准说的")])
    assert [one.status_code for one in answers] == [302] * 7 + [422] * 2 + [201] * 2
    for one, said in zip(answers[:7], words, strict=True):
        assert said in Client().get(one.url).text
    assert "不是电话号码" in answers[7].text
    assert "没留对电话" in answers[7].text  # nothing has to be written again
    told_to = {row.words: row.number for row in Request.objects.order_by("pk")}
    assert answers[9].json()["number"] == told_to["公众号说的"]
    assert answers[10].json()[0]["service_request_id"] == told_to["按标准说的"]
    assert sorted(told_to) == sorted([*words, "公众号说的", "按标准说的"])
    assert numbers() == [f"Q2026-{n:06d}" for n in range(1, 10)]
    assert NumberSeries.objects.get(series=Series.REQUEST).last == 9
    assert deeds() == {"诉求人": 2, "街道公众号": 1, "Open311": 1}
    assert Deadline.objects.filter(of__startswith="grid.request:").count() == 18


def test_of_a_crowd_the_urgent_one_alone_is_told_at_once_and_reads_whom_to_call(
    office: Office, held: Held
) -> None:
    answers = pressed(held, [page(1, "灯不亮"), page(2, FIRE), page(3, "井盖响")])
    assert 'href="tel:119"' in Client().get(answers[1].url).text
    assert list(Request.objects.filter(urgent=True).values_list("words", flat=True)) == [FIRE]
    assert (
        Notice.objects.filter(message__kind="grid.request.urgent").values("message").distinct().count() == 1
    )
    assert office.clerk.username in told("grid.request.urgent")


def test_who_presses_twice_amid_a_crowd_is_led_to_one_page_and_costs_nobody_theirs(
    office: Office, held: Held
) -> None:
    twice = page(2, "按了两次")
    answers = pressed(held, [page(1, "灯不亮"), twice, twice, page(3, "井盖响")])
    assert [one.status_code for one in answers] == [302] * 4
    assert answers[1].url == answers[2].url
    assert sorted(Request.objects.values_list("words", flat=True)) == ["井盖响", "按了两次", "灯不亮"]
    assert numbers() == ["Q2026-000001", "Q2026-000002", "Q2026-000003"]


def test_what_breaks_over_one_of_a_crowd_is_that_ones_trouble_alone(
    office: Office, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = taking.tally

    def broken(d: Any, row: Request, before: frozenset[str]) -> None:
        if row.words == "坏的":
            raise RuntimeError
        counted(d, row, before)

    monkeypatch.setattr(taking, "tally", broken)
    answers = pressed(held, [page(1, "灯不亮"), page(2, "坏的"), page(3, "井盖响")])
    assert [one.status_code for one in answers] == [302, 500, 302]
    assert numbers() == ["Q2026-000001", "Q2026-000002"]


def test_two_programmes_of_one_name_stand_in_lines_of_their_own(office: Office, held: Held) -> None:
    keys = [issued(office, "街道公众号", code) for code in ("甲", "乙")]
    one, other = (key.split("_")[1] for key in keys)
    answers = pressed(held, [programme(keys[at], f"说的{n}") for n, at in enumerate((0, 0, 1))])
    assert [said.status_code for said in answers] == [201, 201, 201]
    taken = HistoryEntry.objects.filter(verb="grid.request.take", model="grid.request")
    hands = dict(taken.values_list("object_pk", "address"))
    assert [hands[str(pk)] for pk in Request.objects.order_by("words").values_list("pk", flat=True)] == [
        *(one, one),
        other,
    ]
    assert taken.values("deed").distinct().count() == 3

"""Many speak at the same moment: written in few deeds, each answered for themselves, numbers without gaps."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable
from typing import Any

import pytest
from django.db import OperationalError, connections

from beside import Hand
from dues import with_calendar
from office import Office
from workdays import at
from yike.core.deadlines.models import Deadline
from yike.core.record.deed import deed
from yike.core.record.models import Fact, HistoryEntry
from yike.core.rights.by import By
from yike.rooms.grid.actions.numbers import one_by_one
from yike.rooms.grid.actions.requests import taking
from yike.rooms.grid.actions.requests.taking import NewRequest
from yike.rooms.grid.models import NumberSeries, Request, Series
from yike.rooms.grid.queries.places import Place

pytestmark = pytest.mark.django_db
VISITOR = By(None, "居民")


@pytest.fixture(autouse=True)
def morning(clock: Any) -> None:
    with_calendar(clock, at("2026-11-30 Mon 10:00"))


def wish(office: Office, number: int, **more: Any) -> NewRequest:
    return NewRequest(f"第{number}盏路灯不亮", Place(office.grids[0]), link=f"link {number}", **more)


def drafts(*wishes: NewRequest) -> list[taking.Draft]:
    return [(one, taking._values(VISITOR, one)) for one in wishes]


def said(answers: Iterable[Any]) -> list[Any]:
    return [type(one).__name__ if isinstance(one, Exception) else one.number for one in answers]


def numbers() -> list[tuple[str, str]]:
    return list(Request.objects.order_by("number").values_list("number", "words"))


def spoken(office: Office, many: int) -> list[str]:
    """Let many speak at once, each with a connection of their own; return what went wrong."""
    gate, wrong, room = threading.Barrier(many), list[str](), threading.Semaphore(16)

    def go(number: int) -> None:
        try:
            gate.wait(60)
            with room:
                taking.take_request(VISITOR, wish(office, number))
                connections.close_all()
        except Exception as trouble:
            wrong.append(repr(trouble))
        finally:
            connections.close_all()

    hands = [Hand(target=go, args=(number,)) for number in range(many)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join(120)
    return wrong


@pytest.mark.django_db(transaction=True)
def test_forty_who_speak_at_once_have_forty_numbers_without_gaps_from_fewer_deeds(office: Office) -> None:
    assert spoken(office, 40) == []
    taken = HistoryEntry.objects.filter(verb="grid.request.take", model="grid.request")
    assert [number for number, _ in numbers()] == [f"Q2026-{n:06d}" for n in range(1, 41)]
    assert taken.values("deed").distinct().count() < 40
    assert NumberSeries.objects.get(series=Series.REQUEST).last == 40


def test_what_many_say_in_one_deed_is_written_as_if_each_had_spoken_alone(office: Office) -> None:
    """Deadlines, facts, history and the name by which staff call it: the same for one of two as for one alone."""
    alone = taking.take_request(VISITOR, wish(office, 1))
    first, second = taking._write(VISITOR, drafts(wish(office, 2), wish(office, 3)))
    assert said([alone, first, second]) == ["Q2026-000001", "Q2026-000002", "Q2026-000003"]
    assert written(first) == written(second) == written(alone)


def kept(entry: HistoryEntry) -> dict[str, Any]:
    payload = json.loads(entry.payload)
    return {when: values | {"number": "", "link_hash": ""} for when, values in payload.items()}


def written(row: Any) -> list[Any]:
    """Return what is there of a request, without what differs from one to the next."""
    fresh = Request.objects.get(pk=row.pk)
    deadlines = Deadline.objects.filter(of=fresh.of).order_by("kind")
    entries = HistoryEntry.objects.filter(model="grid.request", object_pk=str(fresh.pk)).order_by("pk")
    return [
        [(one.kind, one.due_at, one.area_id, one.name == fresh.number, one.moments) for one in deadlines],
        list(
            Fact.objects.filter(source_model="grid.request", source_pk=str(fresh.pk)).values_list("measure")
        ),
        [kept(entry) for entry in entries],
        (fresh.reply_by, fresh.due_at, fresh.state, fresh.area_id, fresh.number != ""),
    ]


def test_the_same_request_sent_twice_in_one_moment_is_one_and_costs_nobody_else_theirs(
    office: Office,
) -> None:
    answers = taking._write(VISITOR, drafts(wish(office, 1), wish(office, 2), wish(office, 1)))
    assert said(answers) == ["Q2026-000001", "Q2026-000002", "Q2026-000001"]
    assert [words for _, words in numbers()] == ["第1盏路灯不亮", "第2盏路灯不亮"]


def test_what_one_sent_that_cannot_be_kept_costs_nobody_else_theirs(office: Office) -> None:
    broken = drafts(wish(office, 1), wish(office, 2), wish(office, 3))
    broken[1][1]["kind"] = None
    answers = taking._write(VISITOR, broken)
    assert said(answers) == ["Q2026-000001", "IntegrityError", "Q2026-000002"]
    assert [words for _, words in numbers()] == ["第1盏路灯不亮", "第3盏路灯不亮"]


def test_what_breaks_over_one_is_that_ones_alone(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    counted = taking.tally

    def broken(d: Any, row: Request, before: frozenset[str]) -> None:
        if "第2盏" in row.words:
            raise RuntimeError
        counted(d, row, before)

    monkeypatch.setattr(taking, "tally", broken)
    answers = taking._write(VISITOR, drafts(wish(office, 1), wish(office, 2), wish(office, 3)))
    assert said(answers) == ["Q2026-000001", "RuntimeError", "Q2026-000002"]
    assert [words for _, words in numbers()] == ["第1盏路灯不亮", "第3盏路灯不亮"]


def test_a_database_that_does_not_answer_is_not_asked_again_for_each_who_speaks(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = list[int]()

    def silent(_deed: Any, rows: Any) -> None:
        asked.append(len(rows))
        raise OperationalError("locked")

    monkeypatch.setattr(taking, "_taken", silent)
    with pytest.raises(OperationalError):
        taking._write(VISITOR, drafts(wish(office, 1), wish(office, 2)))
    assert asked == [2]


def test_a_database_that_stops_to_answer_on_the_way_ends_it_for_all_who_are_left(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first two have pressed twice, so that they are registered one by one; then the database is gone."""
    numbered, asked = taking._numbered, list[int]()

    def going(d: Any, rows: Any, deadlines: Any) -> Any:
        asked.append(len(rows))
        if len(asked) > 1:
            raise OperationalError("gone")
        return numbered(d, rows, deadlines)

    monkeypatch.setattr(taking, "_numbered", going)
    four = drafts(wish(office, 1), wish(office, 1), wish(office, 2), wish(office, 3))
    answers = taking._write(VISITOR, four)
    assert said(answers) == ["Q2026-000001", "Q2026-000001", "OperationalError", "OperationalError"]
    assert asked == [1, 1]


@pytest.mark.django_db(transaction=True)
def test_who_speaks_while_the_numbers_are_held_waits_and_is_answered(office: Office) -> None:
    """Somebody else holds the series, as another process of the house does: nobody is lost, nobody fails."""
    wrong = list[str]()
    hand = Hand(target=lambda: wrong.extend(spoken(office, 6)))
    with deed(VISITOR, "grid.request.take") as d:
        one_by_one(d, Series.REQUEST)
        hand.start()
        hand.join(0.5)
        assert Request.objects.count() == 0
    hand.join(60)
    assert (wrong, len(numbers())) == ([], 6)

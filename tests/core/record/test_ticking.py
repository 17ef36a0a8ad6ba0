"""Bookkeeping of many rows in one statement; what history keeps cannot go that way."""

from __future__ import annotations

import pytest

from dues import begin, with_calendar
from office import BY, Office
from workdays import at
from yike.core.deadlines.models import Deadline
from yike.core.record.deed import deed
from yike.core.record.models import HistoryEntry

pytestmark = pytest.mark.django_db


def test_each_row_gets_its_own_values_and_history_nothing(office: Office, clock) -> None:
    with_calendar(clock)
    rows = [begin(office, number) for number in range(3)]
    before = HistoryEntry.objects.count()
    for number, row in enumerate(rows):
        row.step, row.next_at, row.moments = number, None if number else at("2026-12-01 Tue 09:00"), [number]
    with deed(BY, "test.tick") as d:
        d.tick_many(rows, ("step", "next_at", "moments"))
    kept = Deadline.objects.order_by("pk").values_list("step", "next_at", "moments")
    assert list(kept) == [(0, at("2026-12-01 Tue 09:00"), [0]), (1, None, [1]), (2, None, [2])]
    assert HistoryEntry.objects.count() == before


def test_a_field_that_history_keeps_is_refused(office: Office, clock) -> None:
    with_calendar(clock)
    row = begin(office)
    with deed(BY, "test.tick") as d, pytest.raises(ValueError, match="due_at"):
        d.tick_many([row], ("step", "due_at"))


def test_nothing_to_write_writes_nothing(office: Office) -> None:
    with deed(BY, "test.tick") as d:
        d.tick_many([], ("step",))
    assert Deadline.objects.count() == 0


def test_renewed_rows_keep_what_was_before_and_those_that_are_as_they_were_write_nothing(
    office: Office, clock
) -> None:
    with_calendar(clock)
    rows = [begin(office, number) for number in range(3)]
    rows = list(Deadline.objects.order_by("pk"))
    rows[0].name, rows[1].name = "甲", "乙"
    before = HistoryEntry.objects.count()
    with deed(BY, "test.renew") as d:
        assert d.renew_many(rows, ("name",)) == 2
    assert list(Deadline.objects.order_by("pk").values_list("name", flat=True))[:2] == ["甲", "乙"]
    assert HistoryEntry.objects.count() == before + 2
    last = HistoryEntry.objects.order_by("-id").first()
    assert last is not None
    assert last.content["after"] == {"name": "乙"}


def test_rows_that_differ_in_more_than_is_renewed_are_refused_whole(office: Office, clock) -> None:
    with_calendar(clock)
    begin(office)
    row = Deadline.objects.get()
    name, kind = row.name, row.kind
    row.name, row.kind = "甲", "test.other"
    before = HistoryEntry.objects.count()
    with deed(BY, "test.renew") as d, pytest.raises(ValueError, match="kind"):
        d.renew_many([row], ("name",))
    assert HistoryEntry.objects.count() == before
    assert Deadline.objects.values_list("name", "kind").get() == (name, kind)

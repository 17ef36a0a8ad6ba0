from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection, connections

from beside import Hand
from office import BY
from yike.core.record.deed import deed
from yike.core.record.models import HistoryEntry
from yike.rooms.grid.actions.numbers import take_number
from yike.rooms.grid.models import NumberSeries, Series


def taken(series: str = "Q") -> str:
    with deed(BY, "tests.number") as d:
        return take_number(d, series)


def broken() -> None:
    with deed(BY, "tests.number") as d:
        take_number(d, "Q")
        raise RuntimeError


@pytest.mark.django_db
def test_numbers_follow_each_other_in_each_series(clock: Any) -> None:
    clock.set(datetime(2026, 11, 26, 8, tzinfo=UTC))
    assert [taken(), taken(), taken("A"), taken(Series.WHISTLE), taken()] == [
        *("Q2026-000001", "Q2026-000002"),
        *("A2026-000001", "S2026-000001", "Q2026-000003"),
    ]


@pytest.mark.django_db
def test_the_year_turns_at_midnight_of_the_office(clock: Any) -> None:
    clock.set(datetime(2026, 12, 31, 15, 59, tzinfo=UTC))
    last = taken()
    clock.set(datetime(2026, 12, 31, 16, 0, tzinfo=UTC))
    assert (last, taken()) == ("Q2026-000001", "Q2027-000001")


@pytest.mark.django_db
def test_a_deed_that_fails_gives_its_number_back() -> None:
    first = taken()
    with pytest.raises(RuntimeError):
        broken()
    assert int(taken()[-6:]) == int(first[-6:]) + 1


@pytest.mark.django_db
def test_only_the_beginning_of_a_series_is_kept_in_history() -> None:
    for _ in range(3):
        taken()
    assert HistoryEntry.objects.filter(model="grid.numberseries").count() == 1


@pytest.mark.django_db(transaction=True)
def test_many_at_once_take_every_number_once_and_leave_none_out() -> None:
    got: list[str] = []

    def work() -> None:
        got.extend(taken() for _ in range(5))
        connections.close_all()

    workers = [Hand(target=work) for _ in range(6)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert sorted(int(number[-6:]) for number in got) == list(range(1, 31))
    assert NumberSeries.objects.get().last == 30
    connection.close()

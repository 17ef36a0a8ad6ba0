"""Facts added up: whenever the sweep has run, and whatever was corrected since, the sums are those of a recount."""

from __future__ import annotations

import threading
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, connections
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from beside import Hand
from office import BY, Office, make_office
from yike.core.record.actions import roll_up
from yike.core.record.deed import deed
from yike.core.record.measures import Measure, register
from yike.core.record.models import Fact, FactMark, FactRepeat, FactSum
from yike.core.record.once import records
from yike.core.record.rollup import sums

MENDED = register(Measure("tests.mended", "修好", "mended", "件", "things"))
TAKEN = register(Measure("tests.taken", "接收", "taken in", "件", "things", by_record=True))
AGAIN = register(Measure("tests.again", "重修", "mended again", "件", "things"))
CODES = (MENDED.code, AGAIN.code)
FIRST = date(2026, 1, 30)
DAY = timedelta(1)


def write(office: Office, rows: list[tuple[str, int, int, Decimal]]) -> None:
    """Write facts: a measure, a grid, so many days after the first, a quantity."""
    with deed(BY, "tests.mend") as d:
        for code, grid, days, quantity in rows:
            place = office.grids[grid]
            d.fact(code, quantity, area=place, source=place, day=FIRST + days * DAY)


def correct(wrong: Fact) -> None:
    """Take back a fact, under its own day."""
    with deed(BY, "tests.correct") as d:
        d.fact(
            wrong.measure, -wrong.quantity, area=wrong.area, source=wrong.area, day=wrong.day, corrects=wrong
        )


def recounted(since: date, until: date, ids: list[int]) -> dict[tuple[int, str], Decimal]:
    """Add the facts up one by one."""
    found: defaultdict[tuple[int, str], Decimal] = defaultdict(Decimal)
    for fact in Fact.objects.filter(day__gte=since, day__lte=until, area__in=ids):
        found[fact.area_id, fact.measure] += fact.quantity
    return dict(found)


QUANTITY = st.decimals(min_value=-3, max_value=9, places=3)
ROWS = st.lists(
    st.tuples(st.sampled_from(CODES), st.integers(0, 3), st.integers(0, 95), QUANTITY), min_size=1, max_size=6
)
STEPS = st.lists(st.one_of(ROWS, st.integers(0, 99), st.just("sweep")), min_size=1, max_size=8)


class SumsTest(TestCase):
    """Any facts and corrections, with the sweep run at any moment between them."""

    office: Office

    @classmethod
    def setUpTestData(cls) -> None:
        cls.office = make_office()

    @settings(max_examples=40)
    @given(STEPS, st.integers(-2, 98), st.integers(0, 98), st.integers(1, 4))
    def test_sums_are_those_of_a_recount(self, steps: list[Any], begin: int, last: int, grids: int) -> None:
        write(self.office, [(MENDED.code, 0, 0, Decimal(1))])
        for step in steps:
            if step == "sweep":
                roll_up()
            elif isinstance(step, int):
                mine = Fact.objects.filter(measure__in=CODES).order_by("pk")
                correct(mine[step % mine.count()])
            else:
                write(self.office, step)
        since, until = FIRST + begin * DAY, FIRST + last * DAY
        ids = [grid.pk for grid in self.office.grids[:grids]]
        asked = {"since": since, "until": until, "area_ids": ids}
        expected = recounted(since, until, ids)
        assert sums(CODES, **asked) == expected
        roll_up()
        assert (roll_up(), sums(CODES, **asked)) == (0, expected)


@pytest.mark.django_db
def test_a_correction_of_an_old_day_counts_at_once_and_after_the_sweep(office: Office) -> None:
    roll_up()
    write(office, [(MENDED.code, 0, 3, Decimal(5)), (MENDED.code, 0, 40, Decimal(2))])
    assert roll_up() == 2
    asked = {"since": FIRST, "until": FIRST + 60 * DAY, "area_ids": [office.grids[0].pk]}
    assert sums(CODES, **asked) == {(office.grids[0].pk, MENDED.code): 7}
    correct(Fact.objects.get(measure=MENDED.code, quantity=5))
    write(office, [(MENDED.code, 0, 3, Decimal(4))])
    assert sums(CODES, **asked) == {(office.grids[0].pk, MENDED.code): 6}
    assert (roll_up(), roll_up()) == (2, 0)
    assert sums(CODES, **asked) == {(office.grids[0].pk, MENDED.code): 6}
    kept = (
        FactSum.objects.filter(span="day", measure=MENDED.code)
        .order_by("first")
        .values_list("first", "quantity")
    )
    assert list(kept) == [(FIRST + 3 * DAY, 4), (FIRST + 40 * DAY, 2)]
    assert FactMark.objects.get().up_to == Fact.objects.latest("pk").pk


@pytest.mark.django_db
def test_what_is_not_declared_is_refused(office: Office) -> None:
    with pytest.raises(KeyError):
        sums(["tests.unheard"], since=FIRST, until=FIRST, area_ids=[])


@pytest.mark.django_db
@pytest.mark.parametrize("swept", ["before", "between", "after", "never"])
def test_records_count_once_and_parts_only_among_the_whole(office: Office, swept: str) -> None:
    first, second, third, fourth, fifth = [*office.grids[:4], office.street]
    told = (
        *((first, TAKEN.code, 1), (second, TAKEN.code, 1), (third, TAKEN.code, 1), (fifth, TAKEN.code, 1)),
        *((first, TAKEN.code, 1), (first, AGAIN.code, 1), (first, AGAIN.code, 1)),
        *((second, TAKEN.code, -1), (second, AGAIN.code, 1)),
        *((third, AGAIN.code, 1), (third, AGAIN.code, -1), (fourth, AGAIN.code, 1)),
    )
    sweeps = {"before": [0], "between": [0, 4], "after": [len(told)], "never": []}[swept]
    for at in range(len(told) + 1):
        if at in sweeps:
            roll_up()
        for place, code, quantity in told[at : at + 1]:
            wrong = Fact.objects.filter(measure=code, source_pk=str(place.pk)).first()
            more = {"corrects": wrong} if quantity < 0 else {}
            with deed(BY, "tests.mend") as d:
                d.fact(code, quantity, area=place, source=place, day=FIRST, **more)
    ids = [place.pk for place in (first, second, third, fourth, fifth)]
    asked = {"since": FIRST, "until": FIRST, "area_ids": ids}
    expected = {first.pk: (1, 1), third.pk: (1, 0), fifth.pk: (1, 0)}
    assert records(TAKEN.code, AGAIN.code, **asked) == expected
    later = {"since": FIRST + DAY, "until": FIRST + DAY, "area_ids": ids}
    assert records(TAKEN.code, AGAIN.code, **later) == {}
    roll_up()
    noted = FactRepeat.objects.order_by("pk").values_list("measure", "source_pk")
    assert {*noted} == {(TAKEN.code, str(first.pk)), (TAKEN.code, str(second.pk))}


HAPPENED = st.lists(
    st.tuples(
        *(st.sampled_from((TAKEN.code, AGAIN.code)), st.integers(0, 2), st.integers(0, 3)),
        *(st.integers(0, 95), st.sampled_from((1, 1, 1, -1))),
    ),
    min_size=1,
    max_size=9,
)


def once_each(since: date, until: date, ids: list[int]) -> dict[int, tuple[int, int]]:
    """Count record by record."""
    facts: defaultdict[str, list[Fact]] = defaultdict(list)
    asked = {"day__gte": since, "day__lte": until, "area__in": ids}
    for fact in Fact.objects.filter(measure__in=(TAKEN.code, AGAIN.code), **asked):
        facts[fact.source_pk].append(fact)
    found: dict[int, tuple[int, int]] = {}
    for mine in facts.values():
        whole = [fact for fact in mine if fact.measure == TAKEN.code]
        if sum(fact.quantity for fact in whole) > 0:
            place = max(fact.area_id for fact in whole)
            n, some = found.get(place, (0, 0))
            part = sum(fact.quantity for fact in mine if fact.measure == AGAIN.code)
            found[place] = (n + 1, some + (part > 0))
    return found


class RecordsTest(TestCase):
    """Anything that happened to three records in four places, with the sweep run at any moment between."""

    office: Office

    @classmethod
    def setUpTestData(cls) -> None:
        cls.office = make_office()

    @settings(max_examples=60)
    @given(
        st.lists(st.one_of(HAPPENED, st.just("sweep")), min_size=1, max_size=6),
        *(st.integers(-2, 98), st.integers(0, 98), st.integers(1, 4)),
    )
    def test_records_are_those_of_a_recount(
        self, steps: list[Any], begin: int, last: int, grids: int
    ) -> None:
        since, until = FIRST + begin * DAY, FIRST + last * DAY
        ids = [grid.pk for grid in self.office.grids[:grids]]
        for step in steps:
            if step == "sweep":
                roll_up()
            else:
                self.happen(step)
            expected = once_each(since, until, ids)
            assert records(TAKEN.code, AGAIN.code, since=since, until=until, area_ids=ids) == expected

    def happen(self, rows: list[tuple[str, int, int, int, int]]) -> None:
        """Write facts: a measure, a record, where, so many days after the first; or take one back."""
        for code, record, grid, days, quantity in rows:
            source, place = self.office.grids[record], self.office.grids[grid]
            wrong = Fact.objects.filter(measure=code, source_pk=str(source.pk), quantity=1).first()
            more = {"corrects": wrong} if quantity < 0 and wrong else {}
            with deed(BY, "tests.mend") as d:
                d.fact(code, -1 if more else 1, area=place, source=source, day=FIRST + days * DAY, **more)


@pytest.mark.django_db
def test_only_what_counts_records_is_asked_for_records_and_only_by_ones(office: Office) -> None:
    asked = {"since": FIRST, "until": FIRST, "area_ids": [office.grids[0].pk]}
    with pytest.raises(ValueError, match="does not count records"):
        records(MENDED.code, AGAIN.code, **asked)
    for wrong in (2, 0, -1):
        with pytest.raises(ValueError, match="counts records"):
            write(office, [(TAKEN.code, 0, 0, Decimal(wrong))])


@pytest.mark.django_db(transaction=True)
def test_a_fact_that_is_being_written_while_the_sweep_runs_is_added_up_later() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    office = make_office()
    written, go_on = threading.Event(), threading.Event()

    def slowly() -> None:
        with deed(BY, "tests.mend") as d:
            place = office.grids[0]
            d.fact(MENDED.code, 1, area=place, source=place, day=FIRST)
            d.flush()
            written.set()
            go_on.wait(30)
        connections.close_all()

    writer = Hand(target=slowly)
    writer.start()
    assert written.wait(30)
    write(office, [(MENDED.code, 1, 0, Decimal(1))])  # drawn later, kept earlier
    assert roll_up() == 0
    go_on.set()
    writer.join(30)
    ids = [office.grids[0].pk, office.grids[1].pk]
    expected = {(pk, MENDED.code): 1 for pk in ids}
    assert sums(CODES, since=FIRST, until=FIRST, area_ids=ids) == expected
    assert roll_up() == Fact.objects.count()  # none was before
    assert sums(CODES, since=FIRST, until=FIRST, area_ids=ids) == expected

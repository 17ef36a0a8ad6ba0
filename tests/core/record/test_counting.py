"""How many: additive numbers add up, distinct ones are counted anew, and the evidence is what was counted."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from office import BY, Office, make_office
from yike.core.areas.models import Area
from yike.core.record.counting import how_many, record_of, totals
from yike.core.record.deed import deed
from yike.core.record.measures import DISTINCT, Measure, register
from yike.core.record.models import Fact

SERVED = register(Measure("tests.served", "服务人次", "services", "人次", "times"))
NONE = register(Measure("tests.none", "没有的事", "nothing", "件", "times"))
PERSONS = register(Measure("tests.persons", "服务人数", "persons served", "人", "persons", DISTINCT))
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)  # Monday, Tuesday


def write(office: Office, code: str, rows: list[tuple[int, date, str, int]]) -> None:
    with deed(BY, "tests.serve") as d:
        for grid, day, subject, quantity in rows:
            place = office.grids[grid]
            d.fact(code, quantity, area=place, source=place, subject=subject, day=day)


def by_area(code: str, level: Area) -> dict[str, Decimal]:
    answer = how_many(code, since=MONDAY, until=TUESDAY, split="area", path_length=len(level.path))
    return {part.key: part.quantity for part in answer.parts}


@pytest.mark.django_db
def test_person_times_add_up_over_days_and_areas(office: Office) -> None:
    write(office, "tests.served", [(0, MONDAY, "", 3), (1, MONDAY, "", 2), (2, TUESDAY, "", 5)])
    answer = how_many("tests.served", since=MONDAY, until=TUESDAY, split="day")
    assert (answer.total, [(p.key, p.quantity) for p in answer.parts]) == (10, [(MONDAY, 5), (TUESDAY, 5)])
    assert by_area("tests.served", office.first) == {office.first.path: 5, office.second.path: 5}


@pytest.mark.django_db
def test_one_person_on_two_days_in_two_grids_is_one_person(office: Office) -> None:
    write(office, "tests.persons", [(0, MONDAY, "p1", 1), (1, TUESDAY, "p1", 1), (2, TUESDAY, "p2", 1)])
    answer = how_many("tests.persons", since=MONDAY, until=TUESDAY, split="day")
    assert (answer.total, [(p.key, p.quantity) for p in answer.parts]) == (2, [(MONDAY, 1), (TUESDAY, 2)])
    assert by_area("tests.persons", office.first) == {office.first.path: 1, office.second.path: 1}


@pytest.mark.django_db
def test_a_correction_is_a_new_fact_and_the_old_one_stays(office: Office) -> None:
    write(office, "tests.persons", [(0, MONDAY, "p1", 1), (0, MONDAY, "p2", 1)])
    wrong = Fact.objects.get(subject="p2")
    with deed(BY, "tests.correct") as d:
        place = office.grids[0]
        d.fact("tests.persons", -1, area=place, source=place, subject="p2", day=MONDAY, corrects=wrong)
    answer = how_many("tests.persons", since=MONDAY, until=MONDAY)
    assert (answer.total, answer.facts.count()) == (1, 3)


@pytest.mark.django_db
def test_only_the_areas_asked_for_are_counted(office: Office) -> None:
    write(office, "tests.served", [(0, MONDAY, "", 3), (2, MONDAY, "", 4)])
    ids = [office.grids[0].pk, office.grids[1].pk]
    assert how_many("tests.served", since=MONDAY, until=MONDAY, area_ids=ids).total == 3


@pytest.mark.django_db
def test_many_measures_are_counted_together_each_from_its_own_day(
    office: Office, django_assert_num_queries: Any
) -> None:
    write(office, "tests.served", [(0, MONDAY, "", 3), (1, TUESDAY, "", 2), (2, TUESDAY, "", 9)])
    write(office, "tests.persons", [(0, MONDAY, "p1", 1), (1, TUESDAY, "p1", 1), (1, TUESDAY, "p2", 1)])
    ids = [office.grids[0].pk, office.grids[1].pk]
    since = {"tests.served": TUESDAY, "tests.persons": MONDAY, "tests.none": TUESDAY}
    with django_assert_num_queries(2):
        found = totals(since, until=TUESDAY, area_ids=ids)
    assert found == {"tests.served": 2, "tests.persons": 2, "tests.none": 0}


@pytest.mark.django_db
def test_no_facts_is_none_and_not_unknown(office: Office) -> None:
    assert how_many("tests.served", since=MONDAY, until=MONDAY, split="month").parts == ()
    assert how_many("tests.served", since=MONDAY, until=MONDAY).total == 0


@pytest.mark.django_db
def test_every_fact_leads_to_the_record_that_proves_it(office: Office) -> None:
    write(office, "tests.served", [(0, MONDAY, "", 3)])
    fact = how_many("tests.served", since=MONDAY, until=MONDAY).facts.get()
    assert record_of(fact) == office.grids[0]


@pytest.mark.django_db
def test_an_undeclared_measure_and_a_distinct_one_without_a_subject_are_refused(office: Office) -> None:
    place = office.grids[0]
    with pytest.raises(KeyError), deed(BY, "tests.serve") as d:
        d.fact("tests.unknown", 1, area=place, source=place)
    with pytest.raises(ValueError, match="distinct"), deed(BY, "tests.serve") as d:
        d.fact("tests.persons", 1, area=place, source=place)


ROWS = st.lists(
    st.tuples(
        st.integers(0, 3), st.sampled_from([MONDAY, TUESDAY]), st.sampled_from("abc"), st.integers(-1, 2)
    ),
    max_size=12,
)


class TestAgainstAPlainCount(TestCase):
    """Whatever facts there are, the answer is what a plain loop over them gives."""

    office: Office

    @classmethod
    def setUpTestData(cls) -> None:
        cls.office = make_office()

    @given(rows=ROWS)
    def test_totals_and_parts_equal_a_plain_recount(self, rows: list[tuple[int, date, str, int]]) -> None:
        office = self.office
        write(office, "tests.persons", rows)
        write(office, "tests.served", rows)
        for day in (MONDAY, TUESDAY):
            left = [r for r in rows if r[1] == day]
            sums = {s: sum(r[3] for r in left if r[2] == s) for s in "abc"}
            assert how_many("tests.served", since=day, until=day).total == sum(r[3] for r in left)
            assert how_many("tests.persons", since=day, until=day).total == sum(n > 0 for n in sums.values())
        since = {"tests.persons": MONDAY, "tests.served": TUESDAY}
        assert totals(since, until=TUESDAY) == {
            code: how_many(code, since=day, until=TUESDAY).total for code, day in since.items()
        }

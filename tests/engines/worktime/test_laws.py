"""What holds for every term: hypothesis looks for a counterexample, a plain walk through time is the reference."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from plainly import after_days, after_minutes, worked
from workdays import at, table
from yike.engines.worktime import (
    Calendar,
    Colour,
    DatedHours,
    Limit,
    OfficeHours,
    Pause,
    Quiet,
    Span,
    Term,
    Unit,
    WorkClock,
    YearTable,
    daily,
    moments,
    next_allowed,
    office,
    progress,
    reckon,
)
from yike.engines.worktime.hours import AFTERNOON, MORNING

STEADY = settings(deadline=None, derandomize=True, max_examples=150)
BEGIN = at("2025-01-01 Wed 00:00")
CALENDAR = Calendar((table(2025), table(2026), YearTable(2027, ())))  # 2027 only so that long limits end
OFFICE, PATROL = WorkClock(CALENDAR, office()), WorkClock(CALENDAR, daily(Span(7 * 60, 19 * 60)))
NIGHT = (Span(0, 6 * 60), Span(22 * 60, 1440))
ODD = WorkClock(
    CALENDAR,
    OfficeHours(  # shut on Wednesday, open on Saturday morning, a duty on Sunday night
        weekly=((MORNING, AFTERNOON), (AFTERNOON,), (), (MORNING,), (Span(510, 511),), (MORNING,), NIGHT),
        makeup=(MORNING,),
        dated=(
            DatedHours(at("2025-02-05 Wed 00:00").date(), (AFTERNOON,)),
            DatedHours(at("2025-10-01 Wed 00:00").date(), NIGHT),
            DatedHours(at("2025-11-17 Mon 00:00").date(), ()),
        ),
    ),
)
CLOCKS = st.sampled_from([OFFICE, PATROL, ODD])
MOMENTS = st.integers(0, 500 * 1440).map(lambda minute: BEGIN + timedelta(minutes=minute))
LENGTHS = st.integers(0, 6 * 1440).map(lambda minute: timedelta(minutes=minute))
DAYS = st.sampled_from([Unit.WORK_DAY, Unit.DAY])
RUNNING = st.sampled_from([Unit.MINUTE, Unit.WORK_HOUR])


@st.composite
def terms(draw: st.DrawFn, units: st.SearchStrategy[Unit], most: int = 12) -> Term:
    """A term with up to three pauses that begin up to two weeks around its receipt, some of them crossing."""
    received, unit = draw(MOMENTS), draw(units)
    shifts = st.integers(-1440, 14 * 1440).map(lambda minute: timedelta(minutes=minute))
    begins = draw(st.lists(shifts, max_size=3))
    pauses = tuple(Pause(received + s, received + s + draw(LENGTHS), "补正") for s in begins)
    return Term(received, Limit(draw(st.integers(1, most)), unit), pauses)


def due(term: Term, clock: WorkClock) -> datetime:
    found = reckon(term, clock).due
    assert found is not None
    return found


@STEADY
@given(terms(RUNNING), CLOCKS)
def test_minutes_and_working_hours_end_where_a_walk_by_minutes_ends(term: Term, clock: WorkClock) -> None:
    assert due(term, clock) == after_minutes(term, clock.hours, clock.calendar)


@STEADY
@given(terms(DAYS, most=40), CLOCKS)
def test_days_end_where_a_walk_by_days_ends(term: Term, clock: WorkClock) -> None:
    assert due(term, clock) == after_days(term, clock.hours, clock.calendar)


@STEADY
@given(MOMENTS, st.integers(0, 20 * 1440), CLOCKS)
def test_minutes_between_are_those_counted_one_by_one(begin: datetime, length: int, clock: WorkClock) -> None:
    end = begin + timedelta(minutes=length)
    assert clock.minutes_between(begin, end) == worked(begin, end, clock.hours, clock.calendar)


@STEADY
@given(MOMENTS, st.integers(1, 60), CLOCKS)
def test_working_hours_are_the_inverse_of_minutes_between(
    received: datetime, hours: int, clock: WorkClock
) -> None:
    end = due(Term(received, Limit(hours, Unit.WORK_HOUR)), clock)
    assert clock.minutes_between(received, end) == hours * 60
    assert clock.minutes_between(received, end - timedelta(minutes=1)) == hours * 60 - 1


@STEADY
@given(terms(st.just(Unit.WORK_HOUR)), CLOCKS)
def test_a_deadline_of_working_hours_lies_within_office_hours(term: Term, clock: WorkClock) -> None:
    assert clock.is_open(due(term, clock) - timedelta(minutes=1))


@STEADY
@given(terms(st.sampled_from(list(Unit))), LENGTHS, CLOCKS)
def test_whoever_comes_later_is_never_due_earlier(term: Term, later: timedelta, clock: WorkClock) -> None:
    pauses = () if term.limit.unit is Unit.MONTH else term.pauses  # months differ in length
    first = due(Term(term.received, term.limit, pauses), clock)
    assert due(Term(term.received + later, term.limit, pauses), clock) >= first


@STEADY
@given(terms(st.sampled_from(list(Unit)), most=7), st.integers(0, 5), CLOCKS)
def test_a_longer_limit_never_ends_earlier(term: Term, more: int, clock: WorkClock) -> None:
    longer = Limit(term.limit.amount + more, term.limit.unit)
    assert due(Term(term.received, longer, term.pauses), clock) >= due(term, clock)


@STEADY
@given(MOMENTS, st.integers(1, 12), st.floats(0, 0.999), LENGTHS, CLOCKS)
def test_a_pause_of_so_many_working_minutes_moves_the_deadline_by_as_many(
    received: datetime, hours: int, share: float, length: timedelta, clock: WorkClock
) -> None:
    limit = Limit(hours, Unit.WORK_HOUR)
    before = due(Term(received, limit), clock)
    begin = received + timedelta(minutes=int((before - received) / timedelta(minutes=1) * share))
    pause = Pause(begin, begin + length)
    after = due(Term(received, limit, (pause,)), clock)
    assert clock.minutes_between(before, after) == clock.minutes_between(begin, begin + length)


@STEADY
@given(terms(st.sampled_from(list(Unit))), CLOCKS)
def test_no_deadline_lies_in_a_pause(term: Term, clock: WorkClock) -> None:
    end = due(term, clock)
    assert [p for p in term.pauses if p.begin < end <= p.end and p.end > term.received] == []


@STEADY
@given(terms(st.sampled_from(list(Unit))), CLOCKS)
def test_the_order_and_the_cutting_of_pauses_does_not_matter(term: Term, clock: WorkClock) -> None:
    cut = [Pause(p.begin, p.begin + (p.end - p.begin) // 2) for p in term.pauses if p.end]
    cut += [Pause(c.end, p.end) for c, p in zip(cut, term.pauses, strict=True) if c.end]
    assert due(Term(term.received, term.limit, tuple(reversed(cut))), clock) == due(term, clock)


@STEADY
@given(terms(st.sampled_from(list(Unit))), CLOCKS)
def test_an_open_pause_hides_the_deadline_unless_it_opens_after_it(term: Term, clock: WorkClock) -> None:
    end = due(term, clock)
    opened = Term(term.received, term.limit, (*term.pauses, Pause(end, None)))
    assert reckon(opened, clock).due == end
    earlier = Term(term.received, term.limit, (*term.pauses, Pause(end - timedelta(minutes=1), None)))
    assert reckon(earlier, clock).due is None


@STEADY
@given(terms(st.sampled_from(list(Unit))), CLOCKS, st.lists(st.floats(0, 1.2), min_size=2, max_size=6))
def test_the_share_used_only_grows_and_its_colour_follows(
    term: Term, clock: WorkClock, at_shares: list[float]
) -> None:
    reckoning = reckon(term, clock)
    length = due(term, clock) - term.received
    seen = [progress(reckoning, term.received + length * share) for share in sorted(at_shares)]
    assert [p.used for p in seen] == sorted(p.used for p in seen)
    order = [Colour.GREEN, Colour.YELLOW, Colour.RED]
    colours = [order.index(p.colour) for p in seen]
    assert colours == sorted(colours)
    assert all(p.colour is Colour.RED or (p.used < 0.5) is (p.colour is Colour.GREEN) for p in seen)


@STEADY
@given(terms(st.sampled_from(list(Unit))), CLOCKS)
def test_each_reminder_is_the_first_moment_at_which_its_share_is_used(term: Term, clock: WorkClock) -> None:
    reckoning = reckon(term, clock)
    half, most, whole = moments(reckoning)
    assert half is not None
    assert most is not None
    assert half <= most <= whole == due(term, clock)
    assume(half > term.received + timedelta(minutes=1))
    assert progress(reckoning, half).used >= 0.5 > progress(reckoning, half - timedelta(minutes=1)).used


@STEADY
@given(MOMENTS, st.times(), st.times())
def test_a_message_is_put_off_only_in_quiet_hours_and_only_to_their_end(
    moment: datetime, start: time, end: time
) -> None:
    quiet = Quiet(start.replace(tzinfo=None), end.replace(tzinfo=None))
    allowed = next_allowed(moment, quiet)
    assert moment <= allowed < moment + timedelta(days=1)
    assert next_allowed(allowed, quiet) == allowed
    if allowed != moment:
        assert (allowed.hour, allowed.minute) == (end.hour, end.minute)
        assert next_allowed(allowed - timedelta(minutes=1), quiet) == allowed


@pytest.mark.parametrize("clock", [OFFICE, PATROL, ODD], ids=["office", "patrol", "odd"])
def test_the_two_years_hold_as_many_minutes_as_a_walk_counts(clock: WorkClock) -> None:
    end = at("2026-12-31 Thu 23:59")
    assert clock.minutes_between(BEGIN, end) == worked(BEGIN, end, clock.hours, clock.calendar)

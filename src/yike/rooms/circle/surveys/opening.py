"""Opening hours of points and gates as masks: open at a moment, open in each hour of the week."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import date, datetime, timedelta

import numpy as np

from yike.engines.faults import Fault
from yike.engines.reach.cover import Mask
from yike.engines.reach.hours import Hours
from yike.engines.reach.hoursmatrix import HOURS
from yike.engines.reach.streets.model import BOTH_HOURS, Streets
from yike.engines.reach.walk import Walk

Gate = tuple[Hours | None, ...]  # all must be open; None, taken as open, where hours cannot be read
NO_HOLIDAYS: frozenset[date] = frozenset()
REFERENCE_MONDAY = date(2026, 5, 11)  # a week of late spring without a holiday, where no moment names a week


def monday_of(at: datetime | None) -> date:
    """Return the Monday of the week a moment lies in, that of the reference week without a moment.

    Years 1 and 9999, whose weeks run over the ends of the calendar, have the reference week too.
    """
    if at is None or not date.min.year < at.year < date.max.year:
        return REFERENCE_MONDAY
    return at.date() - timedelta(days=at.weekday())


def open_at(
    hours: Sequence[Hours | None],
    at: datetime | None,
    holidays: AbstractSet[date] = NO_HOLIDAYS,
    worked: AbstractSet[date] = NO_HOLIDAYS,
) -> Mask:
    """Return which are open at a local moment. Without hours, or without a moment, all count as open."""
    if at is None:
        return np.ones(len(hours), np.bool_)
    known = {one: one.open_at(at, holidays, worked) for one in set(hours) if one is not None}
    return np.fromiter((one is None or known[one] for one in hours), np.bool_, len(hours))


def open_by_hour(
    hours: Sequence[Hours | None],
    monday: date,
    holidays: AbstractSet[date] = NO_HOLIDAYS,
    worked: AbstractSet[date] = NO_HOLIDAYS,
) -> Mask:
    """Return (len(hours), 168) which are open at each full hour of the week from ``monday`` 00:00."""
    always = np.ones(HOURS, np.bool_)
    known = {one: one.week_matrix(monday, holidays, worked) for one in set(hours) if one is not None}
    rows = [always if one is None else known[one] for one in hours]
    return np.stack(rows) if rows else np.zeros((0, HOURS), np.bool_)


def read_gates(streets: Streets) -> tuple[Gate, ...]:
    """Return the hours of every row of ``gate_hours``, several where all of them must be open."""
    return tuple(tuple(map(_hours, text.split(BOTH_HOURS))) for text in streets.gate_hours)


def _hours(text: str) -> Hours | None:
    try:
        return Hours.parse(text)
    except Fault:
        return None


def gates_by_hour(
    gates: Sequence[Gate],
    monday: date,
    holidays: AbstractSet[date] = NO_HOLIDAYS,
    worked: AbstractSet[date] = NO_HOLIDAYS,
) -> Mask:
    """Return (len(gates), 168) which gates are open at each full hour of the week from ``monday``."""
    rows = [open_by_hour(gate, monday, holidays, worked).all(axis=0) for gate in gates]
    return np.stack(rows) if rows else np.zeros((0, HOURS), np.bool_)


def segments_open(
    streets: Streets,
    gates: Sequence[Gate],
    at: datetime | None,
    holidays: AbstractSet[date] = NO_HOLIDAYS,
) -> Mask | None:
    """Return (m,) which segments are not behind a shut gate at a moment; None where no gate can be shut."""
    if at is None or streets.hours is None or not gates:
        return None
    open_gate = np.array([open_at(gate, at, holidays).all() for gate in gates])
    return np.asarray((streets.hours < 0) | open_gate[np.maximum(streets.hours, 0)])


def walk_at(
    all_open: Walk,
    gates: Sequence[Gate],
    at: datetime | None,
    holidays: AbstractSet[date] = NO_HOLIDAYS,
) -> Walk:
    """Return the walk with the gates as their hours say at a moment: ``all_open`` itself where none is shut."""
    streets = all_open.streets
    open_now = segments_open(streets, gates, at, holidays)
    return all_open if open_now is None or open_now.all() else Walk.of(streets, all_open.pace, open_now)

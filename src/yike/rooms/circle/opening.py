"""Opening hours of points and gates as masks: open at a moment, open in each hour of the week."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import numpy as np

from yike.engines.faults import Fault
from yike.engines.reach.cover import Mask
from yike.engines.reach.hours import Hours
from yike.engines.reach.hoursmatrix import HOURS
from yike.engines.reach.streets.model import Streets
from yike.engines.reach.walk import Walk


def open_at(hours: Sequence[Hours | None], at: datetime | None) -> Mask:
    """Return which are open at a local moment. Without hours, or without a moment, all count as open."""
    if at is None:
        return np.ones(len(hours), np.bool_)
    known = {one: one.open_at(at) for one in set(hours) if one is not None}
    return np.fromiter((one is None or known[one] for one in hours), np.bool_, len(hours))


def open_by_hour(hours: Sequence[Hours | None]) -> Mask:
    """Return (len(hours), 168) which are open at each full hour of the plain week, Monday 00:00 first."""
    always = np.ones(HOURS, np.bool_)
    known = {one: _week(one) for one in set(hours) if one is not None}
    rows = [always if one is None else known[one] for one in hours]
    return np.stack(rows) if rows else np.zeros((0, HOURS), np.bool_)


def _week(hours: Hours) -> Mask:
    return np.asarray(hours.week_matrix(), np.bool_).reshape(HOURS)


def read_gates(streets: Streets) -> tuple[Hours | None, ...]:
    """Return the hours of every row of ``gate_hours``; None, taken as open, where they cannot be read."""
    return tuple(_gate(text) for text in streets.gate_hours)


def _gate(text: str) -> Hours | None:
    try:
        return Hours.parse(text)
    except Fault:
        return None


def segments_open(streets: Streets, gates: Sequence[Hours | None], at: datetime | None) -> Mask | None:
    """Return (m,) which segments are not behind a shut gate at a moment; None where no gate can be shut."""
    if at is None or streets.hours is None or not gates:
        return None
    open_gate = open_at(gates, at)
    return np.asarray((streets.hours < 0) | open_gate[np.maximum(streets.hours, 0)])


def walk_at(all_open: Walk, gates: Sequence[Hours | None], at: datetime | None) -> Walk:
    """Return the walk with the gates as their hours say at a moment: ``all_open`` itself where none is shut."""
    streets = all_open.streets
    open_now = segments_open(streets, gates, at)
    return all_open if open_now is None or open_now.all() else Walk.of(streets, all_open.pace, open_now)

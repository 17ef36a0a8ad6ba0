"""What time does by itself: an agreement comes near its last day, and is over after it."""

from __future__ import annotations

from datetime import timedelta

from yike.core.record.clock import today
from yike.core.record.deed import deed
from yike.core.rights.by import By
from yike.engines.faults import Fault
from yike.rooms.almanac.actions.agreements.moving import end, remind
from yike.rooms.almanac.models.agreements import ENDS_SOON, Agreement, AgreementState

MOST = 200  # in one sweep


def run_out() -> int:
    """End what is over, let it be due to decide on what ends soon; return how many. Twice does no more."""
    by, day, done = By.machine("almanac.agreements"), today(), 0
    rows = Agreement.objects.filter(state=AgreementState.IN_FORCE)
    for row in rows.filter(ends__lt=day).order_by("ends")[:MOST]:
        try:
            end(by, row)
        except Fault:  # somebody was quicker
            continue
        done += 1
    soon = rows.filter(ends__gte=day, ends__lte=day + timedelta(days=ENDS_SOON))
    return done + sum(_near(by, row) for row in soon.order_by("ends")[:MOST])


def _near(by: By, agreement: Agreement) -> bool:
    with deed(by, "almanac.agreement.soon") as d:
        row = d.lock(agreement)
        return row.state == AgreementState.IN_FORCE and remind(d, row)

"""The worker's sign of life."""

from __future__ import annotations

from datetime import timedelta

from yike.core.outbox.models import Heartbeat
from yike.core.record.clock import now
from yike.core.record.deed import deed
from yike.core.rights.by import By

FORGOTTEN = timedelta(days=7)


def beat(by: By, *, trouble: str = "") -> None:
    """Say that this worker is alive, and what went wrong in its last round, if anything."""
    with deed(by, "outbox.beat") as d:
        rows = Heartbeat.objects.filter(worker=by.hand)
        if rows.update(at=now(), trouble=trouble[:300], stopped_at=None):
            return
        for old in Heartbeat.objects.filter(at__lt=now() - FORGOTTEN):
            d.remove(old)
        d.add(Heartbeat(worker=by.hand, started_at=now(), at=now(), trouble=trouble[:300]))


def stop_beating(by: By) -> None:
    """Say that this worker has ended in peace."""
    with deed(by, "outbox.beat") as d:
        for row in Heartbeat.objects.filter(worker=by.hand):
            d.change(row, stopped_at=now())

"""What the machine does by itself in the outbox."""

from __future__ import annotations

from yike.core.outbox.actions import doubt_lost, expire_late, make_digests
from yike.core.record.sweeps import Sweep, register

register(Sweep("outbox.lost", 15.0, doubt_lost))
register(Sweep("outbox.expired", 60.0, expire_late))
register(Sweep("outbox.digests", 60.0, make_digests))

"""What the machine does by itself to deliveries that wait too long or whose worker died."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from yike.core.outbox.actions.moving import count_failed, move
from yike.core.outbox.channels.result import Reason
from yike.core.outbox.flows import QUEUED, State
from yike.core.outbox.models import Delivery
from yike.core.outbox.pace import LEASE
from yike.core.record.clock import now
from yike.core.record.deed import deed
from yike.core.rights.by import By

CARRIER = "发件程序"  # what the history calls it; named in ``messages`` for other languages
MACHINE = By.machine(CARRIER)
BATCH = 200


def doubt_lost(lease: timedelta = LEASE) -> int:
    """Set aside as unsure whatever was being sent when its worker died; return how many.

    A lease that ends later than any lease can was given by a clock that has been set back since.
    """
    at = now()
    lost = Q(lease_until__lte=at) | Q(lease_until__gt=at + 2 * lease)
    return _each(Q(state=State.SENDING) & lost, "doubt", "outbox.doubt")


def expire_late() -> int:
    """Expire what nobody needs any more; return how many."""
    return _each(Q(state__in=sorted(QUEUED), message__expires__lte=now()), "expire", "outbox.expire")


def _each(which: Q, verb: str, deed_verb: str) -> int:
    """Move each delivery by itself: one that cannot be moved keeps no other one back."""
    rows = Delivery.objects.filter(which).select_related("message").order_by("pk")[:BATCH]
    return sum(_one(delivery, verb, deed_verb) for delivery in rows)


def _one(delivery: Delivery, verb: str, deed_verb: str) -> bool:
    with deed(MACHINE, deed_verb) as d:
        told = {"why": Reason.INTERRUPTED} if verb == "doubt" else {}
        done = move(d, delivery, verb, **told)
        if done and verb == "expire":
            count_failed(d, delivery)
    return done


def hurry(at: datetime) -> int:
    """Let everything that waits for its next try be tried now: the clock was set back, and no pause is right."""
    with deed(MACHINE, "outbox.settle"):
        return Delivery.objects.filter(state__in=sorted(QUEUED), due_at__gt=at).update(due_at=at)

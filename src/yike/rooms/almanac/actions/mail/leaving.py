"""A reader leaves, or never said yes: the address goes, with what letters said to it."""

from __future__ import annotations

from typing import Any

from yike.core.outbox.actions import erase_mailbox, forget_messages
from yike.core.record.actions import erase_subjects
from yike.core.record.clock import now
from yike.core.record.deed import Deed, deed
from yike.core.rights.by import By
from yike.rooms.almanac.actions.mail.asking import CONFIRM
from yike.rooms.almanac.models.subscriptions import Subscription, SubscriptionState

BATCH = 200


def leave_mail(by: By, row: Subscription) -> None:
    """End a subscription; pressed again, it changes nothing.

    In order: letters that have not gone out are cancelled and all lose their words, the address and the choices are
    erased, and so is their history. That somebody agreed, and when they left, stays without telling who.
    """
    with deed(by, "almanac.mail.leave") as d:
        row = d.lock(row)
        if row.state != SubscriptionState.ENDED:
            _erased(d, row)


def _erased(d: Deed, row: Subscription) -> None:
    subject, endpoint = row.recorded_subject(), row.endpoint
    forget_messages(d, [subject])
    erase_mailbox(d, endpoint)
    gone: dict[str, Any] = {"area": None, "audience": "", "strand": "", "wanted": {}, "mailed": [], "box": ""}
    d.change(row, **gone, state=SubscriptionState.ENDED, ended_at=d.at)
    erase_subjects(d, [subject, endpoint.recorded_subject()])


def lapse() -> int:
    """Erase the addresses whose owners did not say yes within 48 hours; return how many."""
    late = Subscription.objects.filter(state=SubscriptionState.ASKED, asked_at__lte=now() - CONFIRM)
    rows = list(late.select_related("endpoint").order_by("pk")[:BATCH])
    for one in rows:
        with deed(By.machine("almanac.mail"), "almanac.mail.lapse") as d:
            row = d.lock(one)
            if row.state == SubscriptionState.ASKED and row.asked_at <= d.at - CONFIRM:
                _erased(d, row)
    return len(rows)

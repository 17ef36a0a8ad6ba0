"""What people do with messages: settle a doubt, retry, cancel, read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from yike.core.outbox.actions.moving import count_sent, move, take_back_failed
from yike.core.outbox.flows import DELIVERY, State
from yike.core.outbox.models import Delivery, Notice
from yike.core.record.clock import now
from yike.core.record.deed import Deed, deed
from yike.core.rights.by import By
from yike.engines.faults import Fault


def tend(by: By, delivery: Delivery, verb: str, *, reason: str = "") -> Delivery:
    """Do one of "received", "again", "retry", "cancel" to a delivery, as the table allows.

    Locks it, asks the right of the arrow, moves it; a message that arrived is counted, one tried again is
    taken off the failed ones. Raises ``Fault`` where its state has changed or the message has expired.
    """
    with deed(by, "outbox.tend", reason=reason) as d:
        found = d.lock(delivery)
        arrow = DELIVERY.step(verb, found.state)
        if arrow.right is None:
            raise KeyError(verb)
        arrow.right.require(by, found.message.area)
        _tended(d, found, verb)
    return found


def _tended(d: Deed, delivery: Delivery, verb: str) -> None:
    if verb in {"again", "retry"}:
        _queue_again(d, delivery, verb)
    elif verb == "received" and delivery.parts_sent + 1 < delivery.parts:
        move(d, delivery, "part", parts_sent=delivery.parts_sent + 1, due_at=now(), why="")
    elif verb == "received":
        move(d, delivery, verb, parts_sent=delivery.parts, sent_at=now(), why="")
        count_sent(d, delivery)
    else:
        move(d, delivery, verb)


def _queue_again(d: Deed, delivery: Delivery, verb: str) -> None:
    if delivery.message.expires <= now():
        raise Fault(
            "这条消息已经过了有效期",
            "this message has expired",
            do_zh="请重新写一条",
            do_en="Write a new one",
        )
    if delivery.state == State.SHELVED:
        take_back_failed(d, delivery)
    move(d, delivery, verb, due_at=now(), strikes=0, why="", answer="")


def tend_many(by: By, deliveries: Iterable[Delivery], verb: str, *, reason: str = "") -> tuple[int, int]:
    """Do the same to many, each by itself; return how many it was done to and how many it could not be."""
    done = failed = 0
    for delivery in deliveries:
        try:
            tend(by, delivery, verb, reason=reason)
            done += 1
        except Fault:
            failed += 1
    return done, failed


def read_notice(by: By, notice: Notice) -> Notice:
    """Note that a person has seen a notice on the own page. Raises ``KeyError`` for somebody else's."""
    with deed(by, "outbox.read") as d:
        found = d.lock(notice)
        if by.user is None or found.user_id != by.user.pk:
            raise KeyError(notice.pk)
        return d.change(found, read_at=found.read_at or now())


def read_all(by: By, notices: Iterable[Any]) -> int:
    """Note that a person has seen all of these."""
    return sum(read_notice(by, notice) is not None for notice in notices)

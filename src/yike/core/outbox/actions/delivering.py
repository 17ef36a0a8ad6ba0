"""The worker's two deeds around a call: claim before a byte goes out, settle once it is known what became of it."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from yike.core.outbox.actions.moving import count_failed, count_sent, move
from yike.core.outbox.channels.channel import Channel
from yike.core.outbox.channels.parcel import Address, Parcel
from yike.core.outbox.channels.rate import spend, wait
from yike.core.outbox.channels.result import WEATHER, Refused, Result, Retry, Sent, Unsure
from yike.core.outbox.flows import DELIVERY
from yike.core.outbox.models import Delivery, Endpoint
from yike.core.outbox.pace import LEASE, MOST_STRIKES, back_off
from yike.core.record.clock import now
from yike.core.record.deed import Deed, deed
from yike.core.rights.by import By


@dataclass(frozen=True)
class Call:
    """A claimed call: everything the wire needs, read before it."""

    delivery: Delivery
    way: Channel
    address: Address
    parcel: Parcel
    parts: int


def claim(by: By, delivery: Delivery, way: Channel, lease: timedelta = LEASE) -> bool:
    """Claim a delivery for one call; False where another worker has it or the endpoint must be quiet.

    Locks the endpoint, takes a token from its allowance, marks the delivery as being sent. Once this is
    committed, the call is made at most once, whatever becomes of the worker.
    """
    at = now()
    with deed(by, "outbox.claim") as d:
        endpoint = d.lock(delivery.endpoint)
        if not endpoint.enabled or wait(endpoint.spent, way.allowances, at.timestamp()) > 0:
            return False
        if not move(
            d,
            delivery,
            "claim",
            claim=uuid.uuid4(),
            claimed_by=by.hand,
            lease_until=at + lease,
            attempts=delivery.attempts + 1,
        ):
            return False
        spent = spend(endpoint.spent, way.allowances, at.timestamp())
        _note(
            endpoint, spent=spent, open_at=at + timedelta(seconds=wait(spent, way.allowances, at.timestamp()))
        )
    return True


def _note(endpoint: Endpoint, **values: Any) -> None:
    """Write an endpoint's bookkeeping, which leaves no history."""
    Endpoint.objects.filter(pk=endpoint.pk).update(**values)


def settle(by: By, delivery: Delivery, parts: int, result: Result) -> bool:
    """Write down what became of a call; False where a person or a sweep has decided otherwise meanwhile.

    An answer later than the lease still counts, as long as nobody has acted on the doubt.
    """
    with deed(by, "outbox.settle") as d:
        endpoint, found = d.lock(delivery.endpoint), d.lock(delivery)
        _note_result(endpoint, result)
        found.message = delivery.message
        if found.claim != delivery.claim or found.state not in DELIVERY["sent"].since:
            return False
        return _settled(d, found, parts, result)


def _settled(d: Deed, delivery: Delivery, parts: int, result: Result) -> bool:
    """Move the delivery as the result says, and count it."""
    if isinstance(result, Sent):
        return _got_through(d, delivery, parts, result)
    told = {"why": result.why, "answer": result.answer}
    if isinstance(result, Unsure):
        return move(d, delivery, "doubt", **told)
    strikes = delivery.strikes + (result.why not in WEATHER)
    if isinstance(result, Refused) or strikes >= MOST_STRIKES:
        done = move(d, delivery, "shelve", strikes=strikes, **told)
        if done:
            count_failed(d, delivery)
        return done
    pause = back_off(delivery.attempts) if result.after is None else timedelta(seconds=result.after)
    return move(d, delivery, "later", strikes=strikes, due_at=now() + pause, **told)


def _got_through(d: Deed, delivery: Delivery, parts: int, result: Sent) -> bool:
    """Note a part that arrived; with the last one the message has."""
    told: dict[str, Any] = {"parts_sent": delivery.parts_sent + 1, "why": "", "answer": result.answer}
    if delivery.parts_sent + 1 < parts:
        return move(d, delivery, "part", due_at=now(), **told)
    done = move(d, delivery, "sent", sent_at=now(), **told)
    if done:
        count_sent(d, delivery)
    return done


def _note_result(endpoint: Endpoint, result: Result) -> None:
    """Note on the endpoint how it fares, and keep it quiet where the vendor says so."""
    if isinstance(result, Sent):
        _note(endpoint, last_sent_at=now(), last_why="")
        return
    _note(endpoint, last_failed_at=now(), last_why=result.why)
    if isinstance(result, Retry) and result.hold and result.after:
        _note(endpoint, open_at=now() + timedelta(seconds=result.after))

"""Short ways to keep robots, post messages and run a worker's round in tests."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from office import BY, Office
from yike.core.outbox.actions import add_endpoint, claim, post, settle
from yike.core.outbox.channels.result import Result
from yike.core.outbox.models import Delivery, Endpoint, Kind, Message
from yike.core.outbox.queries import due
from yike.core.outbox.register import channel
from yike.core.outbox.worker import Worker
from yike.core.record.clock import now
from yike.core.record.deed import deed
from yike.core.record.models import Fact
from yike.core.rights.by import By

NOON = datetime.fromisoformat("2026-11-26T12:00:00+08:00")
NIGHT = datetime.fromisoformat("2026-11-26T23:00:00+08:00")
WORKER = By.machine("worker-1")
_numbers = count(1)


def robot(
    office: Office, how: str = "works", *, area: Any = None, kind: Kind = Kind.WECOM, **more: Any
) -> Endpoint:
    """Keep a robot whose far end is played as ``how``."""
    number = next(_numbers)
    values = {"address": f"robot-key-{number:06}", "name": f"机器人{number}", **more}
    return add_endpoint(BY, kind=kind, area=area or office.first, rehearsal=how, **values)


def say(to: Any, area: Any, *, key: str = "", **more: Any) -> Message:
    """Post a message to one or many."""
    recipients = to if isinstance(to, list) else [to]
    values = {"kind": "outbox.test", "title": "停水通知", "body": "周五停水。", **more}
    with deed(BY, "outbox.post") as d:
        return post(d, key=key or f"test:{next(_numbers)}", to=recipients, area=area, **values)


def only(message: Message) -> Delivery:
    """Return a message's one delivery as it is now."""
    return Delivery.objects.select_related("message", "endpoint").get(message=message)


def called(delivery: Delivery, result: Result, parts: int = 1) -> bool:
    """Claim and settle as a worker does whose call had this result."""
    way = channel(delivery.endpoint.kind, delivery.endpoint.rehearsal)
    assert claim(WORKER, delivery, way)
    return settle(WORKER, delivery, parts, result)


def rounds(number: int = 1, *, worker: Worker | None = None, sweeps: Any = ()) -> Worker:
    """Run rounds of a worker."""
    one = worker or Worker(sweeps, name="worker-1")
    for _ in range(number):
        one.round()
    return one


def queue() -> list[int]:
    """Return what may be sent now."""
    return [delivery.pk for delivery in due(now())]


def facts() -> dict[str, int]:
    """Return the sums of the outbox's two measures."""
    sums = {"outbox.sent": 0, "outbox.failed": 0}
    for fact in Fact.objects.filter(measure__in=sums):
        sums[fact.measure] += int(fact.quantity)
    return sums


def later(**amount: float) -> datetime:
    """Return a moment after noon of the test's day."""
    return NOON + timedelta(**amount)

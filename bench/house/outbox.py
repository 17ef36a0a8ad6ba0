"""Deliveries from the rows of the outbox to an address on loopback that says yes."""

from __future__ import annotations

import time
from collections.abc import Iterator

from django.conf import settings

from bench.house.child import say
from bench.house.limits import Row
from bench.house.street import BY, make_street
from bench.house.yes import yes
from yike.core.areas.models import Area
from yike.core.outbox.actions import add_endpoint, post
from yike.core.outbox.models import Delivery, Endpoint, Kind, Urgency
from yike.core.outbox.worker import Worker
from yike.core.record.deed import deed

ROBOTS, EACH = 30, 15  # a robot takes twenty messages a minute
ROUNDS = 20  # without a delivery, after which nothing more is due


def _robots(street: Area) -> list[Endpoint]:
    return [
        add_endpoint(
            BY,
            kind=Kind.WECOM,
            name=f"群{n}",
            area=street,
            address=f"693a91f6-7000-4bc4-97a0-0ec2a1fa5{n:03}",
        )
        for n in range(ROBOTS)
    ]


def _posted(street: Area, robots: list[Endpoint]) -> float:
    """Post the messages, each to one robot, and return the seconds it took."""
    began = time.perf_counter()
    for number in range(ROBOTS * EACH):
        with deed(BY, "outbox.endpoint.test") as d:
            post(
                d,
                key=f"bench:{number}",
                kind="outbox.test",
                title="便民集市",
                body=f"第 {number} 条：本周六上午九点，梅花新村广场。" * 4,
                to=[robots[number % ROBOTS]],
                area=street,
                urgency=Urgency.AT_ONCE,
            )
    return time.perf_counter() - began


def _carried() -> float:
    worker, idle = Worker(()), 0
    began = last = time.perf_counter()
    while idle < ROUNDS:
        if worker.round():
            last, idle = time.perf_counter(), 0
        else:
            idle += 1
    return last - began


def _row(what: str, seconds: float) -> Row:
    count = ROBOTS * EACH
    return {"what": what, "count": count, "seconds": seconds, "a second": round(count / seconds)}


def rows(_database: str) -> Iterator[Row]:
    """Post messages and carry them."""
    street = make_street().area
    with yes() as address:
        settings.YIKE_ROBOT_BASES, settings.YIKE_ROBOT_LOOPBACK = {"wecom": address}, True
        yield _row("messages posted, each with a delivery", _posted(street, _robots(street)))
        say("carrying")
        yield _row("deliveries carried by one worker", _carried())
    left = Delivery.objects.exclude(state="sent").count()
    if left:
        raise RuntimeError(f"{left} deliveries were not sent")

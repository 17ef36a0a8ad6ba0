"""The worker: runs the sweeps and carries what is due, one call at a time, until it is told to stop.

Several may run beside each other. Each may be killed at any moment: what it had in hand is then unsure, is set
aside once its lease has run out, and is never sent again by itself.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from django.db import DatabaseError, connection

from yike.core.outbox.actions import beat, claim, hurry, settle, stop_beating
from yike.core.outbox.actions.delivering import Call
from yike.core.outbox.actions.posting import parcels
from yike.core.outbox.actions.sweeping import CARRIER
from yike.core.outbox.channels.parcel import ATTACHED, Address
from yike.core.outbox.channels.result import Reason, Result, Retry, Unsure
from yike.core.outbox.models import Attachment, Delivery
from yike.core.outbox.pace import LEASE
from yike.core.outbox.queries import due
from yike.core.outbox.register import channel
from yike.core.record.clock import now
from yike.core.record.sweeps import Sweep, sweeps
from yike.core.rights.by import By
from yike.engines.faults import Fault

log = logging.getLogger(__name__)

BEAT = 10.0
SET_BACK = 2.0
"""Seconds the clock may fall behind before it counts as set back."""


class Worker:
    """One worker's loop and what it remembers between rounds."""

    def __init__(
        self,
        work: Sequence[Sweep],
        *,
        name: str = "",
        lease: timedelta = LEASE,
        stop: threading.Event | None = None,
    ) -> None:
        self.by = By.machine(CARRIER, process=name or f"{socket.gethostname()[:34]}:{os.getpid()}")
        self.lease, self.work = lease, work
        self.stop = stop or threading.Event()
        self.next_run = dict.fromkeys((sweep.name for sweep in work), 0.0)
        self.next_beat = 0.0
        self.ahead = _ahead()
        self.trouble = ""

    def round(self) -> bool:
        """Do one round; return whether something was carried, so that the next may follow at once."""
        self.trouble = ""
        for job in (self.watch_clock, self.sweep):
            self._guarded("worker", job)
        carried = bool(self._guarded("outbox.deliver", self.deliver))
        self._guarded("worker", self.sign)
        return carried

    def _guarded(self, name: str, job: Callable[[], object]) -> object:
        """Do a job; whatever it raises is logged, and the next round comes all the same."""
        try:
            return job()
        except DatabaseError as error:  # locked, or gone away: a fresh connection, and another try soon
            _hang_up()
            self._note(name, error)
        except Exception as error:
            log.exception("%s failed", name)
            self._note(name, error)
        return None

    def _note(self, name: str, error: Exception) -> None:
        self.trouble = f"{name}: {type(error).__name__}"
        log.warning("%s: %s", name, type(error).__name__)

    def watch_clock(self) -> None:
        """Where the clock was set back, let everything that waits be tried: its times are of another clock."""
        ahead = _ahead()
        if ahead < self.ahead - SET_BACK:
            hurry(now())
        self.ahead = ahead

    def sweep(self) -> None:
        """Run the sweeps that are due. Pauses are measured on a clock that cannot be set."""
        for sweep in self.work:
            if not self.stop.is_set() and time.monotonic() >= self.next_run[sweep.name]:
                self._guarded(sweep.name, sweep.work)
                self.next_run[sweep.name] = time.monotonic() + sweep.seconds

    def sign(self) -> None:
        """Give a sign of life, now and then, and at once where there is trouble."""
        if time.monotonic() >= self.next_beat or self.trouble:
            beat(self.by, trouble=self.trouble)
            self.next_beat = time.monotonic() + BEAT

    def deliver(self) -> bool:
        """Carry one delivery that is due; return whether there was one."""
        _sync_fully()
        for delivery in due(now()):
            if self.stop.is_set():
                return False
            try:
                call = prepared(delivery)
            except Fault as fault:
                self._put_off(delivery, fault)
                continue
            if claim(self.by, delivery, call.way, self.lease):
                self._keep(call, carried(call))
                return True
        return False

    def _put_off(self, delivery: Delivery, fault: Fault) -> None:
        """Put off what cannot be sent as the installation is set: a key or a mail server is missing."""
        way = channel("console")
        if claim(self.by, delivery, way, self.lease):
            settle(self.by, delivery, delivery.parts, Retry(Reason.NOT_READY, answer=fault.text("zh")[:500]))

    def _keep(self, call: Call, result: Result) -> None:
        """Write the result down, however often the database must be asked: it is known only here."""
        ends = time.monotonic() + self.lease.total_seconds()
        while True:
            try:
                settle(self.by, call.delivery, call.parts, result)
                return
            except DatabaseError:
                _hang_up()
                if time.monotonic() > ends:
                    raise
                time.sleep(0.2)


def _ahead() -> float:
    """Return how far the clock is ahead of the one that cannot be set, in seconds."""
    return now().timestamp() - time.monotonic()


def prepared(delivery: Delivery) -> Call:
    """Return everything the wire needs, opened and cut. Raises ``Fault`` where something is not set up."""
    endpoint, message = delivery.endpoint, delivery.message
    way = channel(endpoint.kind, endpoint.rehearsal)
    secret = endpoint.secret.reveal() if endpoint.secret else ""
    address = Address(endpoint.token.reveal(), secret)
    attachment = None
    if message.form in ATTACHED:
        kept = Attachment.objects.get(message=message)
        attachment = (kept.name, bytes(kept.data))
    parts = parcels(way, message, attachment)
    parcel = parts[min(delivery.parts_sent, len(parts) - 1)]
    return Call(delivery, way, address, parcel, len(parts))


def carried(call: Call) -> Result:
    """Make the call. A channel that breaks in an unforeseen way may have sent: that is unsure."""
    try:
        return call.way.send(call.address, call.parcel, now().timestamp())
    except Exception:
        log.exception("channel %s broke", call.way.kind)
        return Unsure(Reason.INTERRUPTED)


def run(
    stop: threading.Event,
    work: Sequence[Sweep] | None = None,
    *,
    name: str = "",
    lease: timedelta = LEASE,
    pause: float = 1.0,
) -> None:
    """Run a worker until ``stop`` is set; the delivery in hand is finished first.

    ``work`` are the sweeps, all registered ones where none are given; ``pause`` is in seconds, between rounds
    that had nothing to carry.
    """
    worker = Worker(sweeps() if work is None else work, name=name, lease=lease, stop=stop)
    while not stop.is_set():
        if not worker.round():
            stop.wait(pause)
    worker._guarded("worker", lambda: stop_beating(worker.by))
    _hang_up()


def _hang_up() -> None:
    """Close the database connection, so that the next question opens a fresh one."""
    if not connection.in_atomic_block:
        connection.close()


def _sync_fully() -> None:
    """Let SQLite wait for the disk at each commit: a claim lost with the power would be sent twice."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=FULL")


def stop_on_signals(*signals: Any) -> threading.Event:
    """Return an event that SIGTERM and SIGINT set: the worker then finishes what it has in hand."""
    stop = threading.Event()
    for one in signals or (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda *_: stop.set())
    return stop

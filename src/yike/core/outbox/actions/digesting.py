"""Put the day's small news for an endpoint together into one message."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from itertools import groupby

from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from yike.core.outbox.actions.moving import move
from yike.core.outbox.actions.posting import post
from yike.core.outbox.actions.sweeping import MACHINE
from yike.core.outbox.flows import State
from yike.core.outbox.models import Delivery, Endpoint, Message, Urgency
from yike.core.outbox.quiet import digest_time, local
from yike.core.record.clock import now
from yike.core.record.deed import Deed, deed
from yike.engines.faults import Fault

log = logging.getLogger(__name__)

LASTS = timedelta(hours=24)
MOST = 50
"""Messages in one digest; the others go into the next day's."""


def make_digests() -> int:
    """Make each endpoint's digest of the day, once it is half past eight; return how many were made.

    What was posted later waits for the next day. A posting time in the future is one of a clock set back since.
    """
    at = now()
    due = digest_time(at)
    if at < due:
        return 0
    waiting = Delivery.objects.filter(
        Q(message__posted_at__lt=due) | Q(message__posted_at__gt=at),
        state=State.WAITING,
        message__urgency=Urgency.DIGEST,
        message__expires__gt=at,
        endpoint__enabled=True,
    )
    rows = sorted(waiting.select_related("message", "endpoint"), key=lambda one: (one.endpoint_id, one.pk))
    groups = groupby(rows, key=lambda one: one.endpoint)
    return sum(_digest(endpoint, list(members)[:MOST], at) for endpoint, members in groups)


def _digest(endpoint: Endpoint, members: list[Delivery], at: datetime) -> bool:
    """Make one endpoint's digest, whole or not at all; False where the day's has been made."""
    key = f"outbox.digest:{endpoint.pk}:{local(at).date()}"
    if Message.objects.filter(key=key).exists():
        return False
    try:
        with deed(MACHINE, "outbox.digest") as d:
            bundle = _posted(d, key, endpoint, members, at).deliveries.get()
            for one in members:
                move(d, one, "bundle", bundle=bundle)
    except Fault as fault:  # this endpoint is not set up; the others get theirs
        log.warning("no digest for endpoint %s: %s", endpoint.pk, fault)
        return False
    return True


def _posted(d: Deed, key: str, endpoint: Endpoint, members: list[Delivery], at: datetime) -> Message:
    """Post the digest: in full, or with titles only where that would be too long."""
    with translation.override("zh-hans"):
        title = _("今日汇总（{count} 条）").format(count=len(members))
    whole = "\n\n".join(_item(n, one.message, full=True) for n, one in enumerate(members, 1))
    titles = "\n".join(_item(n, one.message, full=False) for n, one in enumerate(members, 1))

    def send(body: str) -> Message:
        return post(
            d,
            key=key,
            kind="outbox.digest",
            title=title,
            body=body,
            to=[endpoint],
            area=endpoint.area_id,
            expires=at + LASTS,
        )

    try:
        return send(whole)
    except Fault:
        return send(titles)


def _item(number: int, message: Message, *, full: bool) -> str:
    more = (message.body, message.link) if full else (message.link,)
    return "\n".join(filter(None, (f"{number}. {message.title}", *more)))

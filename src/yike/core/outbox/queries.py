"""All that is read of the outbox."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db.models import Count, Model, Q, QuerySet
from django.http import Http404

from yike.core.areas.models import Area, AreaLevel
from yike.core.outbox import rules
from yike.core.outbox.channels.result import Reason
from yike.core.outbox.flows import QUEUED, STUCK, TONES, State
from yike.core.outbox.models import Delivery, Endpoint, Heartbeat, Message, Notice, Urgency
from yike.core.outbox.pace import HOLD_MOST, LONGEST
from yike.core.outbox.quiet import next_allowed, quiet
from yike.core.record.clock import now
from yike.core.record.models import HistoryEntry

M = TypeVar("M", bound=Model)
ALIVE = timedelta(minutes=2)


def due(at: datetime, limit: int = 5) -> list[Delivery]:
    """Return deliveries that may be sent now: the urgent first, begun ones before new ones, then by time.

    A time to try again (or to reopen) that lies farther ahead than any pause was given by a clock that has been
    set back since: it counts as come.
    """
    rows = Delivery.objects.filter(
        Q(due_at__lte=at) | Q(due_at__gt=at + LONGEST),
        Q(message__not_before=None) | Q(message__not_before__lte=at),
        Q(endpoint__open_at=None) | Q(endpoint__open_at__lte=at) | Q(endpoint__open_at__gt=at + HOLD_MOST),
        state__in=sorted(QUEUED),
        message__expires__gt=at,
        message__urgency__lte=Urgency.AT_ONCE if quiet(at) else Urgency.NORMAL,
        endpoint__enabled=True,
    )
    order = ("message__urgency", "-parts_sent", "due_at", "pk")
    return list(rows.select_related("message", "endpoint").order_by(*order)[:limit])


def next_try(delivery: Delivery) -> datetime | None:
    """Return when a waiting delivery will be tried, None where it will not by itself."""
    if delivery.state not in QUEUED or not delivery.endpoint.enabled:
        return None
    message = delivery.message
    times = (delivery.due_at, message.not_before, delivery.endpoint.open_at, now())
    earliest = max(time for time in times if time is not None)
    return earliest if message.urgency == Urgency.AT_ONCE else next_allowed(earliest)


def visible_to(user: Any) -> QuerySet[Delivery]:
    """Return the deliveries of the messages in a person's areas, the newest first."""
    rows = Delivery.objects.select_related("message", "endpoint", "message__area").defer(
        "message__area__polygon"
    )
    return rules.SEE.visible(rows, user, "message__area__path").order_by("-pk")


def filtered(
    user: Any, *, state: str = "", words: str = "", endpoint: int | None = None
) -> QuerySet[Delivery]:
    """Return a person's deliveries in a state ("stuck" for all that wait for a person), with words in the title."""
    rows = visible_to(user)
    if state == "stuck":
        rows = rows.filter(state__in=sorted(STUCK))
    elif state:
        rows = rows.filter(state=state)
    if endpoint:
        rows = rows.filter(endpoint=endpoint)
    return rows.filter(message__title__contains=words) if words else rows


def counts(user: Any) -> dict[str, int]:
    """Return how many deliveries are in each state in which they do not stay; "stuck" for a person's ones.

    Those that are done are not counted: there are more of them every day, and nobody needs the number here.
    """
    open_states = sorted({*QUEUED, *STUCK, State.SENDING})
    rows = (
        visible_to(user).order_by().filter(state__in=open_states).values_list("state").annotate(Count("pk"))
    )
    found = {str(state): 0 for state in open_states} | dict(rows)
    return {**found, "stuck": sum(found[str(state)] for state in STUCK)}


def access_delivery(user: Any, pk: int) -> Delivery:
    """Return a delivery in a person's scope. Raises ``Http404``."""
    row: Delivery | None = visible_to(user).filter(pk=pk).first()
    return _found(row)


def access_message(user: Any, pk: int) -> Message:
    """Return a message in a person's scope. Raises ``Http404``."""
    rows = rules.SEE.visible(Message.objects.select_related("area").defer("area__polygon"), user)
    row: Message | None = rows.filter(pk=pk).first()
    return _found(row)


def deliveries_of(message: Message) -> list[Delivery]:
    """Return the deliveries of a message with their endpoints."""
    rows = Delivery.objects.filter(message=message).order_by("pk")
    rows = rows.select_related("endpoint", "message__area", "bundle__message")
    return list(rows.defer("message__area__polygon"))


@dataclass(frozen=True)
class Step:
    """One thing that happened to a delivery: when, by whom, where to, and to which state it led and why."""

    entry: HistoryEntry
    endpoint: str
    state: str
    why: str
    answer: str

    @property
    def tone(self) -> str:
        """Return the tone of its line."""
        return TONES.get(State(self.state), "") if self.state else ""

    @property
    def state_name(self) -> str:
        """Return the state in words."""
        return str(State(self.state).label) if self.state else ""

    @property
    def why_name(self) -> str:
        """Return the reason in words."""
        return str(Reason(self.why).label) if self.why else ""


def steps_of(deliveries: list[Delivery], limit: int = 60) -> list[Step]:
    """Return what happened to deliveries, the newest first."""
    endpoints = {one.recorded_subject(): one.endpoint.name for one in deliveries}
    rows = HistoryEntry.objects.filter(subject__in=list(endpoints)).order_by("-id")[:limit]
    return [_step(row, endpoints[row.subject]) for row in rows]


def _step(entry: HistoryEntry, endpoint: str) -> Step:
    after = entry.content.get("after", {})
    return Step(entry, endpoint, *(after.get(name, "") for name in ("state", "why", "answer")))


def endpoints_visible_to(user: Any) -> QuerySet[Endpoint]:
    """Return the endpoints a person keeps, those in use first; mailboxes of residents are on no list."""
    rows = Endpoint.objects.filter(private=False).select_related("area", "owner").defer("area__polygon")
    return rules.KEEP.visible(rows, user).order_by("-enabled", "kind", "name", "pk")


def endpoints_owned(person: Any) -> list[Endpoint]:
    """Return somebody's own endpoints, those in use first: what is told to them goes there too."""
    rows = Endpoint.objects.filter(owner=person).select_related("area").defer("area__polygon")
    return list(rows.order_by("-enabled", "kind", "name", "pk"))


def access_endpoint(user: Any, pk: int) -> Endpoint:
    """Return an endpoint a person keeps. Raises ``Http404``."""
    row: Endpoint | None = endpoints_visible_to(user).filter(pk=pk).first()
    return _found(row)


def notices_about(message: Message) -> list[Notice]:
    """Return whom a message was shown to, and whether they have seen it."""
    return list(Notice.objects.filter(message=message).select_related("user").order_by("pk"))


def bundled_in(deliveries: list[Delivery]) -> list[Delivery]:
    """Return the small messages that were put together into these deliveries."""
    rows = Delivery.objects.filter(bundle__in=deliveries)
    return list(rows.select_related("message", "endpoint").order_by("pk"))


def areas_for(user: Any) -> QuerySet[Area]:
    """Return the streets and communities in which a person may keep endpoints."""
    rows = Area.objects.open().light().filter(level__in=(AreaLevel.STREET, AreaLevel.COMMUNITY))
    return rules.KEEP.visible(rows, user, "path")


def working() -> bool:
    """Return whether some worker has given a sign of life in the last two minutes."""
    return Heartbeat.objects.filter(stopped_at=None, at__gte=now() - ALIVE).exists()


def notices_of(user: Any) -> QuerySet[Notice]:
    """Return a person's own notices, the newest first."""
    rows = Notice.objects.filter(user=user).select_related("message__area")
    return rows.defer("message__area__polygon").order_by("-pk")


def unread(user: Any) -> int:
    """Return how many notices a person has not seen."""
    return Notice.objects.filter(user=user, read_at=None).count()


def access_notice(user: Any, pk: int) -> Notice:
    """Return one of a person's own notices. Raises ``Http404``."""
    row: Notice | None = notices_of(user).filter(pk=pk).first()
    return _found(row)


def workers() -> list[Heartbeat]:
    """Return the workers that gave a sign of life and did not end in peace, the latest first."""
    return list(Heartbeat.objects.filter(stopped_at=None).order_by("-at"))


def _found(row: M | None) -> M:
    if row is None:
        raise Http404
    return row


def slips_of(subjects: Iterable[str]) -> list[str]:
    """Return under what the history of notices and deliveries stands that carried messages about ``subjects``.

    Each row of it keeps the reason of the deed that told, in the words of whoever gave it.
    """
    about = {"message__subject__in": list(subjects)}
    rows = (*Notice.objects.filter(**about), *Delivery.objects.filter(**about))
    return [row.recorded_subject() for row in rows]

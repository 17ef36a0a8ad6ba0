"""Hand a message over, in the same transaction as the change it tells of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from yike.core.outbox.channels.channel import Channel
from yike.core.outbox.channels.parcel import WRITTEN, Form, Parcel
from yike.core.outbox.messages import kind_name
from yike.core.outbox.models import TITLE, Attachment, Delivery, Endpoint, Message, Notice, Urgency
from yike.core.outbox.pace import LASTS, MOST_PARTS
from yike.core.outbox.register import channel
from yike.core.record.clock import now
from yike.core.record.deed import Deed
from yike.engines.faults import Fault


def post(
    d: Deed,
    *,
    key: str,
    kind: str,
    title: str,
    body: str,
    to: Iterable[Any],
    area: Any,
    form: Form = Form.TEXT,
    urgency: Urgency = Urgency.NORMAL,
    not_before: datetime | None = None,
    expires: datetime | None = None,
    attachment: tuple[str, bytes] | None = None,
    subject: str = "",
    leave: str = "",
    link: str = "",
    picture: str = "",
) -> Message:
    """Post a message to endpoints and users, inside the deed of the change it tells of.

    A title over 80 characters is cut, and stands whole before the body.
    Once for each ``key`` (at most 200 characters): posted again, the first message is returned and nothing
    else happens. A user gets a notice on the own page, and the letter where a mailbox is kept for them.
    ``expires`` is 72 hours after ``not_before`` (or now) where it is not given. ``subject`` is whom it is about
    ("residents.person:5"): their wish to be forgotten reaches the message's history through it. ``leave`` is the
    address at which the reader of a letter wants no more of them. ``link`` and ``picture`` are whole addresses, of
    a card alone: what it opens, which it cannot be without, and what stands on it.

    Raises ``Fault`` where it is too long for a channel (over 9 parts) or of a form one does not carry, and
    ``KeyError`` for a kind that no app has named, ``ValueError`` for a card without a link.
    """
    kind_name(kind)
    if (form == Form.CARD) != link.startswith(("https://", "http://")):
        raise ValueError("a card, and only a card, opens a link")
    there: Message | None = Message.objects.filter(key=key).first()
    if there is not None:
        return there
    at = now()
    title, body = headed(title, body)
    what: dict[str, Any] = {"kind": kind, "form": form, "title": title, "body": body, "urgency": urgency}
    whom = {"area_id": getattr(area, "pk", area), "subject": subject, "leave": leave}
    card = {"link": link, "picture": picture}
    when = {"posted_at": at, "not_before": not_before, "expires": expires or (not_before or at) + LASTS}
    return _handed_over(d, Message(key=key, **what, **whom, **when, **card), recipients(to), attachment)


def headed(title: str, body: str) -> tuple[str, str]:
    """Return title and body as they are kept: a title that is too long is cut, and begins the body whole."""
    if len(title) <= TITLE:
        return title, body
    return f"{title[: TITLE - 1]}…", f"{title}\n{body}".rstrip()


def _handed_over(
    d: Deed,
    message: Message,
    to: tuple[list[Endpoint], list[Any]],
    attachment: tuple[str, bytes] | None,
) -> Message:
    """Write a message with its deliveries and notices; posted by somebody else just now, theirs is returned."""
    endpoints, users = to
    deliveries = [planned(message, one, attachment) for one in endpoints]
    try:
        with transaction.atomic():
            d.add(message)
    except IntegrityError:
        rival: Message = Message.objects.get(key=message.key)
        return rival
    if attachment:
        d.add(Attachment(message=message, name=attachment[0], data=attachment[1]))
    d.add_many(deliveries)
    d.add_many([Notice(message=message, user=user) for user in users])
    return message


def recipients(to: Iterable[Any]) -> tuple[list[Endpoint], list[Any]]:
    """Return endpoints and users, each once; users bring their own mailboxes that are in use."""
    asked = list(dict.fromkeys(to))
    users = [one for one in asked if not isinstance(one, Endpoint)]
    endpoints = [one for one in asked if isinstance(one, Endpoint)]
    own = Endpoint.objects.filter(owner__in=users, enabled=True).order_by("pk") if users else []
    return list(dict.fromkeys([*endpoints, *own])), users


def planned(message: Message, endpoint: Endpoint, attachment: tuple[str, bytes] | None = None) -> Delivery:
    """Return the delivery of a message to an endpoint, with its number of parts. Raises ``Fault``."""
    way = channel(endpoint.kind, endpoint.rehearsal)
    if message.form not in way.forms:
        raise Fault(
            f"“{endpoint.name}”发不了图片和文件",
            f'"{endpoint.name}" carries no pictures and files',
            do_zh="请改发文字，或换一个通道",
            do_en="Send words instead, or choose another channel",
        )
    parts = len(parcels(way, message, attachment))
    if parts > MOST_PARTS:
        raise Fault(
            f"内容太长：发到“{endpoint.name}”要分 {parts} 段，最多 {MOST_PARTS} 段",
            f'too long: "{endpoint.name}" would need {parts} parts, {MOST_PARTS} are the most',
            do_zh="请缩短内容，或改发文件",
            do_en="Shorten it, or send it as a file",
        )
    return Delivery(message=message, endpoint=endpoint, due_at=message.posted_at, parts=parts)


def parcels(
    way: Channel, message: Message, attachment: tuple[str, bytes] | None = None
) -> tuple[Parcel, ...]:
    """Return the parcels a message makes for a channel."""
    name, data = attachment or ("", b"")
    whole = Parcel(message.key, Form(message.form), message.title, message.body, bytes(data), name)
    whole = replace(whole, leave=message.leave, link=message.link, picture=message.picture)
    return way.parts(whole) if message.form in WRITTEN else (whole,)

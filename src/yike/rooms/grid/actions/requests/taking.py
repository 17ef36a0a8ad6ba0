"""Take down what somebody says: from the door, the telephone, a card, a book, the hotline, a lecture, a rating."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError

from yike.core.deadlines.models import Deadline
from yike.core.record.clock import now
from yike.core.record.deed import Deed, deed
from yike.core.record.lookup import rows_where
from yike.core.residents.phones import read_phone
from yike.core.rights.by import By
from yike.core.vault.fields import sealed_values
from yike.rooms.grid import rules
from yike.rooms.grid.actions.numbers import take_number
from yike.rooms.grid.actions.photos import Shot, keep
from yike.rooms.grid.actions.requests.moving import first_deadlines
from yike.rooms.grid.actions.requests.saying import line, said
from yike.rooms.grid.actions.requests.tally import tally
from yike.rooms.grid.actions.requests.telling import tell_urgent
from yike.rooms.grid.models import Category, Request, RequestKind, RequestState, Series, Source
from yike.rooms.grid.queries.places import Place


@dataclass(frozen=True)
class NewRequest:
    """What is known when a request comes in. Only the words and the place are needed.

    ``place`` says where; ``until`` is by when the hotline's order itself wants its answer; ``link`` is the secret
    of whoever speaks for themselves, of which only the digest is kept. Who wants to stay ``secret`` reports:
    whatever ``kind`` was left at, it is registered as a report.
    """

    words: str
    place: Place
    source: str = Source.DOOR
    kind: str = RequestKind.HELP
    category: Category | None = None
    name: str = ""
    phone: str = ""
    behalf: str = ""
    secret: bool = False
    urgent: bool = False
    link: str = ""
    order: str = ""
    received: datetime | None = None
    until: datetime | None = None
    rating: Any = None
    photos: tuple[Shot, ...] = ()


def digest(link: str) -> str:
    """Return what is kept of a secret link."""
    return hashlib.sha256(link.encode()).hexdigest()


def take_request(by: By, new: NewRequest) -> Request:
    """Register a request, once for each secret link and each hotline order: sent again, the first is returned.

    In order: the row, its deadlines (24 hours to hear back; the answer), one fact, an urgent one told to those who
    dispatch, and last of all the number. Staff need the right to take requests in the area; whoever speaks for
    themselves needs none. Raises ``Fault`` for nothing or too much said and for what is no telephone number.
    """
    values = _values(by, new)
    there = _there(values)
    if there is not None:
        return there
    try:
        return _taken(by, new, values)
    except IntegrityError:  # sent twice in this very moment
        there = _there(values)
        if there is None:
            raise
        return there


def _values(by: By, new: NewRequest) -> dict[str, Any]:
    phone = read_phone(new.phone).e164 if new.phone.strip() else None
    return {
        "source": Source(new.source),
        "kind": RequestKind.REPORT if new.secret else RequestKind(new.kind),
        "words": said(new.words),
        "address": line(new.place.address, 120),
        "behalf": line(new.behalf, 60),
        "name_plain": line(new.name, 60) or None,
        "phone_plain": phone,
        "link_hash": digest(new.link) if new.link else None,
        "order": line(new.order, 40) or None,
        "rating": new.rating,
        "typed_by": by.user,
    }


def _there(values: dict[str, Any]) -> Request | None:
    """Return the request that was sent already with the same link, order or rating."""
    for column in ("link_hash", "order", "rating"):
        if values[column]:
            found = rows_where(Request, **{_key(column): getattr(values[column], "pk", values[column])})
            if found:
                return found[0]
    return None


def _key(column: str) -> str:
    return "rating_id" if column == "rating" else column


def _taken(by: By, new: NewRequest, values: dict[str, Any]) -> Request:
    with deed(by, "grid.request.take") as d:
        if by.user is not None:
            rules.TAKE.require(by, new.place.area)
        row = _row(new, values)
        d.add(row)
        keep(d, new.photos, of=row.of, area=row.area)
        first_deadlines(d, row, new.until)
        tally(d, row, frozenset())
        if row.urgent:
            tell_urgent(d, row)
        return _numbered(d, row)


def _row(new: NewRequest, values: dict[str, Any]) -> Request:
    values = dict(values)
    person = {"name": values.pop("name_plain"), "phone": values.pop("phone_plain")}
    moment = now()
    row = Request(**values, area=new.place.area, lon=new.place.lon, lat=new.place.lat)
    row.category, row.urgent = new.category, new.urgent
    row.secret = new.secret
    row.state, row.moved_at = RequestState.REGISTERED, moment
    row.received_at = min(new.received or moment, moment)
    for column, value in sealed_values(Request, **person).items():
        setattr(row, column, value)
    return row


def _numbered(d: Deed, row: Request) -> Request:
    """Give the number, last of all: who comes next waits until this deed is committed."""
    row.number = take_number(d, Series.REQUEST)
    d.renew_many([row], ["number", "reply_by", "due_at"])  # the moments of the deadlines with it
    Deadline.objects.filter(of=row.of).update(name=row.number)
    return row

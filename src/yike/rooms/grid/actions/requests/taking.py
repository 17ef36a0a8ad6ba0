"""Take down what somebody says: from the door, the telephone, a card, a book, the hotline, a lecture, a rating."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db import IntegrityError, connection

from yike.core.calendar.queries import work_clock
from yike.core.deadlines.models import Deadline
from yike.core.record import bulk
from yike.core.record.clock import now
from yike.core.record.deed import Deed, deed
from yike.core.record.lookup import rows_where
from yike.core.record.together import Together, each_alone
from yike.core.residents.phones import read_phone
from yike.core.rights.by import By
from yike.core.vault.fields import sealed_values
from yike.rooms.grid import rules
from yike.rooms.grid.actions.numbers import take_numbers
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


Draft = tuple[NewRequest, dict[str, Any]]  # what is said, and the columns it gives


def digest(link: str) -> str:
    """Return what is kept of a secret link."""
    return hashlib.sha256(link.encode()).hexdigest()


def take_request(by: By, new: NewRequest) -> Request:
    """Register a request, once for each secret link and each hotline order: sent again, the first is returned.

    In order: the row, its deadlines (24 hours to hear back; the answer), one fact, an urgent one told to those who
    dispatch, and last of all the number. Staff need the right to take requests in the area; whoever speaks for
    themselves needs none. Raises ``Fault`` for nothing or too much said and for what is no telephone number.
    """
    draft = new, _values(by, new)
    there = _there(draft[1])
    if there is not None:
        return there
    crowd = by.user is None and not by.trusted and not connection.in_atomic_block
    if crowd and not new.photos:  # nobody waits for what somebody else has photographed
        return _at_once(by, draft)
    return _alone(by, draft)


def _alone(by: By, draft: Draft) -> Request:
    try:
        with deed(by, "grid.request.take") as d:
            if by.user is not None:
                rules.TAKE.require(by, draft[0].place.area)
            (row,) = _taken(d, [draft])
            return row
    except IntegrityError:  # sent twice in this very moment
        there = _there(draft[1])
        if there is None:
            raise
        return there


def _write(by: By, drafts: Sequence[Draft]) -> Sequence[Request | Exception]:
    """Register what many say at the same moment in one deed: its end, where the next number waits, comes once.

    Where what one of them sent breaks that, they are registered one by one: nobody pays for somebody else. A
    database that does not answer is not asked again for each.
    """
    try:
        with deed(by, "grid.request.take") as d:
            return _taken(d, drafts)
    except Exception as broken:
        return each_alone(broken, drafts, partial(_alone, by))


# whoever share a deed are all the same to history: visitors who read in one language, or the same program
_at_once: Together[By, Draft, Request] = Together(_write)


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


def _taken(d: Deed, drafts: Sequence[Draft]) -> list[Request]:
    """Write requests with all that belongs to them, and give them their numbers in this order."""
    rows = [_row(new, values) for new, values in drafts]
    # in the order of what has to be unique: two processes with the same links do not wait for each other in a ring
    d.add_many(sorted(rows, key=lambda row: (row.link_hash or "", row.order or "")))
    clock, deadlines = work_clock(), list[Deadline]()
    for (new, _), row in zip(drafts, rows, strict=True):
        keep(d, new.photos, of=row.of, area=row.area)
        deadlines += first_deadlines(d, row, clock, new.until)
        tally(d, row, frozenset())
        if row.urgent:
            tell_urgent(d, row)
    d.add_many(deadlines)
    return _numbered(d, rows, deadlines)


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


def _numbered(d: Deed, rows: list[Request], deadlines: Sequence[Deadline]) -> list[Request]:
    """Give the numbers, last of all: who comes next waits until this deed is committed."""
    numbers = take_numbers(d, Series.REQUEST, len(rows))
    called = {}
    for row, number in zip(rows, numbers, strict=True):
        row.number = called[row.of] = number
    d.renew_many(rows, ["number", "reply_by", "due_at"])  # the moments of the deadlines with it
    for deadline in deadlines:
        deadline.name = called[deadline.of]
    bulk.renew(Deadline, ["name"], deadlines)
    return rows

"""The desk's lists: mine, to dispatch, to rule on, late, stuck; by what is due first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from yike.core.areas.models import Area
from yike.core.record.clock import now
from yike.core.record.prepared import Asked, Prepared
from yike.rooms.grid import rules
from yike.rooms.grid.models import Extension, Request, RequestState, Ruling
from yike.rooms.grid.models.requests import OPEN, WORKED
from yike.rooms.grid.queries.requests.finding import requests
from yike.rooms.grid.wordindex import REQUESTS, indexed

S = RequestState
LATEST = 100_000
"""So many requests are read for words where no index finds them: a street has fewer in two years."""
NEAR, COMMON = 20_000, 100
"""A word is common that over so many of the latest say: then no index helps."""
STUCK = {
    S.REGISTERED: timedelta(days=1),
    S.DISPATCHED: timedelta(days=2),
    S.REFUSED: timedelta(days=2),
    S.SIGNED: timedelta(days=1),
    S.HANDLING: timedelta(days=15),
    S.ANSWERED: timedelta(days=5),
}
"""For how long a request may stay in a state before it is on the list of what is stuck (days by the wall clock)."""


@dataclass(frozen=True)
class Wanted:
    """What of the queue is wanted; empty fields want all. ``text`` is words, or a number as it is printed."""

    show: str = "open"
    state: str = ""
    kind: str = ""
    source: str = ""
    area: Area | None = None
    text: str = ""


def _by_due(rows: QuerySet[Request]) -> QuerySet[Request]:
    return rows.order_by("-supervised", "-urgent", F("due_at").asc(nulls_last=True), "pk")


def queue(user: Any, wanted: Wanted) -> QuerySet[Request]:
    """Return the requests that match: supervised, then urgent ones, then by what is due; all: the latest first."""
    rows = _shown(user, wanted.show)
    exact = {"state": wanted.state, "kind": wanted.kind, "source": wanted.source}
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if wanted.area is not None:
        rows = rows.filter(area__path__startswith=wanted.area.path)
    if wanted.text:
        return _found(user, rows, wanted.text).order_by("-pk")
    return _by_due(rows) if wanted.show != "all" else rows.order_by("-pk")


def _shown(user: Any, show: str) -> QuerySet[Request]:
    lists = {"mine": mine, "dispatch": to_dispatch, "rule": to_rule, "revisit": to_revisit}
    lists |= {"late": late, "stuck": stuck, "all": requests}
    rows: QuerySet[Request] = lists[show](user) if show in lists else requests(user).filter(state__in=OPEN)
    return rows


def find_words(user: Any, text: str, most: int) -> list[Request]:
    """Return what is called so, else the latest that say so: of all requests where an index finds a rare word.

    A common one is looked for among the latest: the index would lead to far too many, of which few are one's own.
    """
    rows = requests(user)
    if not indexed(text, rows.db) or _called(rows, text).exists() or _common(text):
        return list(_found(user, rows, text).order_by("-pk")[:most])
    return list(_says(user, rows, text).filter(REQUESTS.may_hold(text)).order_by("-pk")[:most])


def _common(text: str) -> bool:
    """Return whether more than one in two hundred of the latest requests say so, wherever they are from."""
    said = Q(words__icontains=text) | Q(address__icontains=text)
    return (
        Request.objects.order_by("-pk").filter(said, pk__gt=_newest() - NEAR)[: COMMON + 1].count() > COMMON
    )


def _newest() -> int:
    return Request.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def _called(rows: QuerySet[Request], text: str) -> QuerySet[Request]:
    return rows.filter(Q(number=text.upper()) | Q(order=text))


def _found(user: Any, rows: QuerySet[Request], text: str) -> QuerySet[Request]:
    """Return what is called so, else what says so among the latest of all.

    What a secret report says is found by those alone who may read it.
    """
    called = _called(rows, text)
    if called.exists():
        return called
    return _says(user, rows, text).filter(pk__gt=_newest() - LATEST)


def _says(user: Any, rows: QuerySet[Request], text: str) -> QuerySet[Request]:
    words = Q(words__icontains=text) | Q(address__icontains=text)
    read = Q(secret=False) | Q(owner__in=rules.stands_for(user))
    for path in rules.SECRET.paths(user):
        read |= Q(area__path__startswith=path)
    return rows.filter(words & read)


def _mine(user: Any) -> Q:
    whose = Q(owner__in=rules.stands_for(user))
    whose |= Q(owner=None, owner_unit__in=rules.units_of(user, rules.HANDLE))
    return whose & Q(state__in=[S.DISPATCHED, S.SIGNED, S.HANDLING])


def _dispatched(user: Any) -> Q:
    """Return the condition that a request is dispatched by ``user``."""
    scope = Q(pk__in=[])
    for path in rules.DISPATCH.paths(user):
        scope |= Q(area__path__startswith=path)
    return scope


def _to_rule() -> Q:
    asked = Extension.objects.filter(ruling=Ruling.OPEN).order_by().values("request")
    return Q(state=S.REFUSED) | Q(state__in=OPEN, pk__in=asked)


def _late() -> Q:
    over = now() - timedelta(minutes=1)
    return (Q(due_at__lt=over) | Q(reply_by__lt=over)) & Q(state__in=WORKED)


def _stuck() -> Q:
    moment, found = now(), Q(pk__in=[])
    for state, most in STUCK.items():
        found |= Q(state=state, moved_at__lt=moment - most)
    return found


def mine(user: Any) -> QuerySet[Request]:
    """Return what lies with somebody: their own, of whom they stand in for, and their units' ownerless ones."""
    return requests(user).filter(_mine(user))


def to_dispatch(user: Any) -> QuerySet[Request]:
    """Return what waits for somebody who dispatches."""
    return requests(user).filter(_dispatched(user), state=S.REGISTERED)


def to_rule(user: Any) -> QuerySet[Request]:
    """Return what waits for a ruling: refusals and extensions."""
    return requests(user).filter(_dispatched(user), _to_rule())


def to_revisit(user: Any) -> QuerySet[Request]:
    """Return what was answered and waits for somebody to ask back."""
    return requests(user).filter(_dispatched(user), state=S.ANSWERED)


def late(user: Any) -> QuerySet[Request]:
    """Return what is not answered in time, or was not replied to in 24 hours."""
    return requests(user).filter(_late())


def stuck(user: Any) -> QuerySet[Request]:
    """Return what has stayed in one state for longer than it may."""
    return requests(user).filter(_stuck())


def counts(user: Any) -> dict[str, int]:
    """Return how many stand on each list of somebody's, by the name of the list; asked once for a page."""
    if "_requests_counted" not in user.__dict__:
        user.__dict__["_requests_counted"] = COUNTED(user)
    found: dict[str, int] = user.__dict__["_requests_counted"]
    return found


def _to_count(user: Any) -> Asked:
    conditions = {
        "mine": _mine(user),
        "dispatch": _dispatched(user) & Q(state=S.REGISTERED),
        "rule": _dispatched(user) & _to_rule(),
        "revisit": _dispatched(user) & Q(state=S.ANSWERED),
        "late": _late(),
        "stuck": _stuck(),
    }
    rows = requests(user).order_by().filter(state__in=OPEN)
    return rows, {name: Count("pk", filter=one) for name, one in conditions.items()}


COUNTED = Prepared(_to_count)

"""Requests within somebody's scope, and those that only a secret link opens."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from yike.core.vault.fields import matching
from yike.rooms.grid import rules
from yike.rooms.grid.models import Echo, Request

JOINED = ("area", "category", "owner", "owner_unit")


def requests(user: Any) -> QuerySet[Request]:
    """Return the requests of one's areas, and those that lie with one's unit wherever they are from."""
    rows = Request.objects.select_related(*JOINED).defer("area__polygon")
    scope = Q(pk__in=[])
    for path in rules.SEE.paths(user):
        scope |= Q(area__path__startswith=path)
    if rules.DESK.allows(user):
        scope |= Q(owner__in=rules.stands_for(user))
        scope |= Q(owner_unit__in=rules.units_of(user, rules.HANDLE))
    return rows.filter(scope)


def access_request(user: Any, pk: int) -> Request:
    """Return one request. Raises ``Http404`` outside one's areas and one's unit's work."""
    found = requests(user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def find_order(user: Any, order: str) -> QuerySet[Request]:
    """Return the request of a hotline's order, by the order's own number."""
    return requests(user).filter(order=order)


def find_phone(user: Any, phone: str) -> QuerySet[Request]:
    """Return the requests of a telephone number, however it is typed; secret reports only to who may know."""
    found = requests(user).filter(matching(Request, "phone", phone))
    known = Q(secret=False)
    for path in rules.SECRET.paths(user):
        known |= Q(area__path__startswith=path)
    return found.filter(known)


def _digest(link: str) -> str:
    return hashlib.sha256(link.encode(errors="replace")).hexdigest()


def by_link(link: str) -> Request | None:
    """Return the request a secret link opens; None for any other."""
    rows = Request.objects.select_related(*JOINED).defer("area__polygon")
    return rows.filter(link_hash=_digest(link)).first()


def echo_by_link(link: str) -> Echo | None:
    """Return what a link opens of somebody who has the same trouble; None for any other."""
    return (
        Echo.objects.select_related("request__area", "request__category")
        .filter(link_hash=_digest(link))
        .first()
    )

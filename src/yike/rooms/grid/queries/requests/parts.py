"""Co-units' parts of requests: those of one request, those that wait for one's unit, and one of them."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from yike.core.accounts.models import Unit
from yike.core.record.prepared import Prepared
from yike.rooms.grid import rules
from yike.rooms.grid.models import Request, RequestPart
from yike.rooms.grid.models.parts import WAITS
from yike.rooms.grid.queries.people import units
from yike.rooms.grid.queries.requests.finding import requests


def parts_of(row: Request) -> QuerySet[RequestPart]:
    """Return the parts of a request, in order."""
    return row.parts.select_related("unit", "by", "answered_by")


def missing(row: Request) -> list[RequestPart]:
    """Return the parts whose answer is missing."""
    return list(parts_of(row).filter(WAITS).order_by("due_on", "pk"))


def _readable() -> QuerySet[RequestPart]:
    rows = RequestPart.objects.select_related("unit", "request__area", "request__category")
    return rows.select_related("request__owner_unit").defer("request__area__polygon")


def waiting_for(user: Any) -> QuerySet[RequestPart]:
    """Return the parts that wait for an answer of one's unit, or of one for whose people one stands in."""
    rows = _readable().filter(WAITS).order_by("due_on", "pk")
    return rows.filter(unit__in=rules.units_of(user, rules.HANDLE))


WAITING = Prepared(lambda user: (waiting_for(user).order_by(), {"parts": Count("pk")}))
"""How many parts wait for an answer of one's unit."""


def access_part(user: Any, pk: int) -> RequestPart:
    """Return a part of one's unit, or of a request that one sees. Raises ``Http404`` for any other."""
    ours = Q(request__in=requests(user).order_by().values("pk"))
    ours |= Q(unit__in=rules.units_of(user, rules.HANDLE))
    found = _readable().filter(ours, pk=pk).first()
    if found is None:
        raise Http404
    return found


def co_units(row: Request) -> list[Unit]:
    """Return the units that may be asked: all in use but the main one and those that are asked already."""
    asked = {part.unit_id for part in missing(row)} | {row.owner_unit_id}
    return [unit for unit in units() if unit.pk not in asked]

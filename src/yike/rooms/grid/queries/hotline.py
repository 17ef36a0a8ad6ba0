"""Orders of the hotline whose answers are still to be given back."""

from __future__ import annotations

from typing import Any

from django.db.models import F, Q, QuerySet

from yike.rooms.grid import rules
from yike.rooms.grid.models import Request, Source
from yike.rooms.grid.queries.requests import requests


def orders(user: Any) -> QuerySet[Request]:
    """Return the hotline's orders in the areas where ``user`` exchanges sheets."""
    rows = rules.EXCHANGE_REQUESTS.visible(requests(user), user)
    return rows.filter(source=Source.HOTLINE)


def to_give_back(user: Any) -> QuerySet[Request]:
    """Return the orders that were answered and whose answer the hotline has not had yet; the oldest first."""
    unsaid = Q(told_back_at=None) | Q(told_back_at__lt=F("answered_at"))
    rows = orders(user).filter(unsaid, answered_at__isnull=False).order_by("answered_at", "pk")
    return rows.prefetch_related("replies")

"""Who asked is forgotten: on their own wish, or once nobody can need to know any more. The request stays."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db.models import Q, QuerySet

from yike.core.record.clock import now
from yike.core.record.deed import Deed, deed
from yike.core.residents.elsewhere import FORGOTTEN
from yike.core.rights.by import By
from yike.rooms.grid.models import Request
from yike.rooms.grid.models.requests import OPEN

MOST = 500  # in one sweep
ASKER = {"name": None, "phone": None, "phone_index": "", "behalf": "", "link_hash": None}
THERE = Q(name__isnull=False) | Q(phone__isnull=False) | ~Q(behalf="") | Q(link_hash__isnull=False)


def forget_asker(d: Deed, row: Request, *, words: bool = False) -> Request:
    """Take who asked off a request, and their secret link; with ``words`` also what was said to and fro, and where.

    Number, states, times, result and facts stay. The caller erases the history where that is wanted.
    """
    d.change(row, **ASKER)
    if words:
        d.change(row, words=FORGOTTEN, address="", lon=None, lat=None)
        for one in (*row.replies.all(), *row.revisits.exclude(words="")):
            d.change(one, words=FORGOTTEN)
    return row


def _due() -> QuerySet[Request]:
    before = now() - timedelta(days=settings.YIKE_ASKER_DAYS)
    return Request.objects.exclude(state__in=sorted(OPEN)).filter(THERE, moved_at__lt=before)


def forget_askers() -> int:
    """Forget who asked in all that ended more than ``YIKE_ASKER_DAYS`` ago (0: never); return how many requests."""
    if not settings.YIKE_ASKER_DAYS:
        return 0
    rows = list(_due().order_by("pk")[:MOST])
    for one in rows:
        with deed(By.machine("grid.forget"), "grid.request.forget") as d:
            row = d.lock(one)
            if not row.open:
                forget_asker(d, row)
    return len(rows)

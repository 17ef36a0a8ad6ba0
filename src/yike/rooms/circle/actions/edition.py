"""The edition of the directory goes up with every change, in the same transaction."""

from __future__ import annotations

from django.db.models import F

from yike.core.record.deed import Deed
from yike.rooms.circle.models import Edition


def renew(d: Deed) -> None:
    """Tell every process that its copy of the directory in memory is old."""
    if not Edition.objects.filter(pk=1).update(number=F("number") + 1):
        d.add(Edition(pk=1, number=1))

"""What earlier files have closed: five files that each leave out nearly a fifth would empty a street."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from django.utils.timezone import localtime

from yike.core.areas.models import Area, AreaLevel
from yike.core.record.clock import now
from yike.core.record.models import HistoryEntry

IMPORT = "areas.import"
A_DAY = timedelta(hours=24)


def closed_lately(within: Area | None, levels: Collection[AreaLevel]) -> int:
    """Return how many areas of these levels below ``within`` the imports of the last day closed, by the history.

    One that was opened again since does not count.
    """
    since = now() - A_DAY
    around = Area.objects.within(within) if within else Area.objects.all()
    gone = around.filter(level__in=levels, closed_on__gte=localtime(since).date()).light().order_by()
    subjects = [area.recorded_subject() for area in gone]
    rows = HistoryEntry.objects.filter(subject__in=subjects, verb=IMPORT, at__gte=since)
    return len({row.subject for row in rows.only("subject", "payload") if _closed(row)})


def _closed(row: HistoryEntry) -> bool:
    return bool(row.content.get("after", {}).get("closed_on"))

"""Personal data go so many days after the end: names and telephones first of all. Numbers and facts stay."""

from __future__ import annotations

from datetime import timedelta

from yike.core.record.clock import now
from yike.core.record.deed import deed
from yike.core.rights.by import By
from yike.rooms.almanac.models.activities import OVER
from yike.rooms.almanac.models.signups import Registration

DAYS = 30
MOST = 500  # in one sweep
GONE = {
    **dict.fromkeys(("name", "phone", "helper", "link_hash", "press")),
    **dict.fromkeys(("name_index", "phone_index", "call"), ""),
}
"""What tells who somebody was, and how to reach them."""


def forget() -> int:
    """Erase name, telephone, helper and link of everybody whose activity was to end 30 days ago.

    What is not archived yet is not forgotten: its figures are still to be written.
    """
    before = now() - timedelta(days=DAYS)
    due = Registration.objects.filter(
        forgotten_at=None, activity__ends_at__lt=before, activity__state__in=OVER
    )
    rows = list(due.select_related("activity")[:MOST])
    if not rows:
        return 0
    with deed(By.machine("almanac.forget"), "almanac.signup.forget") as d:
        keys = [row.pk for row in rows]
        Registration.objects.filter(pk__in=keys).update(**GONE, forgotten_at=d.at, user=None)
        for row in rows:
            d.note(row, forgotten="name, phone, helper, link")
    return len(rows)

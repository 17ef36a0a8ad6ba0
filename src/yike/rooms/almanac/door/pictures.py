"""QR codes and the calendar file of an activity."""

from __future__ import annotations

from typing import Any

import segno
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from yike.engines.calendarfile import Event
from yike.rooms.almanac.models.activities import Activity, ActivityState


def qr(address: str) -> SafeString:
    """Return the QR code of an address as inline SVG."""
    code: Any = segno.make(address, error="m", micro=False)
    drawn = code.svg_inline(scale=1, border=4, omitsize=True, svgclass="qr", lineclass=None)
    return mark_safe(drawn)  # noqa: S308 - drawn here, of an address of ours


def event_of(activity: Activity, changed: Any, host: str) -> Event:
    """Return an activity as an event of a calendar file; called off, it is struck out."""
    since, until = timezone.localtime(activity.starts_at), timezone.localtime(activity.ends_at)
    return Event(
        uid=f"activity-{activity.code}@{host}",
        summary=activity.shown_title,
        day=since.date(),
        until=until.date(),
        start=since.time(),
        end=until.time(),
        changed=changed,
        place=activity.where,
        text=activity.shown_summary,
        cancelled=activity.state in {ActivityState.CANCELLED, ActivityState.POSTPONED},
    )

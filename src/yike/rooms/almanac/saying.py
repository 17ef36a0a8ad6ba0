"""How the almanac says when something is."""

from __future__ import annotations

from django.utils import timezone

from yike.rooms.almanac.models.activities import Activity


def when(row: Activity) -> str:
    """Return day and hours in the office's time: 2026-11-27 09:00–11:00."""
    since, until = timezone.localtime(row.starts_at), timezone.localtime(row.ends_at)
    last = f"{until:%H:%M}" if since.date() == until.date() else f"{until:%m-%d %H:%M}"
    return f"{since:%Y-%m-%d %H:%M}–{last}"

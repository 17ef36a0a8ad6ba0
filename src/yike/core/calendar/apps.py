"""The Django app ``calendar``."""

from __future__ import annotations

from django.apps import AppConfig


class CalendarConfig(AppConfig):
    """The yearly table of working days and the office hours of units."""

    name = "yike.core.calendar"
    label = "calendar"
    verbose_name = "工作日历"
    default_auto_field = "django.db.models.BigAutoField"
